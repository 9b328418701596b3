// An OSV record as it is stored: a header, and for each package a body that matching reads.

import type { NameRules } from '../ecosystems/adapter-name.ts';
import type { VersionOrder } from '../ecosystems/adapter-version.ts';
import { scoresToShow } from '../formats/cvss.ts';
import { stringField } from '../formats/json.ts';
import type { OsvAffected, OsvRecord, OsvSeverity } from '../formats/osv.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';

import type { StoredAdvisory, StoredAffected } from './advisory-ports.ts';
import { AffectedReading, type Affected } from './matching/affected.ts';
import { cwesOf, hasUncertainEnd, informationalOf, isMalware, isReviewed } from './matching/classify.ts';
import { closeOpenEnds, toIntervals, type Interval } from './matching/intervals.ts';
import { parseOsvEcosystem } from './matching/osv-ecosystem.ts';

/** What the advisory database must know of an ecosystem. */
export interface EcosystemRules {
  readonly names: NameRules;
  readonly versions: VersionOrder;
}

export type RulesOf = (ecosystem: Ecosystem) => EcosystemRules;

/** A base score with the vector that it was computed from. */
export interface Severity {
  readonly score: number;
  readonly vector: string;
}

/** What all packages of a record share. */
export interface AdvisoryHeader {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly url?: string;
  readonly severity?: Severity;
  /** Where the record has several scores, all of them, `severity` first. */
  readonly scores?: readonly Severity[];
  readonly reviewed: boolean;
  /** When the record was published; its `modified` when it does not say. */
  readonly recordedAt: Instant;
}

/** What a record says about one package, in all its entries for it. */
export interface AdvisoryBody extends Pick<Affected, 'intervals' | 'versions'> {
  /** Of a record about malware, all that it lists; else those that its intervals do not hold. */
  readonly versions: readonly string[];
  readonly malware: boolean;
  readonly informational?: string;
  /** The package's own; it overrides the record's. */
  readonly severity?: Severity;
  readonly scores?: readonly Severity[];
  readonly cwes: readonly string[];
}

const MAX_SUMMARY = 300;

/**
 * The record as it is stored, or undefined when it says nothing about a package that an ecosystem of ours can have.
 * `bytes` are the record's own.
 */
export function toStoredAdvisory(
  record: OsvRecord,
  source: { readonly feed: string; readonly document: string; readonly digest: string },
  rulesOf: RulesOf,
): StoredAdvisory | undefined {
  const affected = storeAffected(record, rulesOf);
  if (affected.length === 0) return undefined;
  const aliases = [...new Set(record.aliases)].filter((alias) => alias !== record.id);
  return {
    feed: source.feed,
    id: record.id,
    digest: source.digest,
    modified: record.modified,
    ...(record.withdrawn === undefined ? {} : { withdrawnAt: record.withdrawn }),
    header: encodeHeader(headerOf(record, aliases)),
    document: source.document,
    aliases,
    affected,
  };
}

/** The stored text of a header. */
export function encodeHeader(header: AdvisoryHeader): string {
  return JSON.stringify(header);
}

/** Reads what `encodeHeader` wrote. */
export function decodeHeader(text: string): AdvisoryHeader {
  return JSON.parse(text) as AdvisoryHeader;
}

/** The stored text of a body. */
export function encodeBody(body: AdvisoryBody): string {
  return JSON.stringify(body);
}

/** Reads what `encodeBody` wrote. */
export function decodeBody(text: string): AdvisoryBody {
  return JSON.parse(text) as AdvisoryBody;
}

function headerOf(record: OsvRecord, aliases: readonly string[]): AdvisoryHeader {
  const url = urlOf(record);
  return {
    id: record.id,
    aliases,
    summary: summaryOf(record),
    ...(url === undefined ? {} : { url }),
    ...severitiesOf(record.severity),
    reviewed: isReviewed(record),
    recordedAt: record.published ?? record.modified,
  };
}

function severitiesOf(severity: readonly OsvSeverity[]): Pick<AdvisoryHeader, 'severity' | 'scores'> {
  const scores = scoresToShow(severity.map((entry) => entry.score)).map(({ score, vector }) => ({
    score,
    vector,
  }));
  const [shown, ...others] = scores;
  if (shown === undefined) return {};
  return { severity: shown, ...(others.length === 0 ? {} : { scores }) };
}

/** The first line that says something, when the record has no summary. */
function summaryOf(record: OsvRecord): string {
  const lines = (record.summary === '' ? record.details.slice(0, 4 * MAX_SUMMARY) : record.summary).split(
    '\n',
  );
  const line = lines.find((line) => line.trim() !== '') ?? '';
  const text = line.trim().replace(/^#+\s*/, '');
  return text.length <= MAX_SUMMARY ? text : `${text.slice(0, MAX_SUMMARY - 1).trimEnd()}…`;
}

function urlOf(record: OsvRecord): string | undefined {
  const advisory = record.references.find((reference) => reference.type === 'ADVISORY');
  const other = record.references.find(
    (reference) => reference.type !== 'PACKAGE' && reference.type !== 'FIX',
  );
  return (advisory ?? other)?.url;
}

interface Target {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  readonly repository: string;
  readonly entries: OsvAffected[];
}

function storeAffected(record: OsvRecord, rulesOf: RulesOf): readonly StoredAffected[] {
  return targetsOf(record, rulesOf).map((target) => {
    const order = rulesOf(target.ecosystem).versions;
    const body = bodyOf(record, target.ecosystem, target.entries, order);
    const { ecosystem, name, repository } = target;
    return { ecosystem, name, repository, ...coarseBounds(body, order), body: encodeBody(body) };
  });
}

/** The record's entries by package. Names that the ecosystem cannot have match nothing and are left out. */
function targetsOf(record: OsvRecord, rulesOf: RulesOf): readonly Target[] {
  const targets = new Map<string, Target>();
  for (const entry of record.affected) {
    const where = parseOsvEcosystem(entry.ecosystem);
    const name = where === undefined ? undefined : canonicalName(entry.name, rulesOf(where.ecosystem).names);
    if (where === undefined || name === undefined) continue;
    const repository = where.repository ?? '';
    const key = JSON.stringify([where.ecosystem, name, repository]);
    const target = targets.get(key);
    if (target === undefined)
      targets.set(key, { ecosystem: where.ecosystem, name, repository, entries: [entry] });
    else target.entries.push(entry);
  }
  return [...targets.values()];
}

function canonicalName(raw: string, names: NameRules): PackageName | undefined {
  try {
    return names.parse(raw.trim());
  } catch (error) {
    if (isGatehouseError(error, 'invalid-name')) return undefined;
    throw error;
  }
}

/** Listed versions that the ranges do not hold anyway: lists of a hundred versions mostly repeat their range. */
function beyondIntervals(
  ranges: Affected,
  listed: readonly string[],
  order: VersionOrder,
): readonly string[] {
  const reading = new AffectedReading(ranges, order);
  return listed.filter((version) => reading.answer(version) !== 'affected');
}

function bodyOf(
  record: OsvRecord,
  ecosystem: Ecosystem,
  entries: readonly OsvAffected[],
  order: VersionOrder,
): AdvisoryBody {
  const informational = entries.map(informationalOf);
  const intervals = entries.flatMap((entry) => intervalsOf(entry, order));
  const listed = [...new Set(entries.flatMap((entry) => entry.versions))];
  const malware = entries.some((entry) => isMalware(record, entry));
  return {
    intervals,
    versions: malware ? listed : beyondIntervals({ ecosystem, intervals, versions: [] }, listed, order),
    malware,
    ...(informational[0] === undefined || informational.includes(undefined)
      ? {}
      : { informational: informational[0] }),
    ...severitiesOf(entries.flatMap((entry) => entry.severity)),
    cwes: cwesOf(record, entries),
  };
}

function intervalsOf(entry: OsvAffected, order: VersionOrder): readonly Interval[] {
  // An entry that says nothing about versions (or commits alone) leaves every version open.
  if (entry.ranges.length === 0 && entry.versions.length === 0) return [{ unsureFrom: true, end: 'unsure' }];
  const intervals = entry.ranges.flatMap((range) => toIntervals(range, order));
  const bound = stringField(entry.databaseSpecific, 'last_known_affected_version_range');
  const closed = bound === undefined ? intervals : closeOpenEnds(intervals, bound, order);
  if (!hasUncertainEnd(entry)) return closed;
  return closed.map((interval) => (interval.end === 'open' ? { ...interval, end: 'unsure' } : interval));
}

/** Above every key that an order makes: keys start with a digit. */
const BEYOND = '~';

function coarseBounds(
  body: AdvisoryBody,
  order: VersionOrder,
): { readonly coarseMin: string; readonly coarseMax: string } {
  const starts = body.intervals.map(({ from }) => (from === undefined ? '' : order.coarseKey(from)));
  const ends = body.intervals.map(({ to }) => (to === undefined ? BEYOND : order.coarseKey(to)));
  const listed = body.versions.map((version) => order.coarseKey(version));
  return { coarseMin: least([...starts, ...listed]), coarseMax: greatest([...ends, ...listed]) };
}

function least(keys: readonly string[]): string {
  return keys.reduce((a, b) => (b < a ? b : a), BEYOND);
}

function greatest(keys: readonly string[]): string {
  return keys.reduce((a, b) => (b > a ? b : a), '');
}
