// Targets for what moves in from other registries: their documents, the body that carries a version, its archives.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { parsePeople } from '../../../src/cli/import/read-people.ts';
import { parseVerdaccioPackage } from '../../../src/cli/import/read-verdaccio.ts';
import { readImported as readNpm } from '../../../src/ecosystems/npm/imported-release.ts';
import { parseImportBody } from '../../../src/http/api/import-body.ts';
import { asPackageName } from '../../../src/kernel/package-ref.ts';
import { storedPackage } from '../../support/verdaccio-storage.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedBytes } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const REFUSED = [
  'invalid-request',
  'invalid-name',
  'invalid-version',
  'invalid-archive',
  'invalid-document',
  'too-large',
] as const;

const HEAD = {
  name: '@acme/tide',
  version: '1.0.0',
  owner: 'organisation:acme',
  origin: 'verdaccio storage',
  publishedAt: '2020-02-01T10:00:00.000Z',
  publisher: 'alice',
  maintainers: ['ada'],
  deprecated: 'use 2.0.0',
  tags: ['latest'],
  visibility: 'private',
  words: { name: '@acme/tide', version: '1.0.0' },
  files: [{ file: 'tide-1.0.0.tgz', sizeBytes: 4, digests: { sha256: 'a'.repeat(64) } }],
};

function bodyOf(head: string, bytes: Uint8Array): Buffer {
  const json = Buffer.from(head);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, bytes]);
}

const bodies = fc.oneof(
  mutatedBytes([bodyOf(JSON.stringify(HEAD), Buffer.from('abcd'))]),
  fc.tuple(hostileJson([HEAD]), fc.uint8Array({ maxLength: 8 })).map(([head, bytes]) => bodyOf(head, bytes)),
);

const stored = await storedPackage(
  '@acme/tide',
  [
    { version: '1.0.0', publishedAt: '2020-02-01T10:00:00.000Z', deprecated: 'use 1.1.0' },
    { version: '1.1.0', publishedAt: '2021-02-01T10:00:00.000Z', isFetched: true },
  ],
  { latest: '1.0.0' },
  { maintainers: [{ name: 'alice' }] },
);
const TIDE = asPackageName('@acme/tide');
const PACKUMENT = JSON.parse(String(stored['@acme/tide/package.json'])) as object;
const tarball = Buffer.from(stored['@acme/tide/tide-1.0.0.tgz'] ?? '');

export const importTargets: readonly Target[] = [
  target('import body', ['src/http/api/import-body.ts#parseImportBody'], bodies, (body) => {
    const read = attempt(REFUSED, () => parseImportBody(body));
    if (read === undefined) return;
    const { head, bytes } = read;
    assert.deepEqual(
      bytes.map(({ byteLength }) => byteLength),
      head.files.map(({ sizeBytes }) => sizeBytes),
    );
    assert.ok(head.owner.name !== '' && head.files.length > 0);
  }),
  target(
    'verdaccio package',
    ['src/cli/import/read-verdaccio.ts#parseVerdaccioPackage'],
    hostileJson([PACKUMENT]),
    (text) => {
      const opened: string[] = [];
      const folder = {
        open: async (path: string) => {
          opened.push(path);
          return new Blob([]);
        },
      };
      const read = attempt(REFUSED, () => parseVerdaccioPackage(Buffer.from(text), TIDE, folder));
      for (const { files, tags } of read?.versions ?? []) {
        assert.equal(files.length, 1);
        assert.ok(tags.every((tag) => typeof tag === 'string'));
        for (const file of files) void file.open();
      }
      // Whatever a document says: its files lie in the folder of the package.
      for (const path of opened) {
        assert.match(path, /^@acme\/tide\/[^/]+$/);
        assert.ok(!path.endsWith('/..') && !path.endsWith('/.'));
      }
    },
  ),
  target(
    'people of an import',
    ['src/cli/import/read-people.ts#parsePeople'],
    fc.oneof(hostileJson([{ alice: 'ada' }]), fc.string()),
    (text) => {
      const people = attempt(['invalid-document'], () => parsePeople(text, 'people.json'));
      for (const [name, account] of people ?? [])
        assert.ok(typeof name === 'string' && typeof account === 'string');
    },
  ),
  asyncTarget(
    'npm version of another registry',
    ['src/ecosystems/npm/imported-release.ts#readImported'],
    fc.tuple(
      hostileJson([(PACKUMENT as { versions: Record<string, object> }).versions['1.0.0'] ?? {}]),
      fc.oneof(fc.constant(tarball), mutatedBytes([tarball])),
      fc.array(fc.string(), { maxLength: 3 }),
    ),
    async ([text, bytes, tags]) => {
      const words = tryObject(text);
      const imported = {
        name: TIDE,
        version: '1.0.0',
        words,
        tags,
        files: [{ file: 'tide-1.0.0.tgz', bytes }],
        registryUrl: 'https://gate.example/npm',
      };
      const release = await attemptAsync(REFUSED, () => readNpm(imported));
      if (release === undefined) return;
      assert.deepEqual([release.name, release.version], [TIDE, '1.0.0']);
      assert.equal(release.words['name'], TIDE);
      assert.ok(!Object.hasOwn(release.words, 'dist'));
    },
  ),
];

function tryObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is an object
        (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
