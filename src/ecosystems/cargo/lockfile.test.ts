import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { LockfileFormat } from '../adapter-lockfile.ts';
import { lockfiles } from './lockfile.ts';

const LOCK = readFileSync(new URL('testdata/Cargo.lock', import.meta.url), 'utf8');
const [format] = lockfiles as readonly [LockfileFormat];

const pack = (fields: string) => `[[package]]\nname = "kelp"\nversion = "1.0.0"\n${fields}`;

test('entries tell every crate with its line, and an address only where the file keeps one', () => {
  assert.deepEqual(format.entries(LOCK), [
    { name: 'kelp', version: '1.2.0', line: 15, url: 'http://localhost:4870/cargo/' },
    { name: 'kelp', version: '1.3.0', line: 21 },
    {
      name: 'reef',
      version: '0.3.0',
      line: 27,
      url: 'git+https://code.example/reef?rev=abc#0123456789abcdef0123456789abcdef01234567',
    },
    { name: 'tide-pool', version: '1.2.0+build.7', line: 32, url: 'https://git.example/index' },
  ]);
  assert.deepEqual(
    ['Cargo.lock', 'cargo.lock', 'Cargo.toml'].map((file) => format.isNamed(file)),
    [true, false, false],
  );
});

test('rewriting changes an address wherever the file says it, and nothing else', () => {
  const moved = format.rewrite(LOCK, ({ url }) =>
    url === 'http://localhost:4870/cargo/' ? 'https://gate.example/cargo/' : undefined,
  );
  assert.equal(
    moved,
    LOCK.replaceAll('sparse+http://localhost:4870/cargo/', 'sparse+https://gate.example/cargo/'),
  );
});

test('the default registry is a name, not an address: nobody is asked about it', () => {
  const asked: string[] = [];
  const same = format.rewrite(LOCK, ({ name, version }) => {
    asked.push(`${name} ${version}`);
    return undefined;
  });
  assert.equal(same, LOCK);
  assert.deepEqual(asked, ['kelp 1.2.0', 'reef 0.3.0', 'tide-pool 1.2.0+build.7']);
});

test('line endings stay, and an address may bring its own kind', () => {
  const windows = LOCK.replaceAll('\n', '\r\n');
  const moved = format.rewrite(windows, ({ name }) =>
    name === 'tide-pool' ? 'sparse+https://gate.example/cargo/' : undefined,
  );
  assert.equal(
    moved,
    windows.replace('registry+https://git.example/index', 'sparse+https://gate.example/cargo/'),
  );
});

test('the oldest form keeps checksums under the source’s name, which moves too', () => {
  const old = `${pack('source = "registry+https://git.example/index"\n')}
[metadata]
"checksum kelp 1.0.0 (registry+https://git.example/index)" = "${'ab'.repeat(32)}"
`;
  const moved = format.rewrite(old, () => 'https://gate.example/index');
  assert.equal(moved, old.replaceAll('https://git.example/index', 'https://gate.example/index'));
});

test('what cannot be a lock file is refused with its line', () => {
  const faulty: readonly (readonly [string, number])[] = [
    ['version = \n', 1],
    [`${pack('')}<<<<<<< ours\n`, 4],
    ['package = 3\n', 1],
    ['package = [{ name = "a", version = "1.0.0" }]\n', 1],
    ['[[package]]\nname = "a"\n', 1],
    ['\n[[package]]\nname = \'kelp\'\nversion = "1.0.0"\n', 2],
    [pack('source = "sparse+https:\\u002f/x.example/"\n'), 1],
    ['[[package]]\nname = "ä"\nversion = "1.0.0"\nsource = "registry+https://x.example"\n', 1],
    [`note = """\n[[package]]\n"""\n`, 1],
    [`x = ${'['.repeat(500)}${']'.repeat(500)}\n`, 1],
  ];
  for (const [text, at] of faulty) {
    assert.throws(
      () => format.entries(text),
      (error) => isGatehouseError(error, 'invalid-document') && error.facts['line'] === at,
      text,
    );
  }
});

test('an address that would break the file is refused', () => {
  for (const address of [
    'https://x.example/" \nname = "evil',
    'https://x.example/a b',
    'https://x.example/\\',
    'https://x.example/ä',
  ]) {
    assert.throws(
      () => format.rewrite(LOCK, () => address),
      (error) => isGatehouseError(error, 'invalid-request'),
      address,
    );
  }
});

test('a path dependency, a lock without packages and an empty file have no entries', () => {
  for (const text of ['', 'version = 4\n', pack(''), '[[package]]\nname = "größe"\nversion = "1.0.0"\n']) {
    assert.deepEqual(format.entries(text), []);
  }
});

test('any text is either read or refused in our own words', () => {
  const pieces = fc.constantFrom(
    '[[package]]\n',
    'name = "a"\n',
    'version = "1.0.0"\n',
    'source = "sparse+https://x.example/"\n',
    '"',
    "'",
    '[',
    ']',
    '\n',
    '\\',
    '=',
    '#',
    '\u0000',
    '__proto__ = 1\n',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 15 }), (parts) => {
      const text = parts.join('');
      try {
        const count = format.entries(text).length;
        assert.equal(format.entries(format.rewrite(text, () => 'https://gate.example/')).length, count);
      } catch (error) {
        assert.ok(error instanceof GatehouseError && error.code === 'invalid-document', String(error));
      }
    }),
    { numRuns: 500 },
  );
});
