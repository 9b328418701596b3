// Targets for what moves in from other registries: their documents, the body that carries a version, its archives.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { parseMavenVersions } from '../../../src/cli/import/read-maven-web.ts';
import { parsePeople } from '../../../src/cli/import/read-people.ts';
import { parseCargoIndex } from '../../../src/cli/import/read-cargo.ts';
import { parseDevpiExport } from '../../../src/cli/import/read-devpi.ts';
import { packageOf } from '../../../src/cli/import/read-satis.ts';
import { parseVerdaccioPackage } from '../../../src/cli/import/read-verdaccio.ts';
import { readImported as readCargo } from '../../../src/ecosystems/cargo/imported-release.ts';
import { readImported as readComposer } from '../../../src/ecosystems/composer/imported-release.ts';
import { readImported as readMaven } from '../../../src/ecosystems/maven/imported-release.ts';
import { readImported as readPypi } from '../../../src/ecosystems/pypi/imported-release.ts';
import type { ImportedVersion, Release } from '../../../src/ecosystems/adapter-publish.ts';
import { readImported as readNpm } from '../../../src/ecosystems/npm/imported-release.ts';
import { parseImportBody } from '../../../src/http/api/import-body.ts';
import { asPackageName } from '../../../src/kernel/package-ref.ts';
import { coreMetadata, packWheel } from '../../support/fixture-pypi-archives.ts';
import { packTgz } from '../../support/tgz.ts';
import { packZip } from '../../support/zip.ts';
import { storedPackage } from '../../support/verdaccio-storage.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
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

const EXPORT = {
  indexes: {
    'ada/prod': {
      files: [
        {
          version: '1.0',
          projectname: 'acme-tide',
          relpath: 'ada/prod/acme-tide/1.0/acme_tide-1.0-py3-none-any.whl',
          type: 'releasefile',
          entrymapping: {
            hash_spec: `sha256=${'a'.repeat(64)}`,
            last_modified: 'Sun, 29 Nov 2026 11:54:51 GMT',
          },
          log: [{ what: 'upload', who: 'alice', when: [2020, 1, 2, 3, 4, 5] }],
        },
      ],
    },
  },
};
const LINE = {
  name: 'acme-tide',
  vers: '1.0.0',
  deps: [{ name: 'other', req: '^1', registry: null }],
  cksum: 'a'.repeat(64),
  features: {},
  yanked: true,
  pubtime: '2020-01-02T03:04:05Z',
};
const ENTRY = {
  name: 'acme/tide',
  version: '1.0.0',
  time: '2020-01-02T03:04:05+00:00',
  abandoned: true,
  dist: { type: 'zip', url: 'https://old.example/dist/a.zip', reference: 'abc', shasum: 'a'.repeat(40) },
};
const MANIFEST = '[package]\nname = "acme-tide"\nversion = "1.0.0"\n[dependencies]\nother = "1"\n';
const crate = await packTgz('acme-tide-1.0.0', { 'Cargo.toml': MANIFEST, 'src/lib.rs': '' });
const wheel = packWheel('acme_tide-1.0', 'acme-tide', coreMetadata({ name: 'acme-tide', version: '1.0' }), {
  name: 'acme-tide',
  version: '1.0',
});
const composerZip = packZip([{ name: 'composer.json', content: JSON.stringify({ name: 'acme/tide' }) }]);
const POM =
  '<project><groupId>org.acme</groupId><artifactId>app</artifactId><version>${revision}</version><packaging>pom</packaging></project>';

/** Versions whose files were well-formed once; what is read of them is what was asked for, or refused. */
const VERSIONS: Readonly<
  Record<string, { read: (one: ImportedVersion) => Promise<Release>; version: ImportedVersion }>
> = {
  pypi: {
    read: readPypi,
    version: versionOf('acme-tide', '1.0', 'acme_tide-1.0-py3-none-any.whl', wheel),
  },
  cargo: {
    read: readCargo,
    version: { ...versionOf('acme-tide', '1.0.0', 'acme-tide-1.0.0.crate', crate), words: LINE },
  },
  composer: {
    read: readComposer,
    version: { ...versionOf('acme/tide', '1.0.0', '1.0.0/abc.zip', composerZip), words: ENTRY },
  },
  maven: {
    read: readMaven,
    version: versionOf('org.acme:app', '1.0', '1.0/app-1.0.pom', Buffer.from(POM)),
  },
};

function versionOf(name: string, version: string, file: string, bytes: Uint8Array): ImportedVersion {
  return {
    name: asPackageName(name),
    version,
    words: {},
    tags: [],
    files: [{ file, bytes }],
    registryUrl: 'https://gate.example/x',
  };
}

const opener = { open: async () => new Blob([]) };

export const importTargets: readonly Target[] = [
  ...Object.entries(VERSIONS).map(([ecosystem, { read, version }]) =>
    asyncTarget(
      `${ecosystem} version of another registry`,
      [`src/ecosystems/${ecosystem}/imported-release.ts#readImported`],
      fc.tuple(hostileJson([version.words]), mutatedBytes([Buffer.from(version.files[0]?.bytes ?? [])])),
      async ([text, bytes]) => {
        const files = version.files.map((file) => ({ ...file, bytes }));
        const words = tryObject(text);
        for (const one of [
          { ...version, files },
          { ...version, words },
        ]) {
          const release = await attemptAsync(REFUSED, () => read(one));
          assert.ok(release === undefined || release.files[0]?.bytes === one.files[0]?.bytes);
        }
      },
    ),
  ),
  target('devpi export', ['src/cli/import/read-devpi.ts#parseDevpiExport'], hostileJson([EXPORT]), (text) => {
    const read = attempt([...REFUSED, 'not-found'], () => parseDevpiExport(Buffer.from(text)));
    for (const [project, files] of read?.files ?? []) {
      assert.equal(typeof project, 'string');
      assert.ok(
        files.every(({ place, version }) => typeof place === 'string' && typeof version === 'string'),
      );
    }
  }),
  target(
    'cargo index file that moves in',
    ['src/cli/import/read-cargo.ts#parseCargoIndex'],
    fc.array(hostileJson([LINE]), { maxLength: 3 }),
    (lines) => {
      const bytes = Buffer.from(lines.join('\n'));
      const read = attempt(REFUSED, () => parseCargoIndex(bytes, 'acme-tide', () => opener));
      for (const { version } of read?.versions ?? []) assert.doesNotMatch(version, /[/\\]/);
    },
  ),
  target(
    'versions of a Maven repository by its address',
    ['src/cli/import/read-maven-web.ts#parseMavenVersions'],
    mutatedText(
      [
        '<metadata><versioning><versions><version>1.0</version><version>..</version></versions></versioning></metadata>',
      ],
      ['../', '<version>', '&#47;', '..'],
    ),
    (text) => {
      const versions = attempt(REFUSED, () => parseMavenVersions(Buffer.from(text), 'a list')) ?? [];
      for (const version of versions) assert.doesNotMatch(version, /[/\\]|^\.+$/);
    },
  ),
  target('satis package', ['src/cli/import/read-satis.ts#packageOf'], hostileJson([[ENTRY]]), (text) => {
    const value: unknown = attempt(REFUSED, () => tryArray(text));
    const entries = Array.isArray(value)
      ? value.filter((one) => typeof one === 'object' && one !== null)
      : [];
    const folder = { ...opener, find: async () => undefined };
    const read = attempt(REFUSED, () => packageOf(folder, asPackageName('acme/tide'), entries));
    for (const { version, files } of read?.versions ?? [])
      assert.ok(files.every(({ file }) => file.startsWith(`${version}/`)));
  }),
  target('import body', ['src/http/api/import-body.ts#parseImportBody'], bodies, (body) => {
    const read = attempt(REFUSED, () => parseImportBody(body));
    if (read === undefined) return;
    const { head, bytes } = read;
    assert.deepEqual(
      bytes.map(({ byteLength }) => byteLength),
      // JSON has two zeros.
      head.files.map(({ sizeBytes }) => sizeBytes + 0),
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

function tryArray(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}

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
