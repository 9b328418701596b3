import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';
import { parse } from 'smol-toml';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { ClientRecipe } from '../adapter-client-setup.ts';
import { clients } from './client-setup.ts';

const CONFIG = readFileSync(new URL('testdata/config.toml', import.meta.url), 'utf8');
const TARGET = { gateUrl: 'http://localhost:4870' };
const [cargo] = clients as readonly [ClientRecipe];

const FRESH = `[source.crates-io]
replace-with = "gatehouse"

[registries.gatehouse]
index = "sparse+http://localhost:4870/cargo/"
credential-provider = ["cargo:token"]
`;

test('without a file, the default registry is replaced by ours', () => {
  assert.equal(cargo.edit(undefined, TARGET), FRESH);
  assert.equal(cargo.snippet(TARGET), `# ~/.cargo/config.toml\n${FRESH}`);
});

test('a token comes with the provider that reads it, unless its user chose another', () => {
  const edited = cargo.edit('', { ...TARGET, token: 'secret-"1"' });
  assert.match(edited, /^token = "secret-\\"1\\""$/m);
  assert.match(edited, /^credential-provider = \["cargo:token"\]$/m);
  for (const chosen of [
    '[registries.gatehouse]\ncredential-provider = ["cargo:libsecret"]\n',
    '[registry]\nglobal-credential-providers = ["cargo:libsecret"]\n',
  ]) {
    for (const target of [TARGET, { ...TARGET, token: 'secret' }])
      assert.doesNotMatch(cargo.edit(chosen, target), /cargo:token/);
  }
});

test('an existing file keeps every byte that is not ours', () => {
  const edited = cargo.edit(CONFIG, TARGET);
  const expected = CONFIG.replace(
    "replace-with = 'mirror'  # the old",
    'replace-with = "gatehouse"  # the old',
  );
  assert.equal(
    edited,
    `${expected}\n[registries.gatehouse]\nindex = "sparse+http://localhost:4870/cargo/"\ncredential-provider = ["cargo:token"]\n`,
  );
});

test('applied twice is once, in every form of file', () => {
  const forms = [
    '',
    CONFIG,
    CONFIG.replaceAll('\n', '\r\n'),
    'source.crates-io.replace-with = "x"\n',
    '[source]\ncrates-io.replace-with = "x"',
    '[source."crates-io"]\n[build]\njobs = 1\n',
    '[ source . \'crates-io\' ] # mine\nreplace-with="x"#mine\n',
    '[registries]\ngatehouse.index = "sparse+http://old.example/cargo/"\n',
    '[source.gatehouse]\nregistry = "sparse+http://old.example/cargo/"\n',
    '[registries.gatehouse]\nindex = "sparse+http://old.example/cargo/"',
    '\ufeff[net]\nretry = 2\n',
    '[source.crates-io]\n# only a comment',
    '[source.crates-io]\n[source.crates-io.deeper]\nx = 1\n',
    '[source.crates-io.deeper]\nx = 1\n',
    'empty = ""\nfence = """a""""\n[source.crates-io]\nother = 1979-05-27T07:32:00Z\n',
  ];
  for (const form of forms) {
    for (const target of [TARGET, { ...TARGET, token: 'secret' }]) {
      const once = cargo.edit(form, target);
      assert.equal(cargo.edit(once, target), once, form);
      assert.equal(cargo.currentRegistry(once), 'http://localhost:4870/cargo/', form);
      const document = parse(once) as { source: { 'crates-io': { 'replace-with': string } } };
      assert.equal(document.source['crates-io']['replace-with'], 'gatehouse');
    }
  }
});

test('line endings are those of the file', () => {
  const edited = cargo.edit('[net]\r\nretry = 2\r\n', TARGET);
  assert.equal(edited.replaceAll('\r\n', '').includes('\n'), false);
});

test('a token for another gate is not left for this one to receive; our own stays', () => {
  const withToken = cargo.edit('', { ...TARGET, token: 'secret' });
  assert.match(cargo.edit(withToken, TARGET), /token = "secret"/);
  assert.doesNotMatch(cargo.edit(withToken, { gateUrl: 'https://other.example' }), /secret/);
});

test('an inline table is refused rather than torn apart', () => {
  for (const text of [
    'source = { crates-io = { replace-with = "x" } }\n',
    '[source]\ncrates-io = { replace-with = "x" }\n',
  ]) {
    assert.throws(
      () => cargo.edit(text, TARGET),
      (error) => isGatehouseError(error, 'unsupported') && /source\.crates-io/.test(error.message),
      text,
    );
  }
});

test('what is no TOML is refused with its line, and nothing is written', () => {
  for (const [text, line] of [
    ['[source', 1],
    ['a = 1\na = 2\n', 2],
    ['\n\nx = "', 3],
  ] as const) {
    assert.throws(
      () => cargo.edit(text, TARGET),
      (error) => isGatehouseError(error, 'invalid-document') && error.facts['line'] === line,
      text,
    );
  }
});

test('tables that are nested very deeply by dotted keys are refused', () => {
  for (const text of [`[${'a.'.repeat(20_000)}a]\n`, `b = { ${'a.'.repeat(20_000)}a = 1 }\n`]) {
    for (const read of [() => cargo.edit(text, TARGET), () => cargo.currentRegistry(text)]) {
      assert.throws(read, (error) => isGatehouseError(error, 'invalid-document'));
    }
  }
});

test('the registry in force is found through replacements, and a loop of them ends', () => {
  assert.equal(cargo.currentRegistry(CONFIG), 'https://mirror.example/index/');
  assert.equal(cargo.currentRegistry('[net]\nretry = 1\n'), undefined);
  assert.equal(cargo.currentRegistry('[source.crates-io]\nreplace-with = "gone"\n'), undefined);
  const loop =
    '[source.crates-io]\nreplace-with = "a"\n[source.a]\nreplace-with = "b"\n[source.b]\nreplace-with = "a"\n';
  assert.equal(cargo.currentRegistry(loop), undefined);
});

test('any text is either edited, once and for all, or refused in our own words', () => {
  const pieces = fc.constantFrom(
    '[source]\n',
    '[source.crates-io]\n',
    '[[source.list]]\n',
    '[registries."gatehouse"]\n',
    'crates-io.replace-with = "x"\n',
    "replace-with = 'y'\n",
    'index = ["a", # ]\n "b"]\n',
    'note = """\n[registries.gatehouse]\n\\"""""""\n',
    "raw = '''\n[source.crates-io]''' # '\n",
    'a.b = { c = [1, { d = "}" }] }\n',
    '"q\\u002ed" = 1\n',
    '# [source.crates-io]\n',
    '\r\n',
    '"',
    '[',
    '=',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      try {
        const once = cargo.edit(text, TARGET);
        assert.equal(cargo.edit(once, TARGET), once);
        assert.equal(cargo.currentRegistry(once), 'http://localhost:4870/cargo/');
      } catch (error) {
        assert.ok(error instanceof GatehouseError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
