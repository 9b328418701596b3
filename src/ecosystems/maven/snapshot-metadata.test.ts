import assert from 'node:assert/strict';
import { test } from 'node:test';

import { names } from './name.ts';
import { findBuild } from './snapshot.ts';
import { buildsNamed, writeSnapshotMetadata } from './snapshot-metadata.ts';
import { readXmlElements } from './xml-elements.ts';

const APP = names.parse('org.example:app');
const LIMITS = { maxLength: 1 << 20, maxDepth: 16, code: 'invalid-request' } as const;
const BUILD = '1.0-20261129.150825-3';

function elementsOf(text: string) {
  return readXmlElements(text, 'the metadata', LIMITS);
}

function write(endings: readonly string[], comment?: string): string {
  const build = findBuild(BUILD);
  assert.ok(build !== undefined);
  const files = endings.map((ending) => `1.0-SNAPSHOT/app-${BUILD}${ending}`);
  return writeSnapshotMetadata(APP, build, files, comment);
}

test('every file of the build is told by its classifier and extension', () => {
  const endings = {
    '.jar': '|jar',
    '.pom.asc': '|pom.asc',
    '.tar.gz': '|tar.gz',
    '-sources.jar': 'sources|jar',
    '-jdk1.5.jar': 'jdk1.5|jar',
    '-jdk1.5.jar.asc': 'jdk1.5|jar.asc',
    '-bin.tar.gz': 'bin|tar.gz',
    '-bin.tar.gz.sigstore.json': 'bin|tar.gz.sigstore.json',
    '-cyclonedx.json': 'cyclonedx|json',
  };
  const told = [
    ...write(Object.keys(endings)).matchAll(
      /<snapshotVersion>\s*(?:<classifier>([^<]*)<\/classifier>\s*)?<extension>([^<]*)<\/extension>\s*<value>1\.0-20261129\.150825-3<\/value>\s*<updated>20261129150825<\/updated>/g,
    ),
  ].map(([, classifier = '', extension = '']) => `${classifier}|${extension}`);
  assert.deepEqual(told, Object.values(endings));
});

test('what is written names the build that it was written of', () => {
  const text = write(['.jar'], 'kept back & told');
  assert.deepEqual(buildsNamed(elementsOf(text), '1.0-SNAPSHOT'), [BUILD]);
  assert.match(text, /<!-- kept back & told -->\n<\/metadata>/);
});

test('of what a client says, builds of the snapshot count alone, the newest first', () => {
  const value = (version: string) => `<snapshotVersion><value>${version}</value></snapshotVersion>`;
  const others = ['1.0-20261128.150825-2', '2.0-20261129.150825-9', '1.0-SNAPSHOT', '../1.0'].map(value);
  const text = `<metadata><versioning><snapshot><timestamp>20261129.150825</timestamp><buildNumber>3</buildNumber></snapshot><snapshotVersions>${others.join('')}</snapshotVersions></versioning></metadata>`;
  assert.deepEqual(buildsNamed(elementsOf(text), '1.0-SNAPSHOT'), [BUILD, '1.0-20261128.150825-2']);
  assert.deepEqual(buildsNamed(elementsOf('<metadata><versioning/></metadata>'), '1.0-SNAPSHOT'), []);
});
