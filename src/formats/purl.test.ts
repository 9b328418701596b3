import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { assert as assertProperty, property, string } from 'fast-check';

import { ECOSYSTEMS, type Ecosystem } from '../kernel/ecosystem.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { names as cargo } from '../ecosystems/cargo/name.ts';
import { names as npm } from '../ecosystems/npm/name.ts';
import { names as pypi } from '../ecosystems/pypi/name.ts';
import type { NameRules } from '../ecosystems/adapter-name.ts';
import { formatPurl, parsePurl, type PurlRules } from './purl.ts';

/** Names in two parts, as Maven and Composer have them, as loose as purls are. */
const twoParts = (separator: string, fold: (text: string) => string): NameRules => ({
  parse: (raw) => asPackageName(fold(raw)),
  toPurl(name) {
    const at = name.indexOf(separator);
    return at < 0 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
  },
  fromPurl: (namespace, name) =>
    asPackageName(fold(namespace === undefined ? name : `${namespace}${separator}${name}`)),
  namespaceOf: () => undefined,
});

const RULES: PurlRules = {
  npm: { names: npm },
  pypi: { names: pypi },
  cargo: { names: cargo },
  maven: { names: twoParts(':', (text) => text) },
  composer: { names: twoParts('/', (text) => text.toLowerCase()) },
};

const ARCHIVE = resolve(import.meta.dirname, '../../../shared/data/vectors.tar.gz');

interface Components {
  readonly namespace: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly qualifiers: Readonly<Record<string, string>> | null;
  readonly subpath: string | null;
}

interface Vector {
  readonly test_type: 'validate' | 'parse' | 'build';
  readonly description: string;
  readonly input: string | Components;
  readonly expected_output: string | Components;
}

function readVectors(ecosystem: Ecosystem): readonly Vector[] {
  const path = `./purl-spec/tests/types/${ecosystem}-test.json`;
  const text = execFileSync('tar', ['xzOf', ARCHIVE, path], { encoding: 'utf8' });
  return (JSON.parse(text) as { tests: readonly Vector[] }).tests;
}

for (const ecosystem of ECOSYSTEMS) {
  test(
    `the purl specification's vectors hold for ${ecosystem}`,
    { skip: existsSync(ARCHIVE) ? false : 'the vectors are not here' },
    () => {
      for (const vector of readVectors(ecosystem)) {
        if (typeof vector.input !== 'string') {
          assert.equal(build(ecosystem, vector.input), vector.expected_output, vector.description);
          continue;
        }
        const { ref, ...parts } = parsePurl(RULES, vector.input);
        if (typeof vector.expected_output === 'string') {
          assert.equal(formatPurl(RULES, ref, parts), vector.expected_output, vector.input);
          continue;
        }
        const { namespace, name, version, qualifiers, subpath } = vector.expected_output;
        const { namespace: ours, name: our } = RULES[ecosystem].names.toPurl(ref.name);
        assert.deepEqual(
          [
            ours ?? null,
            our,
            parts.version ?? null,
            Object.fromEntries(parts.qualifiers),
            parts.subpath ?? null,
          ],
          [namespace, name, version, qualifiers ?? {}, subpath],
          vector.input,
        );
      }
    },
  );
}

function build(ecosystem: Ecosystem, given: Components): string {
  const name = RULES[ecosystem].names.fromPurl(given.namespace ?? undefined, given.name);
  return formatPurl(
    RULES,
    { ecosystem, name },
    {
      ...(given.version === null ? {} : { version: given.version }),
      qualifiers: Object.entries(given.qualifiers ?? {}),
      ...(given.subpath === null ? {} : { subpath: given.subpath }),
    },
  );
}

test('slashes and commas in qualifiers are encoded, colons are not', () => {
  const ref = { ecosystem: 'npm', name: asPackageName('@acme/x') } as const;
  const qualifiers = [
    ['vcs_url', 'git+https://example.com/a?b=c'],
    ['checksum', 'sha1:00,sha256:ff'],
    ['empty', ''],
  ] as const;
  const text = formatPurl(RULES, ref, { version: '1.0.0+build', qualifiers });
  assert.equal(
    text,
    'pkg:npm/%40acme/x@1.0.0%2Bbuild?checksum=sha1:00%2Csha256:ff&vcs_url=git%2Bhttps:%2F%2Fexample.com%2Fa%3Fb%3Dc',
  );
  const parsed = parsePurl(RULES, text);
  assert.equal(parsed.version, '1.0.0+build');
  assert.equal(parsed.qualifiers.get('vcs_url'), 'git+https://example.com/a?b=c');
});

test('what is no purl of ours is refused, saying why', () => {
  for (const text of [
    '',
    'left-pad',
    'pkg:',
    'pkg:npm',
    'pkg:npm/',
    'pkg:gem/rails@1',
    'pkg:pypi/ns/x@1',
    'pkg:npm/%00@1',
    'pkg:npm/x@%zz',
    'pkg:cargo/__proto__/x',
    `pkg:npm/${'x'.repeat(9_000)}`,
  ]) {
    assert.throws(
      () => parsePurl(RULES, text),
      (error) => isGatehouseError(error, 'invalid-purl'),
      text.slice(0, 40),
    );
  }
});

test('any text is read or refused, never anything else', () => {
  assertProperty(
    property(string({ unit: 'binary' }), (text) => {
      try {
        const { ref, ...parts } = parsePurl(RULES, `pkg:npm/${text}`);
        const again = parsePurl(RULES, formatPurl(RULES, ref, parts));
        assert.deepEqual(again.ref, ref);
        assert.equal(again.version, parts.version);
      } catch (error) {
        assert.ok(isGatehouseError(error, 'invalid-purl'), String(error));
      }
    }),
  );
});

test("names that a package could have once are read: npm's rules for new ones do not count", () => {
  for (const name of ['_private', "it's", '~!()*', '-x']) {
    const ref = { ecosystem: 'npm', name: npm.parse(name) } as const;
    assert.deepEqual(parsePurl(RULES, formatPurl(RULES, ref, { version: '1.0.0' })).ref, ref, name);
  }
  const long = { ecosystem: 'maven', name: asPackageName(`org.example:${'a'.repeat(300)}`) } as const;
  assert.deepEqual(parsePurl(RULES, formatPurl(RULES, long)).ref, long);
});

test('control characters have no place in any part', () => {
  for (const text of [
    'pkg:npm/x@1%0a',
    'pkg:npm/x?a=%1b',
    'pkg:npm/x?a%20b=1',
    'pkg:npm/x#%00',
    'pkg:npm/x?=1',
  ]) {
    assert.throws(
      () => parsePurl(RULES, text),
      (error) => isGatehouseError(error, 'invalid-purl'),
      text,
    );
  }
});
