import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'node:test';

import { ADAPTERS } from '../../ecosystems/list.ts';
import type { HostedFacts, Words } from '../../ecosystems/adapter-publish.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { packTgz, type FileTree } from '../../../test/support/tgz.ts';
import { packZip } from '../../../test/support/zip.ts';
import { compareReleases } from './compare-releases.ts';
import type { ComparedVersion, ReleaseComparison } from './comparison.ts';

type Files = ComparedVersion['files'];

function versionOf(name: string, version: string, words: Words, files: Files): ComparedVersion {
  const facts: HostedFacts = {
    name: asPackageName(name),
    spelt: name,
    createdAt: 0,
    updatedAt: 0,
    tags: new Map(),
    status: 'active',
    statusReason: '',
    versions: [
      {
        version,
        publishedAt: 0,
        words,
        files: files.map(({ file, bytes }) => ({
          file,
          digests: { sha512: '00', sha1: '00', sha256: '00', md5: '00' },
          sizeBytes: bytes.byteLength,
          publishedAt: 0,
          words: {},
        })),
      },
    ],
  };
  return { version, facts, files };
}

const compare = (ecosystem: Ecosystem, after: ComparedVersion, before?: ComparedVersion) =>
  compareReleases(ADAPTERS, {
    ecosystem,
    after,
    registryUrl: `https://gate.example/${ecosystem}`,
    ...(before === undefined ? {} : { before }),
  });

async function tide(version: string, words: Words, files: FileTree): Promise<ComparedVersion> {
  const all = { name: 'tide', version, ...words };
  const bytes = await packTgz('package', { 'package.json': JSON.stringify(all), ...files });
  return versionOf('tide', version, all, [{ file: `tide-${version}.tgz`, bytes }]);
}

const onlyFile = ({ files }: ReleaseComparison) => files[0] ?? assert.fail('no file');

describe('what differs between two versions', () => {
  it('is told of npm: files, scripts that run, dependencies, licence and repository', async () => {
    const before = await tide(
      '1.0.0',
      { license: 'MIT', dependencies: { wave: '^1.0.0', foam: '1.x' }, repository: 'https://code.example/a' },
      { 'index.js': 'one\ntwo\nthree\n', 'old.js': 'gone\n', 'same.js': 'same\n' },
    );
    const after = await tide(
      '1.1.0',
      {
        license: 'Apache-2.0',
        dependencies: { wave: '^2.0.0', kraken: '*' },
        repository: 'https://code.example/b',
        scripts: { postinstall: 'node steal.js', test: 'node test.js' },
      },
      { 'index.js': 'one\n2\nthree\n', 'steal.js': '<script>alert(1)</script>\n', 'same.js': 'same\n' },
    );
    const told = await compare('npm', after, before);
    assert.deepEqual(told.installs, [{ what: 'postinstall', after: 'node steal.js' }]);
    assert.deepEqual(told.dependencies, [
      { what: 'foam', before: '1.x' },
      { what: 'kraken', after: '*' },
      { what: 'wave', before: '^1.0.0', after: '^2.0.0' },
    ]);
    assert.deepEqual(
      told.fields.map(({ what }) => what),
      ['licence', 'repository'],
    );
    const file = onlyFile(told);
    assert.deepEqual([file.was, file.change, file.sameEntries], ['tide-1.0.0.tgz', 'changed', 1]);
    assert.deepEqual(
      file.entries.map(({ path, change }) => `${change} ${path}`),
      ['changed index.js', 'removed old.js', 'changed package.json', 'added steal.js'],
    );
    const [index, , , steal] = file.entries;
    assert.equal(index?.diff, '@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n');
    // A stranger's markup, as the text that it is.
    assert.equal(steal?.diff, '@@ -0,0 +1,1 @@\n+<script>alert(1)</script>\n');
    assert.equal(told.isCut, false);
  });

  it('is all of it where there was no version before', async () => {
    const told = await compare('npm', await tide('1.0.0', { license: 'MIT' }, { 'index.js': 'x\n' }));
    const { change, entries } = onlyFile(told);
    assert.deepEqual([change, entries.map((one) => one.change)], ['added', ['added', 'added']]);
    assert.deepEqual(told.fields, [{ what: 'licence', after: 'MIT' }]);
  });

  it('is told of wheels and source distributions, by what they are and not by what they are called', async () => {
    const wheel = (version: string, code: string, needs: string) => {
      const metadata = `Metadata-Version: 2.1\nName: tide\nVersion: ${version}\nRequires-Dist: ${needs}\n`;
      const info = `tide-${version}.dist-info`;
      return [
        {
          file: `tide-${version}-py3-none-any.whl`,
          bytes: packZip([
            { name: 'tide.py', content: code },
            { name: `${info}/METADATA`, content: metadata },
          ]),
        },
        { file: `tide-${version}-py3-none-any.whl.metadata`, bytes: Buffer.from(metadata) },
      ];
    };
    const sdist = await packTgz('tide-1.1.0', { 'setup.py': 'import os\n' });
    const before = versionOf('tide', '1.0.0', {}, wheel('1.0.0', 'a\n', 'wave>=1'));
    const now = [...wheel('1.1.0', 'b\n', 'kraken>=1'), { file: 'tide-1.1.0.tar.gz', bytes: sdist }];
    const told = await compare('pypi', versionOf('tide', '1.1.0', {}, now), before);
    assert.deepEqual(
      told.files.map(({ file, was, change }) => [file, was, change]),
      [
        ['tide-1.1.0-py3-none-any.whl', 'tide-1.0.0-py3-none-any.whl', 'changed'],
        ['tide-1.1.0-py3-none-any.whl.metadata', 'tide-1.0.0-py3-none-any.whl.metadata', 'changed'],
        ['tide-1.1.0.tar.gz', undefined, 'added'],
      ],
    );
    assert.deepEqual(
      onlyFile(told).entries.map(({ path, change }) => [path, change]),
      [
        ['tide.dist-info/METADATA', 'changed'],
        ['tide.py', 'changed'],
      ],
    );
    assert.deepEqual(
      told.dependencies.map(({ what, before: was }) => [what, was !== undefined]),
      [
        ['kraken', false],
        ['wave', true],
      ],
    );
    assert.deepEqual(
      told.installs.map(({ what }) => what),
      ['setup.py'],
    );
  });

  it('names bindings that npm builds, in the case that a file system finds them by, too', async () => {
    for (const file of ['binding.gyp', 'Binding.gyp']) {
      const told = await compare('npm', await tide('1.0.0', {}, { [file]: '{}' }));
      assert.deepEqual(
        told.installs.map(({ what }) => what),
        ['binding.gyp'],
        file,
      );
    }
  });

  it('names all of a wheel that Python reads at its start, by whatever way it lands there', async () => {
    const bytes = packZip(
      [
        'tide.pth',
        'tide.start',
        'sitecustomize.py',
        'usercustomize/__init__.py',
        'tide-1.0.0.data/purelib/a.pth',
        'tide-1.0.0.data/platlib/sitecustomize.so',
        'tide-1.0.0.data/data/lib/python3.14/site-packages/b.pth',
        'tide/c.pth',
        'tide-1.0.0.data/data/share/d.pth',
        'tide/sitecustomize.py',
      ].map((name) => ({ name, content: name })),
    );
    const told = await compare(
      'pypi',
      versionOf('tide', '1.0.0', {}, [{ file: 'tide-1.0.0-py3-none-any.whl', bytes }]),
    );
    assert.deepEqual(
      told.installs.map(({ what }) => what),
      [
        'sitecustomize.py',
        'tide.data/data/lib/python3.14/site-packages/b.pth',
        'tide.data/platlib/sitecustomize.so',
        'tide.data/purelib/a.pth',
        'tide.pth',
        'tide.start',
        'usercustomize/__init__.py',
      ],
    );
  });

  it('hides no file behind another whose path differs by the version alone', async () => {
    const paths = ['tide-1.0.0.data/purelib/tide.py', 'tide-2.0.0.data/purelib/tide.py'];
    const bytes = packZip(paths.map((name) => ({ name, content: name })));
    const told = await compare(
      'pypi',
      versionOf('tide', '1.0.0', {}, [{ file: 'tide-1.0.0-py3-none-any.whl', bytes }]),
    );
    assert.deepEqual(
      onlyFile(told).entries.map(({ path }) => path),
      paths,
    );
  });

  it('takes the Cargo.toml of the crate itself, not one that stands before it', async () => {
    const packed = await packTgz('tide-1.0.0', {
      'a/Cargo.toml': '[package]\nlicense = "MIT"\n',
      'Cargo.toml': '[package]\nlicense = "ISC"\nbuild = "src/evil.rs"\n',
    });
    const line = { name: 'tide', vers: '1.0.0', deps: [], features: {} };
    const told = await compare(
      'cargo',
      versionOf('tide', '1.0.0', line, [{ file: 'tide-1.0.0.crate', bytes: packed }]),
    );
    assert.deepEqual(told.fields, [{ what: 'licence', after: 'ISC' }]);
    assert.deepEqual(
      told.installs.map(({ what }) => what),
      ['src/evil.rs'],
    );
  });

  it('is told of crates and of Composer packages: build scripts, plugins, needs', async () => {
    const crate = async (version: string, files: FileTree) => [
      { file: `tide-${version}.crate`, bytes: await packTgz(`tide-${version}`, files) },
    ];
    const line = (version: string, deps: readonly object[]) => ({
      name: 'tide',
      vers: version,
      deps,
      features: {},
    });
    const dep = {
      name: 'cc',
      req: '^1',
      features: [],
      optional: false,
      default_features: true,
      kind: 'normal',
    };
    const crates = await compare(
      'cargo',
      versionOf(
        'tide',
        '1.1.0',
        line('1.1.0', [dep]),
        await crate('1.1.0', { 'build.rs': 'fn main() {}\n' }),
      ),
      versionOf('tide', '1.0.0', line('1.0.0', []), await crate('1.0.0', { 'Cargo.toml': '' })),
    );
    assert.deepEqual(
      crates.installs.map(({ what }) => what),
      ['build.rs'],
    );
    assert.deepEqual(crates.dependencies, [{ what: 'cc', after: '^1' }]);
    const zip = packZip([{ name: 'composer.json', content: '{}' }]);
    const composer = await compare(
      'composer',
      versionOf('acme/tide', '1.0.0', { type: 'composer-plugin', require: { 'acme/base': '^1' } }, [
        { file: 'tide-1.0.0.zip', bytes: zip },
      ]),
    );
    assert.deepEqual(
      composer.installs.map(({ what }) => what),
      ['composer-plugin'],
    );
  });

  it('is bounded: of texts, of diffs, of entries; and what is no text has none', async () => {
    const line = `${'x'.repeat(79)}\n`;
    const files: Record<string, string | Uint8Array> = {
      'binary.dat': Buffer.from([0, 1, 2, 3]),
      'invalid.txt': Buffer.from([0xff, 0xfe, 0x41]),
      'large.txt': line.repeat(2_000),
      'long.txt': line.repeat(700),
    };
    for (let at = 0; at < 1_200; at++) files[`many/${String(at).padStart(4, '0')}.txt`] = `${at}\n`;
    const told = await compare('npm', await tide('1.0.0', {}, files));
    const { entries, moreEntries } = onlyFile(told);
    const of = (path: string) => entries.find((one) => one.path === path);
    assert.deepEqual(
      ['binary.dat', 'invalid.txt', 'large.txt'].map((path) => of(path)?.diff),
      [undefined, undefined, undefined],
    );
    assert.deepEqual([of('long.txt')?.isCut, of('long.txt')?.diff?.length], [true, 20_000]);
    assert.deepEqual([entries.length, moreEntries, told.isCut], [1_000, 205, true]);
    assert.ok(entries.filter(({ diff }) => diff !== undefined).length <= 300);
  });

  it('says of an archive that cannot be read, or that is a bomb, why it was not looked into', async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    for (const bytes of [Buffer.from('no archive'), bomb]) {
      const told = await compare('npm', versionOf('tide', '1.0.0', {}, [{ file: 'tide-1.0.0.tgz', bytes }]));
      assert.match(onlyFile(told).unread ?? '', /^Cannot read tide-1\.0\.0\.tgz: /);
      assert.deepEqual(onlyFile(told).entries, []);
    }
  });
});
