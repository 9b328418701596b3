// Targets for what is published to Maven: POMs, digests, places in the layout and lists of versions.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { names } from '../../../src/ecosystems/maven/name.ts';
import { publish } from '../../../src/ecosystems/maven/publish.ts';
import { parts } from '../../../src/ecosystems/maven/published-parts.ts';
import type { CollectedFile } from '../../../src/ecosystems/adapter-publish.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { mutatedBytes } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const NAME = names.parse('org.acme:tide');
const POM = `<project><modelVersion>4.0.0</modelVersion><parent><groupId>org.acme</groupId><artifactId>sea</artifactId><version>1.0</version></parent><artifactId>tide</artifactId><packaging>pom</packaging><name>Tide</name><description>Of the sea</description><url>https://acme.example</url><licenses><license><name>MIT</name></license></licenses><developers><developer><id>ada</id></developer></developers><scm><url>https://acme.example/git</url></scm></project>`;
const METADATA = `<metadata><groupId>org.acme</groupId><artifactId>tide</artifactId><versioning><release>1.0</release><versions><version>1.0</version></versions></versioning></metadata>`;
const WORDS = [
  '<!DOCTYPE p [',
  '<!ENTITY a "b">',
  '&a;',
  '${project.version}',
  '${a}',
  '</project>',
  '<version>',
  '\u0000',
];

function fileOf(file: string, bytes: Uint8Array): CollectedFile {
  const digests = { sha1: createHash('sha1').update(bytes).digest('hex') };
  return { file, sizeBytes: bytes.byteLength, digests, read: async () => bytes };
}

export const mavenPublishingTargets: readonly Target[] = [
  asyncTarget(
    'POM that is published, which is at fault and never throws',
    ['src/ecosystems/maven/published-parts.ts#parts'],
    mutatedBytes([POM], WORDS),
    async (pom) => {
      const file = '1.0/tide-1.0.pom';
      const { release, faults } = await parts.examine(
        {
          name: NAME,
          version: '1.0',
          files: [fileOf(file, pom), fileOf('1.0/tide-1.0.jar', pom)],
          declared: [{ file, algorithm: 'sha1', digest: fileOf(file, pom).digests.sha1 ?? '' }],
        },
        { signatures: true, description: true, other: async () => pom },
      );
      assert.equal(release.version, '1.0');
      assert.ok(faults.length > 0, 'the jar is none, and nothing has a signature');
    },
  ),
  target(
    'place of a file in a bundle',
    ['src/ecosystems/maven/part-place.ts#readPlace'],
    fc.array(
      fc.constantFrom(
        'org',
        'acme',
        '..',
        '.',
        '',
        'tide',
        '1.0',
        'tide-1.0.jar',
        'tide-1.0.jar.sha1',
        'a\\b',
        'tide-1.0-SNAPSHOT.jar',
        '1.0-SNAPSHOT',
      ),
      { maxLength: 7 },
    ),
    (segments) => {
      const path = segments.join('/');
      const place = attempt(['invalid-request', 'invalid-version'], () => parts.readPlace(path));
      if (place === undefined || place === 'ours') return;
      assert.ok(path.startsWith(place.name.replaceAll(/[.:]/g, '/')), path);
      assert.doesNotMatch(place.file, /\\|\.\.|SNAPSHOT/);
    },
  ),
  asyncTarget(
    'list of versions that a client of Maven sends',
    ['src/ecosystems/maven/publish.ts#publish'],
    mutatedBytes([METADATA], WORDS),
    async (body) => {
      const read = async () =>
        publish.read({ variant: 'metadata', name: NAME, headers: {}, registryUrl: '', body });
      const submission = await attemptAsync(['invalid-request'], read);
      assert.ok(submission === undefined || submission.kind === 'whole' || submission.kind === 'ours');
    },
  ),
];
