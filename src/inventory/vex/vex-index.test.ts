import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { VexDocument, VexProduct, VexStatement } from '../../formats/vex/vex-statement.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { VexIndex, type NamedPackage, type VexPlace } from './vex-index.ts';

const named = (name: string, version?: string, ecosystem: Ecosystem = 'npm'): NamedPackage => ({
  ref: { ecosystem, name: asPackageName(name) },
  ...(version === undefined ? {} : { version }),
});

function statusOf(
  statements: readonly (Pick<VexStatement, 'status'> & Partial<VexStatement>)[],
  component: NamedPackage,
  place: VexPlace = { projects: [] },
  id = 'CVE-1',
): string | undefined {
  const document: VexDocument = {
    format: 'OpenVEX 0.2.0',
    id: 'it',
    author: 'Ada',
    statements: statements.map((one) => ({ vulnerabilities: ['CVE-1'], products: [], ...one })),
    unrecognised: 0,
  };
  return new VexIndex(ADAPTERS, [document]).find({ vulnerabilities: [id], component, place })?.statement
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
  assert.equal(statusOf(statements, named('tide', '1.0.0'), { projects: [] }, 'ghsa-X'), 'fixed');
  assert.equal(statusOf(statements, named('tide', '1.0.0'), { projects: [] }, 'CVE-2'), undefined);
});

test('the latest statement counts, and of equally late ones the last', () => {
  const fixed = { status: 'fixed', at: 2, products: products('pkg:npm/tide') } as const;
  const affected = { status: 'affected', at: 1, products: products('pkg:npm/tide') } as const;
  assert.equal(statusOf([fixed, affected], named('tide')), 'fixed');
  assert.equal(statusOf([fixed, { ...affected, at: 2 }], named('tide')), 'affected');
});

const within = (...projects: readonly NamedPackage[]): VexPlace => ({ projects });

test('a part of a product is meant in that product alone', () => {
  const statements = [
    { status: 'not_affected', products: [{ purl: 'pkg:npm/app', subcomponents: ['pkg:npm/tide'] }] },
  ] as const;
  const tide = named('tide', '1.0.0');
  assert.equal(statusOf(statements, tide, within(named('app', '1.0.0'))), 'not_affected');
  assert.equal(statusOf(statements, tide, within(named('other'))), undefined);
  assert.equal(
    statusOf(statements, named('app', '1.0.0'), within(named('app', '1.0.0'))),
    undefined,
    'the product itself is not its part',
  );
});

test('a product without parts means all that is in it', () => {
  const statements = [{ status: 'not_affected', products: products('pkg:npm/app@1.0.0') }] as const;
  assert.equal(statusOf(statements, named('tide', '1.0.0'), within(named('app', '1.0.0'))), 'not_affected');
  assert.equal(statusOf(statements, named('tide', '1.0.0'), within(named('app', '2.0.0'))), undefined);
});

test('an application is a product by the name that it has here, in each environment or in one', () => {
  const about = (purl: string) =>
    [{ status: 'not_affected', products: [{ purl, subcomponents: ['pkg:npm/tide'] }] }] as const;
  const place: VexPlace = { projects: [], application: { name: 'shop', environment: 'prod' } };
  const tide = named('tide', '1.0.0');
  assert.equal(statusOf(about('pkg:generic/shop'), tide, place), 'not_affected');
  assert.equal(statusOf(about('pkg:generic/shop?environment=prod'), tide, place), 'not_affected');
  assert.equal(statusOf(about('pkg:generic/shop?environment=test'), tide, place), undefined);
  assert.equal(statusOf(about('pkg:generic/shop?arch=x86'), tide, place), undefined);
  assert.equal(statusOf(about('pkg:generic/other'), tide, place), undefined);
  assert.equal(statusOf(about('pkg:generic/shop'), named('wave', '1.0.0'), place), undefined);
});

test('a package between the project and the component is a product where nothing else leads there', () => {
  const statements = [
    { status: 'not_affected', products: [{ purl: 'pkg:npm/wave', subcomponents: ['pkg:npm/tide'] }] },
  ] as const;
  const tide = named('tide', '1.0.0');
  for (const isOnly of [true, false]) {
    const place: VexPlace = {
      projects: [named('app')],
      isOnlyWithin: ({ name }, isMeant) => isOnly && name === 'wave' && isMeant(named('wave', '2.0.0')),
    };
    assert.equal(statusOf(statements, tide, place), isOnly ? 'not_affected' : undefined);
  }
});

test('qualifiers that a component is not known to meet, and unknown ecosystems, do not apply', () => {
  for (const purl of ['pkg:npm/tide?arch=x86', 'pkg:apk/tide', 'tide']) {
    assert.equal(statusOf([{ status: 'fixed', products: products(purl) }], named('tide')), undefined, purl);
  }
  const jar = products('pkg:maven/org.example/tide@1.0?type=jar');
  const component = named('org.example:tide', '1.0', 'maven');
  assert.equal(
    statusOf([{ status: 'fixed', products: jar }], component),
    'fixed',
    'a jar is what it is anyway',
  );
});

test('a range of versions means those in it, by the order of the ecosystem; one that is none means nothing', () => {
  const said = (vers: string, version?: string) =>
    statusOf(
      [{ status: 'fixed', products: products(`pkg:npm/tide?vers=${encodeURIComponent(vers)}`) }],
      named('tide', version),
    );
  assert.equal(said('vers:npm/>=1.9.0|<2.0.0', '1.10.0'), 'fixed');
  assert.equal(said('vers:npm/>=1.9.0|<2.0.0', '2.0.0'), undefined);
  assert.equal(said('vers:semver/*', '2.0.0'), 'fixed');
  assert.equal(said('vers:npm/*'), undefined, 'a component without a version is in no range');
  for (const none of ['<2.0.0', 'vers:pypi/*', 'vers:npm/>=one', 'vers:npm/']) {
    assert.equal(said(none, '1.0.0'), undefined, none);
  }
});

test('a version is the same however it is spelt, and builds of it are not', () => {
  const said = (purl: string, component: NamedPackage) =>
    statusOf([{ status: 'fixed', products: products(purl) }], component);
  assert.equal(said('pkg:pypi/tide@1.0', named('tide', '1.0.0', 'pypi')), 'fixed');
  assert.equal(said('pkg:cargo/tide@1.0.0%2Ba', named('tide', '1.0.0+b', 'cargo')), undefined);
});
