import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';
import { load, loadAll } from 'js-yaml';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { LockEntry, LockfileFormat } from '../adapter-lockfile.ts';
import { lockfiles } from './lockfile.ts';

const FILES = [
  'package-lock.v1.json',
  'package-lock.v2.json',
  'package-lock.v3.json',
  'pnpm-lock.v5.yaml',
  'pnpm-lock.v6.yaml',
  'pnpm-lock.v9.yaml',
  'yarn-classic.lock',
  'yarn-berry.lock',
  'bun.lock',
] as const;

const read = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');

function formatFor(file: string): LockfileFormat {
  const usual = file.replace(/\.v\d/, '').replace(/-(classic|berry)/, '');
  const format = lockfiles.find((one) => one.isNamed(usual));
  if (format === undefined) throw new Error(`no format reads ${usual}`);
  return format;
}

/** `name version line address`, as short as a table can be. */
function tell({ name, version, url, line }: LockEntry): string {
  return `${line}: ${name} ${version} ${url ?? '-'}`;
}

const entriesOf = (file: string, text = read(file)) => formatFor(file).entries(text).map(tell);

test('package-lock.json version 1: nested and aliased packages, none of git', () => {
  assert.deepEqual(entriesOf('package-lock.v1.json'), [
    '9: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '17: dep 2.1.0 https://registry.example/dep/-/dep-2.1.0.tgz',
    '24: dep 2.0.0 https://registry.example/dep/-/dep-2.0.0.tgz',
  ]);
});

test('package-lock.json version 2 says each address twice, and both are found', () => {
  assert.deepEqual(entriesOf('package-lock.v2.json'), [
    '16: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '23: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
  ]);
});

test('package-lock.json version 3: nested, aliased, escaped and address-less packages; no links, no git', () => {
  assert.deepEqual(entriesOf('package-lock.v3.json'), [
    '18: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '26: dep 2.1.0 https://cdn.example/dep-latest.tgz',
    '32: dep 2.0.0 https://registry.example/dep/-/dep-2.0.0.tgz',
    '45: omitted 4.0.0 -',
  ]);
});

test('pnpm-lock.yaml 5: peers behind an underscore belong neither to the name nor to the version', () => {
  assert.deepEqual(entriesOf('pnpm-lock.v5.yaml'), [
    '14: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '20: @acme/plain 1.0.0 -',
    '24: dep 2.1.0 https://registry.example/dep/-/dep-2.1.0.tgz',
    '28: peer-of-scope 1.0.0 -',
  ]);
});

test('pnpm-lock.yaml 6: peers stand in brackets', () => {
  assert.deepEqual(entriesOf('pnpm-lock.v6.yaml'), [
    '11: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '15: dep 2.1.0 -',
  ]);
});

test('pnpm-lock.yaml 9, as pnpm 9 to 12 write it: two documents, snapshots, resolutions over several lines', () => {
  assert.deepEqual(entriesOf('pnpm-lock.v9.yaml'), [
    '15: pnpm 12.0.0 -',
    '34: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '41: dep 2.1.0 https://registry.example/dep/-/dep-2.1.0.tgz',
    '47: plain 3.0.0 -',
  ]);
});

test('yarn.lock of yarn classic: the address without its digest; no git', () => {
  assert.deepEqual(entriesOf('yarn-classic.lock'), [
    '7: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '14: dep 2.0.0 https://registry.example/dep/-/dep-2.0.0.tgz',
    '19: dep 2.1.0 https://registry.example/dep/-/dep-2.1.0.tgz',
    '26: offline 1.0.0 -',
  ]);
});

test('yarn.lock of yarn berry: addresses that stand in a resolution; no workspaces, no patches', () => {
  assert.deepEqual(entriesOf('yarn-berry.lock'), [
    '10: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '17: dep 2.1.0 -',
  ]);
});

test('bun.lock: comments, trailing commas, the default registry as an empty address', () => {
  assert.deepEqual(entriesOf('bun.lock'), [
    '13: @acme/app 1.2.0 https://registry.example/@acme/app/-/app-1.2.0.tgz',
    '15: dep 2.0.0 -',
    '17: dep 2.1.0 https://registry.example/dep/-/dep-2.1.0.tgz',
  ]);
});

test('every entry names the file under which it is served here', () => {
  for (const file of FILES) {
    for (const entry of formatFor(file).entries(read(file))) {
      const base = entry.name.slice(entry.name.indexOf('/') + 1);
      assert.equal(entry.file, `${base}-${entry.version}.tgz`);
    }
  }
});

test('a shrinkwrap is a package-lock; other files are nobody’s', () => {
  const named = (file: string) => lockfiles.find((format) => format.isNamed(file))?.id;
  assert.equal(named('npm-shrinkwrap.json'), 'package-lock.json');
  for (const file of ['package.json', 'bun.lockb', 'pnpm-lock.yml', 'yarn.lock.bak', '']) {
    assert.equal(named(file), undefined);
  }
});

const gateUrl = ({ name, file }: LockEntry) => `http://gate.example:4870/npm/${name}/-/${file}`;

test('rewriting puts every address to the gate and leaves every other byte', () => {
  for (const file of FILES) {
    const text = read(file);
    const format = formatFor(file);
    const rewritten = format.rewrite(text, gateUrl);
    const addresses = format.entries(text).filter(({ url }) => url !== undefined);
    assert.deepEqual(
      format.entries(rewritten).map(({ url }) => url),
      format.entries(text).map((entry) => (entry.url === undefined ? undefined : gateUrl(entry))),
      file,
    );
    // Without the addresses, both texts are the same.
    const without = (whole: string, origin: RegExp) => whole.replaceAll('\\/', '/').replaceAll(origin, '');
    assert.equal(
      without(rewritten, /https?(:|%3A)(\/|%2F)(\/|%2F)gate\.example[^"#,'}\s]*/g),
      without(text, /https?(:|%3A)(\/|%2F)(\/|%2F)(registry|cdn)\.example[^"#,'}\s]*/g),
      file,
    );
    assert.ok(addresses.length > 0, file);
  }
});

test('rewriting nothing, or back again, gives the same bytes', () => {
  for (const file of FILES) {
    const text = read(file);
    const format = formatFor(file);
    assert.equal(
      format.rewrite(text, () => undefined),
      text,
    );
    if (text.includes('\\/')) continue;
    const original = new Map(format.entries(text).map((entry) => [`${entry.line}`, entry.url]));
    const there = format.rewrite(text, gateUrl);
    assert.equal(
      format.rewrite(there, ({ line }) => original.get(`${line}`)),
      text,
      file,
    );
  }
});

test('files with Windows line endings keep them, and lose no entry', () => {
  for (const file of FILES) {
    const text = read(file).replaceAll('\n', '\r\n');
    assert.deepEqual(entriesOf(file, text), entriesOf(file), file);
    const rewritten = formatFor(file).rewrite(text, gateUrl);
    assert.equal(rewritten.replaceAll('\r\n', '').includes('\n'), false, file);
  }
});

test('the rewritten files are still JSON and YAML', () => {
  const weird = () => 'http://gate.example/npm/%40s/a-"b"\\c.tgz';
  for (const file of ['package-lock.v1.json', 'package-lock.v2.json', 'package-lock.v3.json']) {
    JSON.parse(formatFor(file).rewrite(read(file), weird));
  }
  for (const file of ['pnpm-lock.v5.yaml', 'pnpm-lock.v6.yaml']) {
    assert.ok(load(formatFor(file).rewrite(read(file), gateUrl)));
  }
  assert.equal(
    [...loadAll(formatFor('pnpm-lock.v9.yaml').rewrite(read('pnpm-lock.v9.yaml'), gateUrl))].length,
    2,
  );
});

test('names like those of prototypes are names like others', () => {
  const text = JSON.stringify({
    lockfileVersion: 3,
    packages: JSON.parse(
      '{"node_modules/__proto__":{"version":"1.0.0","resolved":"https://registry.example/a.tgz"},"node_modules/constructor":{"version":"1.0.0","resolved":"https://registry.example/b.tgz"}}',
    ) as object,
  });
  assert.deepEqual(entriesOf('package-lock.v3.json', text), [
    '1: __proto__ 1.0.0 https://registry.example/a.tgz',
    '1: constructor 1.0.0 https://registry.example/b.tgz',
  ]);
});

test('values of the wrong kind are passed over', () => {
  const hostile = {
    lockfileVersion: 3,
    packages: {
      'node_modules/a': { version: 1, resolved: 'https://registry.example/a.tgz' },
      'node_modules/b': { version: '1.0.0', resolved: ['https://registry.example/b.tgz'] },
      'node_modules/c': null,
      'node_modules/../d': { version: '1.0.0', resolved: 'https://registry.example/d.tgz' },
      'node_modules/e': { version: '1.0.0', resolved: 'javascript:alert(1)' },
    },
    dependencies: 'https://registry.example/f.tgz',
  };
  assert.deepEqual(entriesOf('package-lock.v3.json', JSON.stringify(hostile)), []);
  assert.deepEqual(entriesOf('bun.lock', '{"packages": {"a": "a@1.0.0", "b": [["b@1.0.0", ""]]}}'), []);
});

test('what is no JSON is refused with its line', () => {
  for (const [file, text, line] of [
    ['package-lock.v3.json', '{\n  "packages": {\n', 3],
    ['package-lock.v3.json', '{"a": "\n"}', 1],
    ['bun.lock', '{\n\n<<<<<<< HEAD\n', 3],
    ['bun.lock', '', 1],
    ['bun.lock', '['.repeat(100_000), 1],
  ] as const) {
    assert.throws(
      () => formatFor(file).entries(text),
      (error) => isGatehouseError(error, 'invalid-document') && error.message.includes(`line ${line},`),
    );
  }
});

test('a large file is read in one pass', () => {
  const block = (at: number) =>
    `pkg-${at}@^1.0.0:\n  version "1.0.${at}"\n  resolved "https://registry.example/pkg-${at}/-/pkg-${at}-1.0.${at}.tgz#${'a'.repeat(40)}"\n\n`;
  const classic = Array.from({ length: 20_000 }, (_, at) => block(at)).join('');
  assert.equal(formatFor('yarn-classic.lock').entries(classic).length, 20_000);
  const json = JSON.stringify({
    packages: Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [
        `node_modules/pkg-${at}`,
        { version: '1.0.0', resolved: `https://registry.example/${at}.tgz` },
      ]),
    ),
  });
  assert.equal(formatFor('package-lock.v3.json').entries(json).length, 20_000);
});

test('fuzz: any damage to a lock file is refused, or leaves entries that lie within the text', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FILES),
      fc.nat(),
      fc.nat(60),
      fc.string({ unit: 'binary', maxLength: 12 }),
      (file, from, length, put) => {
        const text = read(file);
        const start = from % text.length;
        const damaged = text.slice(0, start) + put + text.slice(start + length);
        const format = formatFor(file);
        try {
          const entries = format.entries(damaged);
          const same = format.rewrite(damaged, ({ url }) => url);
          assert.equal(format.entries(same).length, entries.length);
          const lines = damaged.split('\n').length;
          assert.ok(entries.every(({ line }) => line >= 1 && line <= lines));
        } catch (error) {
          assert.ok(isGatehouseError(error, 'invalid-document'), String(error));
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('an address that stays as it was keeps its spelling, escapes and all', () => {
  for (const file of FILES) {
    const text = read(file).replaceAll('https://', String.raw`https:\/\/`);
    const isJson = file.endsWith('.json') || file === 'bun.lock';
    const format = formatFor(file);
    assert.equal(
      format.rewrite(text, ({ url }) => url),
      text,
      file,
    );
    if (isJson)
      assert.ok(
        format.entries(text).some(({ url }) => url?.startsWith('https://')),
        file,
      );
  }
});

test('pnpm derives addresses at its registry: one of those is left out, every other is written', () => {
  const text = read('pnpm-lock.v9.yaml');
  const format = formatFor('pnpm-lock.v9.yaml');
  const before = format.entries(text).filter(({ url }) => url !== undefined);
  assert.ok(before.length > 0);
  const at = (root: string) => (entry: LockEntry) => `${root}/${entry.name}/-/${entry.file}`;
  const derived = format.rewrite(text, at('http://gate.example/npm'), 'http://gate.example/npm');
  assert.match(derived, /resolution: \{integrity: sha512-YXBw\}\n/);
  assert.doesNotMatch(derived, /registry\.example|gate\.example\/npm\/@acme/);
  assert.deepEqual(derived.match(/integrity: [^,}\s]+/g), text.match(/integrity: [^,}\s]+/g));
  assert.doesNotThrow(() => loadAll(derived));
  const written = format.rewrite(text, at('http://other.example/npm'), 'http://gate.example/npm');
  assert.equal(written.match(/tarball:/g)?.length, text.match(/tarball:/g)?.length);
});
