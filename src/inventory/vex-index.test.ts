import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { PurlRules } from '../formats/purl.ts';
import type { VexDocument, VexProduct, VexStatement } from '../formats/vex/vex-statement.ts';
import { VexIndex, type NamedPackage } from './vex-index.ts';

const names = {
  toPurl: (name: string) => ({ name }),
  fromPurl: (namespace: string | undefined, name: string) =>
    asPackageName(namespace === undefined ? name : `${namespace}/${name}`),
};
const RULES: PurlRules = {
  npm: { names },
  pypi: { names },
  cargo: { names },
  maven: { names },
  composer: { names },
};

const named = (name: string, version?: string, ecosystem: Ecosystem = 'npm'): NamedPackage => ({
  ref: { ecosystem, name: asPackageName(name) },
  ...(version === undefined ? {} : { version }),
});

function statusOf(
  statements: readonly (Pick<VexStatement, 'status'> & Partial<VexStatement>)[],
  component: NamedPackage,
  projects: readonly NamedPackage[] = [],
  id = 'CVE-1',
): string | undefined {
  const document: VexDocument = {
    format: 'OpenVEX 0.2.0',
    id: 'it',
    author: 'Ada',
    statements: statements.map((one) => ({ vulnerabilities: ['CVE-1'], products: [], ...one })),
  };
  return new VexIndex(RULES, [document]).find({ vulnerabilities: [id], component, projects })?.statement
    .status;
}

const products = (...purls: readonly string[]): readonly VexProduct[] =>
  purls.map((purl) => ({ purl, subcomponents: [] }));

test('a product without a version means every version, one with a version means that one', () => {
  const every = [{ status: 'fixed', products: products('pkg:npm/tide') }] as const;
  const one = [{ status: 'fixed', products: products('pkg:npm/tide@1.0.0') }] as const;
  assert.equal(statusOf(every, named('tide', '2.0.0')), 'fixed');
  assert.equal(statusOf(one, named('tide', '1.0.0')), 'fixed');
  assert.equal(statusOf(one, named('tide', '2.0.0')), undefined);
  assert.equal(statusOf(one, named('tide', '1.0.0', 'pypi')), undefined);
});

test('vulnerabilities are found by any of their ids, in any case', () => {
  const statements = [
    { status: 'fixed', vulnerabilities: ['cve-1', 'GHSA-x'], products: products('pkg:npm/tide') },
  ] as const;
  assert.equal(statusOf(statements, named('tide', '1.0.0')), 'fixed');
  assert.equal(statusOf(statements, named('tide', '1.0.0'), [], 'ghsa-X'), 'fixed');
  assert.equal(statusOf(statements, named('tide', '1.0.0'), [], 'CVE-2'), undefined);
});

test('the latest statement counts, and of equally late ones the last', () => {
  const fixed = { status: 'fixed', at: 2, products: products('pkg:npm/tide') } as const;
  const affected = { status: 'affected', at: 1, products: products('pkg:npm/tide') } as const;
  assert.equal(statusOf([fixed, affected], named('tide')), 'fixed');
  assert.equal(statusOf([fixed, { ...affected, at: 2 }], named('tide')), 'affected');
});

test('a part of a product is meant in that product alone', () => {
  const statements = [
    { status: 'not_affected', products: [{ purl: 'pkg:npm/app', subcomponents: ['pkg:npm/tide'] }] },
  ] as const;
  assert.equal(statusOf(statements, named('tide', '1.0.0'), [named('app', '1.0.0')]), 'not_affected');
  assert.equal(statusOf(statements, named('tide', '1.0.0'), [named('other')]), undefined);
  assert.equal(statusOf(statements, named('app', '1.0.0'), [named('app', '1.0.0')]), undefined);
});

test('qualifiers that a component is not known to meet, and unknown ecosystems, do not apply', () => {
  assert.equal(
    statusOf([{ status: 'fixed', products: products('pkg:npm/tide?arch=x86') }], named('tide')),
    undefined,
  );
  assert.equal(
    statusOf([{ status: 'fixed', products: products('pkg:apk/tide', 'tide') }], named('tide')),
    undefined,
  );
});
