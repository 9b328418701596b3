// Targets for what is published to Maven: POMs, digests, places in the layout and lists of versions.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { names } from '../../../src/ecosystems/maven/name.ts';
import { publish } from '../../../src/ecosystems/maven/publish.ts';
import { parts } from '../../../src/ecosystems/maven/published-parts.ts';
import { findBuild, stemOf } from '../../../src/ecosystems/maven/snapshot.ts';
import type { CollectedFile } from '../../../src/ecosystems/adapter-publish.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { mutatedBytes } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const NAME = names.parse('org.acme:tide');
const POM = `<project><modelVersion>4.0.0</modelVersion><parent><groupId>org.acme</groupId><artifactId>sea</artifactId><version>1.0</version></parent><artifactId>tide</artifactId><packaging>pom</packaging><name>Tide</name><description>Of the sea</description><url>https://acme.example</url><licenses><license><name>MIT</name></license></licenses><developers><developer><id>ada</id></developer></developers><scm><url>https://acme.example/git</url></scm></project>`;
const METADATA = `<metadata><groupId>org.acme</groupId><artifactId>tide</artifactId><versioning><release>1.0</release><versions><version>1.0</version></versions></versioning></metadata>`;
const SNAPSHOT_METADATA = `<metadata modelVersion="1.1.0"><groupId>org.acme</groupId><artifactId>tide</artifactId><versioning><snapshot><timestamp>20261129.150825</timestamp><buildNumber>3</buildNumber></snapshot><snapshotVersions><snapshotVersion><extension>jar</extension><value>1.0-20261129.150825-3</value><updated>20261129150825</updated></snapshotVersion></snapshotVersions></versioning><version>1.0-SNAPSHOT</version></metadata>`;
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
    'metadata of a snapshot that a client of Maven sends, which names builds of it alone',
    ['src/ecosystems/maven/publish.ts#publish', 'src/ecosystems/maven/snapshot.ts#findBuild'],
    mutatedBytes(
      [SNAPSHOT_METADATA],
      [...WORDS, '<value>', '1.0-20261129.150825-4', '2.0-20261129.150825-1', '-0'],
    ),
    async (body) => {
      const asked = { name: NAME, selector: '1.0-SNAPSHOT', headers: {}, registryUrl: '' };
      const submission = await attemptAsync(['invalid-request'], async () =>
        publish.read({ ...asked, variant: 'snapshot-metadata', body }),
      );
      if (submission === undefined) return;
      assert.ok(submission.kind === 'whole' && submission.versions.length > 0);
      for (const version of submission.versions) {
        assert.equal(findBuild(version)?.of, '1.0-SNAPSHOT');
        assert.match(publish.versionKey(version), /-snapshot@\d{8}\.\d{6}$/);
      }
    },
  ),
  asyncTarget(
    'place of a file of a snapshot',
    ['src/ecosystems/maven/part-place.ts#readPartPlace', 'src/ecosystems/maven/snapshot.ts#findBuildOfFile'],
    fc
      .tuple(
        fc.constantFrom('1.0-SNAPSHOT', '1.0-snapshot', '-SNAPSHOT', '1.0-20261129.150825-1', '1.0'),
        fc.array(
          fc.constantFrom(
            'tide',
            '-',
            '1.0',
            '20261129',
            '.',
            '150825',
            '1',
            '0',
            'SNAPSHOT',
            'jar',
            'sources',
            '..',
            '/',
          ),
          { maxLength: 14 },
        ),
      )
      .map(([folder, words]) => `${folder}/${words.join('')}`),
    async (selector) => {
      const asked = { name: NAME, selector, headers: {}, registryUrl: '', body: new Uint8Array(1) };
      const submission = await attemptAsync(['invalid-request', 'invalid-version'], async () =>
        publish.read({ ...asked, variant: 'file' }),
      );
      if (submission?.kind !== 'part') return;
      const { version, file } = submission.part;
      assert.equal(file, selector);
      assert.ok(file.startsWith(stemOf(NAME, version)), file);
      assert.doesNotMatch(version, /SNAPSHOT|\//i);
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
