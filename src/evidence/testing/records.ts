// Builders for tests of the advisory database.

import type { NameRules } from '../../ecosystems/adapter-name.ts';
import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import { versions as cargo } from '../../ecosystems/cargo/version.ts';
import { versions as composer } from '../../ecosystems/composer/version.ts';
import { versions as maven } from '../../ecosystems/maven/version.ts';
import { versions as npm } from '../../ecosystems/npm/version.ts';
import { versions as pypi } from '../../ecosystems/pypi/version.ts';
import { parseOsvRecord, type OsvRecord } from '../../formats/osv.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { toStoredAdvisory, type EcosystemRules } from '../advisory-record.ts';
import type { Affected } from '../matching/affected.ts';
import { decodeBody } from '../advisory-record.ts';

const ORDERS: Readonly<Record<Ecosystem, VersionOrder>> = { npm, pypi, cargo, maven, composer };

/** The real version orders with names that are checked for blanks alone, and folded for PyPI. */
export function testRulesOf(ecosystem: Ecosystem): EcosystemRules {
  return { names: namesOf(ecosystem), versions: ORDERS[ecosystem] };
}

function namesOf(ecosystem: Ecosystem): NameRules {
  const parse: NameRules['parse'] = (raw) => {
    if (/\s/.test(raw)) throw new GatehouseError('invalid-name', 'Cannot read name: found white space');
    return asPackageName(ecosystem === 'pypi' ? raw.toLowerCase().replaceAll(/[-_.]+/g, '-') : raw);
  };
  return {
    parse,
    toPurl: (name) => ({ name }),
    fromPurl: (_namespace, name) => parse(name),
    namespaceOf: () => undefined,
  };
}

/** One package's entry, with the OSV ecosystem's name. */
export function entry(ecosystem: string, name: string, fields: object = {}): object {
  return { package: { ecosystem, name }, ...fields };
}

/** A range of events: `range('SEMVER', { introduced: '0' }, { fixed: '1.0.0' })`. */
export function range(type: string, ...events: readonly object[]): object {
  return { type, events };
}

/** A record in JSON, modified on 2026-01-01 unless `fields` say otherwise. */
export function recordJson(id: string, fields: object = {}): string {
  return JSON.stringify({ id, modified: '2026-01-01T00:00:00Z', ...fields });
}

/** A record, parsed. */
export function record(id: string, fields: object = {}): OsvRecord {
  return parseOsvRecord(Buffer.from(recordJson(id, fields)));
}

/** What a record with these entries says about the first package in it. */
export function affectedOf(...entries: readonly object[]): Affected {
  const source = { feed: 'test', document: '', digest: '' };
  const first = toStoredAdvisory(record('T-1', { affected: entries }), source, testRulesOf)?.affected[0];
  if (first === undefined) throw new Error('the entries name no package of ours');
  const { intervals, versions } = decodeBody(first.body);
  return { ecosystem: first.ecosystem, intervals, versions };
}

/** The version order of an ecosystem. */
export function orderOf(ecosystem: Ecosystem): VersionOrder {
  return ORDERS[ecosystem];
}
