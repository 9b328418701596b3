// Evidence from a group of records that speak of the same flaw in one package.

import type { VersionOrder } from '../ecosystems/adapter-version.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { KevEntry } from '../formats/kev.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';

import type { CveFacts } from './advisory-ports.ts';
import type { AdvisoryHeader, Severity } from './advisory-record.ts';
import { idsToShow } from './matching/alias-groups.ts';
import { asHeld } from './matching/intervals.ts';
import { rangeInWords } from './matching/range-words.ts';
import type { Member } from './members.ts';

/** How far a feed is trusted. */
export interface FeedTrust {
  /** 0 to 1: the confidence of evidence that rests on it. */
  readonly confidence: number;
  /** Whether all its records count as reviewed, or none; absent: what each record says. */
  readonly reviewed?: boolean;
}

/** Members that speak of the same flaw in a package, and records of the ecosystem that are joined to them. */
export interface AliasGroup {
  readonly members: readonly Member[];
  readonly linked: readonly AdvisoryHeader[];
}

export interface StatementContext {
  readonly ref: PackageRef;
  readonly order: VersionOrder;
  readonly facts: ReadonlyMap<string, CveFacts>;
  readonly trustOf: (feed: string) => FeedTrust;
}

/**
 * At most one malware statement and one advisory. Without versions at hand, both are made from what the records list;
 * with them, only when one of them is affected.
 */
export function stateGroup(
  context: StatementContext,
  group: AliasGroup,
  versions: readonly string[],
): readonly Evidence<'advisory' | 'malware'>[] {
  const speaks = ({ hits }: Member): boolean => hits.size > 0 || versions.length === 0;
  const malware = group.members.filter(({ body }) => body.malware);
  const advisories = group.members.filter(({ body }) => !body.malware);
  return [
    ...(malware.some(speaks) ? [stateMalware(context, malware, versions)] : []),
    ...(advisories.some(speaks) ? [stateAdvisory(context, { ...group, members: advisories }, versions)] : []),
  ];
}

/** Every id of the group: of its members, and of the records that join them. */
export function idsOfGroup(group: AliasGroup): readonly string[] {
  return idsToShow([...group.members.map(({ header }) => header), ...group.linked]);
}

function stateMalware(
  context: StatementContext,
  members: readonly Member[],
  versions: readonly string[],
): Evidence<'malware'> {
  const { ref } = context;
  const speaking = versions.length === 0 ? members : members.filter(({ hits }) => hits.size > 0);
  const lead = leadOf(context, speaking, malwareRank);
  const listed =
    versions.length === 0 ? [...new Set(speaking.flatMap(({ body }) => body.versions))] : versions;
  const named = listed.filter((version) =>
    speaking.some(({ reading, hits }) => reading.names(version, hits.get(version))),
  );
  const { header, candidate } = lead;
  return {
    id: `malware:${packageKey(ref)}:${header.id}`,
    kind: 'malware',
    subject: ref,
    source: candidate.feed,
    observedAt: candidate.importedAt,
    confidence: confidenceOf(context, speaking),
    details: {
      recordId: header.id,
      summary: header.summary,
      ...(header.url === undefined ? {} : { url: header.url }),
      scope: speaking.some(({ reading }) => reading.condemnsAll) ? 'all' : 'listed',
      versions: named,
      ...(versions.length === 0 ? { ranges: rangesOf(context, speaking, versions) } : {}),
      recordedAt: Math.min(...speaking.map(({ header }) => header.recordedAt)),
    },
  };
}

/** Records that are about malware in the first place lead. */
function malwareRank({ header }: Member): number {
  return header.id.startsWith('MAL-') ? 0 : 1;
}

function stateAdvisory(
  context: StatementContext,
  group: AliasGroup,
  versions: readonly string[],
): Evidence<'advisory'> {
  const { ref, order } = context;
  const { members } = group;
  const speaking = versions.length === 0 ? members : members.filter(({ hits }) => hits.size > 0);
  const lead = leadOf(context, speaking, ({ header }) => (header.reviewed ? 0 : 1));
  const [recordId = lead.header.id, ...aliases] = idsOfGroup({ ...group, members });
  const severity = severityOf(lead, speaking, group);
  const { informational } = lead.body;
  const { header, candidate } = lead;
  const url = header.url ?? speaking.find(({ header }) => header.url !== undefined)?.header.url;
  return {
    id: `advisory:${packageKey(ref)}:${recordId}`,
    kind: 'advisory',
    subject: ref,
    source: candidate.feed,
    observedAt: candidate.importedAt,
    confidence: confidenceOf(context, speaking),
    details: {
      recordId,
      aliases,
      summary: header.summary || (speaking.find(({ header }) => header.summary !== '')?.header.summary ?? ''),
      ...(url === undefined ? {} : { url }),
      ...(severity === undefined ? {} : { score: severity.score, vector: severity.vector }),
      ...scoresOf(members, group, severity),
      cwes: [...new Set(speaking.flatMap(({ body }) => body.cwes))],
      ...enrichment(context, [recordId, ...aliases]),
      disclosedAt: Math.min(
        ...[...members.map(({ header }) => header), ...group.linked].map((one) => one.recordedAt),
      ),
      reviewed: speaking.some((member) => isReviewed(context, member)),
      ...(informational === undefined || speaking.some(({ body }) => body.informational === undefined)
        ? {}
        : { informational }),
      affected: versions
        .filter((version) => speaking.some(({ hits }) => hits.has(version)))
        .map((version) => stateVersion(members, version, order)),
      fixedVersions: namedFixes(context, speaking),
      ranges: rangesOf(context, speaking, versions),
    },
  };
}

/**
 * What the records hold, in words. Without versions at hand nobody is told apart what a record leaves open, so that it counts
 * as held: to say nothing of it would call it clean.
 */
function rangesOf(
  { order }: StatementContext,
  members: readonly Member[],
  versions: readonly string[],
): string {
  const intervals = members.flatMap(({ body }) => body.intervals);
  return rangeInWords(
    versions.length === 0 ? intervals.map(asHeld) : intervals,
    [...new Set(members.flatMap(({ body }) => body.versions))],
    order,
  );
}

/** Of a group that somebody reviewed, what reviewed records name: an unreviewed one must not borrow their word for its fix. */
function namedFixes(context: StatementContext, members: readonly Member[]): readonly string[] {
  const reviewed = members.filter((member) => isReviewed(context, member));
  const naming = reviewed.length === 0 ? members : reviewed;
  const fixes = new Set(naming.flatMap(({ reading }) => reading.fixes()));
  return [...fixes].sort((a, b) => context.order.compare(a, b));
}

/** The member to name: by `rank`, then the most trusted feed, then the one that was observed first. */
function leadOf(
  { trustOf }: StatementContext,
  members: readonly Member[],
  rank: (member: Member) => number,
): Member {
  return members.reduce((a, b) => {
    const order =
      rank(a) - rank(b) ||
      trustOf(b.candidate.feed).confidence - trustOf(a.candidate.feed).confidence ||
      a.candidate.importedAt - b.candidate.importedAt ||
      (a.header.id < b.header.id ? -1 : 1);
    return order <= 0 ? a : b;
  });
}

function confidenceOf({ trustOf }: StatementContext, members: readonly Member[]): number {
  return Math.max(...members.map(({ candidate }) => trustOf(candidate.feed).confidence));
}

function isReviewed({ trustOf }: StatementContext, { candidate, header }: Member): boolean {
  return trustOf(candidate.feed).reviewed ?? header.reviewed;
}

/** The package's own before the record's; the lead's before the other members'; then inherited from the group. */
function severityOf(lead: Member, members: readonly Member[], group: AliasGroup): Severity | undefined {
  const inOrder = [lead, ...members, ...group.members];
  return (
    inOrder
      .map(({ body, header }) => body.severity ?? header.severity)
      .find((severity) => severity !== undefined) ??
    group.linked.map(({ severity }) => severity).find((severity) => severity !== undefined)
  );
}

/** What every source says, where there is more than the one score that is shown; each vector once, that to show first. */
function scoresOf(
  members: readonly Member[],
  { linked }: AliasGroup,
  shown: Severity | undefined,
): Pick<Evidence<'advisory'>['details'], 'scores'> {
  const told = [
    ...members.map(({ header, body }) => [header.id, body.severity === undefined ? header : body] as const),
    ...linked.map((header) => [header.id, header] as const),
  ];
  const scores = told.flatMap(([source, { severity, scores }]) =>
    (scores ?? (severity === undefined ? [] : [severity])).map((one) => ({ ...one, source })),
  );
  const byVector = new Map(scores.reverse().map((one) => [one.vector, one]));
  if (shown === undefined || byVector.size < 2) return {};
  const rest = [...byVector.values()].reverse().filter(({ vector }) => vector !== shown.vector);
  const first = byVector.get(shown.vector);
  return { scores: [...(first === undefined ? [] : [first]), ...rest] };
}

function enrichment(
  { facts }: StatementContext,
  ids: readonly string[],
): Pick<Evidence<'advisory'>['details'], 'kev' | 'epss' | 'epssPercentile'> {
  const known = ids.flatMap((id) => facts.get(id) ?? []);
  const kev = known.map(({ kev }) => kev).find((kev) => kev !== undefined);
  const epss = known.reduce<CveFacts | undefined>(
    (a, b) => ((b.epss ?? -1) > (a?.epss ?? -1) ? b : a),
    undefined,
  );
  return {
    ...(kev === undefined ? {} : { kev: stateKev(kev) }),
    ...(epss?.epss === undefined ? {} : { epss: epss.epss }),
    ...(epss?.epssPercentile === undefined ? {} : { epssPercentile: epss.epssPercentile }),
  };
}

function stateKev({ dateAdded, dueDate, knownRansomwareUse }: KevEntry) {
  return {
    dateAdded,
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(knownRansomwareUse ? { ransomware: true } : {}),
  };
}

type AffectedVersion = Evidence<'advisory'>['details']['affected'][number];

/**
 * A version with the fix on its line: the lowest that a member names and that no member with a fix of its own counts as
 * affected; and with the members whose ranges leave the version out.
 */
function stateVersion(members: readonly Member[], version: string, order: VersionOrder): AffectedVersion {
  const hitting = members.filter(({ hits }) => hits.has(version));
  const fixes = new Set(
    hitting.flatMap(({ reading, hits }) => reading.fixFor(version, hits.get(version)) ?? []),
  );
  const fixedIn = [...fixes].sort((a, b) => order.compare(a, b)).find((fix) => isAgreed(fix, hitting));
  const disputedBy = members.filter((member) => isDenying(member, version)).map(({ header }) => header.id);
  const isUnfixed =
    fixedIn === undefined &&
    hitting.some(({ reading, hits }) => reading.endsUnfixed(version, hits.get(version)));
  return {
    version,
    ...(fixedIn === undefined ? {} : { fixedIn }),
    ...(isUnfixed ? { noKnownFix: true } : {}),
    ...(disputedBy.length === 0 ? {} : { disputedBy }),
  };
}

function isAgreed(fix: string, members: readonly Member[]): boolean {
  return members.every(({ reading }) => reading.fixes().length === 0 || reading.answer(fix) !== 'affected');
}

/** Whether a member's ranges leave the version out. Lists of versions deny nothing: they go stale with each release. */
function isDenying({ body, hits, unknown }: Member, version: string): boolean {
  return body.intervals.length > 0 && !hits.has(version) && !unknown.includes(version);
}
