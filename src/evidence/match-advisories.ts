// What the advisory database says about versions at hand.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { packageKey, type PackageName } from '../kernel/package-ref.ts';

import type { AdvisoryLookups, Candidate, CveFacts } from './advisory-ports.ts';
import { decodeHeader, type AdvisoryHeader, type RulesOf } from './advisory-record.ts';
import { groupByAlias, joinAliases, type GroupOf } from './matching/alias-groups.ts';
import { readMembers, type MatchSubject, type Member } from './members.ts';
import { idsOfGroup, stateGroup, type AliasGroup, type FeedTrust } from './state-group.ts';
import { startTurn, type Turn } from './turn.ts';

export interface MatchDeps {
  readonly lookups: AdvisoryLookups;
  readonly rulesOf: RulesOf;
  /** How far a feed is trusted. */
  readonly trustOf: (feed: string) => FeedTrust;
}

/** A record that does not let one say whether versions at hand are affected: they are not clean, but unknown. */
export interface Undecided {
  readonly feed: string;
  readonly recordId: string;
  readonly malware: boolean;
  readonly versions: readonly string[];
}

export interface AdvisoryMatch {
  readonly subject: MatchSubject;
  /** One statement for each group of aliases that affects a version at hand; malware apart from vulnerabilities. */
  readonly evidence: readonly Evidence<'advisory' | 'malware'>[];
  readonly undecided: readonly Undecided[];
  /** Records about the package that were compared. */
  readonly candidates: number;
}

const KEYS_PER_QUERY = 150;

/** What is known about one package's versions. Throws when storage fails. */
export async function matchAdvisories(deps: MatchDeps, subject: MatchSubject): Promise<AdvisoryMatch> {
  const [match] = await matchMany(deps, [subject]);
  return match ?? { subject, evidence: [], undecided: [], candidates: 0 };
}

/** The same for many packages at once, with a few queries for all of them; answers are in the order of `subjects`. */
export async function matchMany(
  deps: MatchDeps,
  subjects: readonly MatchSubject[],
): Promise<readonly AdvisoryMatch[]> {
  const turn = startTurn();
  const found = await findMembers(deps, subjects, turn);
  const aliases = await indexAliases(deps, found, turn);
  const groups: (readonly AliasGroup[])[] = [];
  for (const { subject, members } of found) {
    groups.push(groupMembers(members, aliases.get(subject.ref.ecosystem)));
    await turn.next();
  }
  const facts = await readFacts(deps, groups.flat(), turn);
  const matches: AdvisoryMatch[] = [];
  for (const [index, { subject, candidates }] of found.entries()) {
    const { ref, versions } = subject;
    const context = { ref, order: deps.rulesOf(ref.ecosystem).versions, facts, trustOf: deps.trustOf };
    const own = groups[index] ?? [];
    const evidence: Evidence<'advisory' | 'malware'>[] = [];
    for (const group of own) {
      evidence.push(...stateGroup(context, group, versions));
      await turn.next();
    }
    matches.push({ subject, evidence, undecided: undecidedOf(own), candidates });
    await turn.next();
  }
  return matches;
}

interface Found {
  readonly subject: MatchSubject;
  /** How many records were compared. */
  readonly candidates: number;
  readonly members: readonly Member[];
}

async function findMembers(
  deps: MatchDeps,
  subjects: readonly MatchSubject[],
  turn: Turn,
): Promise<readonly Found[]> {
  const byPackage = await readCandidates(deps, subjects, turn);
  const found: Found[] = [];
  for (const subject of subjects) {
    const candidates = byPackage.get(packageKey(subject.ref)) ?? [];
    const order = deps.rulesOf(subject.ref.ecosystem).versions;
    const members = await readMembers(subject, candidates, order, turn);
    found.push({ subject, candidates: candidates.length, members });
    await turn.next();
  }
  return found;
}

async function readCandidates(
  deps: MatchDeps,
  subjects: readonly MatchSubject[],
  turn: Turn,
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const names = new Map<Ecosystem, Set<PackageName>>();
  for (const { ref } of subjects) {
    const known = names.get(ref.ecosystem) ?? new Set();
    names.set(ref.ecosystem, known.add(ref.name));
  }
  const byPackage = new Map<string, Candidate[]>();
  for (const [ecosystem, wanted] of names) {
    for (const chunk of chunksOf([...wanted], KEYS_PER_QUERY)) {
      for (const candidate of await deps.lookups.candidates(ecosystem, chunk)) {
        const key = packageKey(candidate);
        const known = byPackage.get(key);
        if (known === undefined) byPackage.set(key, [candidate]);
        else known.push(candidate);
      }
      await turn.next();
    }
  }
  return byPackage;
}

function chunksOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

const MAX_LINK_ROUNDS = 4;

/** The groups of one ecosystem's ids, and the records behind them. */
interface AliasIndex {
  readonly groupOf: GroupOf;
  readonly records: ReadonlyMap<string, readonly AdvisoryHeader[]>;
}

/** Groups are closed over the assertions of an ecosystem, never over those of another. */
async function indexAliases(
  deps: MatchDeps,
  found: readonly Found[],
  turn: Turn,
): Promise<ReadonlyMap<Ecosystem, AliasIndex>> {
  const indexes = new Map<Ecosystem, AliasIndex>();
  for (const ecosystem of new Set(found.map(({ subject }) => subject.ref.ecosystem))) {
    const members = found
      .filter(({ subject }) => subject.ref.ecosystem === ecosystem)
      .flatMap(({ members }) => members.map(({ header }) => header));
    const linked = await readLinked(deps, ecosystem, members, turn);
    const groupOf = joinAliases([...members, ...linked]);
    indexes.set(ecosystem, { groupOf, records: Map.groupBy(linked, ({ id }) => groupOf(id)) });
  }
  return indexes;
}

/** Records that share ids with the given ones, and those that share ids with these. */
async function readLinked(
  deps: MatchDeps,
  ecosystem: Ecosystem,
  headers: readonly AdvisoryHeader[],
  turn: Turn,
): Promise<readonly AdvisoryHeader[]> {
  const linked = new Map<string, AdvisoryHeader>();
  const asked = new Set<string>();
  let frontier = headers;
  for (let round = 0; round < MAX_LINK_ROUNDS && frontier.length > 0; round += 1) {
    const mentioned = new Set(frontier.flatMap(({ id, aliases }) => [id, ...aliases]));
    const ids = [...mentioned.difference(asked)];
    const next: AdvisoryHeader[] = [];
    for (const chunk of chunksOf(ids, KEYS_PER_QUERY)) {
      for (const id of chunk) asked.add(id);
      for (const record of await deps.lookups.linkedRecords(ecosystem, chunk)) {
        const key = `${record.feed}\n${record.id}`;
        if (linked.has(key)) continue;
        const header = decodeHeader(record.header);
        linked.set(key, header);
        next.push(header);
      }
      await turn.next();
    }
    frontier = next;
  }
  return [...linked.values()];
}

function groupMembers(members: readonly Member[], index: AliasIndex | undefined): readonly AliasGroup[] {
  if (index === undefined) return [];
  const assertions = members.map((member) => ({ ...member.header, member }));
  return [...groupByAlias(assertions, index.groupOf)].map(([group, own]) => ({
    members: own.map(({ member }) => member),
    linked: index.records.get(group) ?? [],
  }));
}

/** CVEs of all groups: what KEV and EPSS speak of. */
async function readFacts(
  deps: MatchDeps,
  groups: readonly AliasGroup[],
  turn: Turn,
): Promise<ReadonlyMap<string, CveFacts>> {
  const cves = new Set<string>();
  for (const group of groups) {
    for (const id of idsOfGroup(group)) if (id.startsWith('CVE-')) cves.add(id);
    await turn.next();
  }
  const facts = new Map<string, CveFacts>();
  for (const chunk of chunksOf([...cves], KEYS_PER_QUERY)) {
    for (const [cve, known] of await deps.lookups.cveFacts(chunk)) facts.set(cve, known);
    await turn.next();
  }
  return facts;
}

/** What a record leaves open, another of its group may have settled; of malware only one about malware. */
function undecidedOf(groups: readonly AliasGroup[]): readonly Undecided[] {
  return groups.flatMap(({ members }) =>
    members.flatMap(({ candidate: { feed, id }, body, unknown }) => {
      const settling = body.malware ? members.filter((member) => member.body.malware) : members;
      const versions = unknown.filter((version) => !settling.some(({ hits }) => hits.has(version)));
      return versions.length === 0 ? [] : [{ feed, recordId: id, malware: body.malware, versions }];
    }),
  );
}
