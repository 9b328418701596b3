// Whose a package was, who came to publish it and left, what it was held for: for whoever may know the package now.

import type { ChangeKind } from '../../journal/changes.ts';
import type { JournalEntry, JournalReader } from '../../journal/journal.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import type { IdentityStores } from '../ports.ts';
import type { OrganisationStores } from './organisation-ports.ts';
import { noPackage } from './owned-packages.ts';

/** What changes whose a package is, who may know it, and by whom it can be published. */
const PACKAGE_KINDS = [
  'package-created',
  'package-assigned',
  'package-visibility-changed',
  'package-transfer-offered',
  'package-transferred',
  'publisher-added',
  'publisher-removed',
  'trusted-only-changed',
  'package-frozen',
  'package-unfrozen',
  'package-held',
] as const satisfies readonly ChangeKind[];

/** What gives people of the owning organisation a part in it, or takes it. */
const PEOPLE_KINDS = [
  'member-joined',
  'member-role-changed',
  'member-left',
  'team-changed',
  'grant-given',
  'grant-ended',
] as const satisfies readonly ChangeKind[];

/** Roles by which somebody publishes, or decides who does. Others are the organisation's own affair. */
const TELLING: ReadonlySet<string> = new Set(['owner', 'maintainer', 'publisher']);

export interface OwnershipQuestion extends PackageRef {
  /** Only entries before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface HistoryDeps {
  readonly stores: OrganisationStores & IdentityStores;
  readonly reader: Pick<JournalReader, 'readBefore'>;
}

/** One thing that happened, without ids and without what is an organisation's own affair. */
export interface OwnershipEvent extends Pick<JournalEntry, 'sequence' | 'kind' | 'at'> {
  /** As the journal names who; of a token its account. */
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Newest first. That the caller may know the package is for who asks to see to. Throws `not-found` for one that nobody owns.
 */
export async function readOwnershipHistory(
  { stores, reader }: HistoryDeps,
  { ecosystem, name, before, limit }: OwnershipQuestion,
): Promise<readonly OwnershipEvent[]> {
  if ((await stores.ownership.find(ecosystem, name)) === undefined) throw noPackage();
  const own = await reader.readBefore(before, limit, { ecosystem, name, kinds: PACKAGE_KINDS });
  const found: JournalEntry[] = [...own];
  for (const era of await erasOf(reader, { ecosystem, name })) {
    found.push(...(await peopleIn(reader, era, { ecosystem, name, before, limit })));
  }
  found.sort((one, other) => other.sequence - one.sequence);
  const events: OwnershipEvent[] = [];
  for (const entry of found.slice(0, limit)) events.push(await asEvent(stores, entry));
  return events;
}

/** How long the package was an organisation's, in the journal's order. */
interface Era {
  readonly organisation: string;
  readonly from: number;
  /** Absent: still. */
  readonly to?: number;
}

/** A package that changes hands more often has bigger troubles than a history that is cut. */
const MOST_HANDS = 200;

async function erasOf(reader: HistoryDeps['reader'], ref: PackageRef): Promise<readonly Era[]> {
  const kinds = ['package-created', 'package-assigned', 'package-transferred'] as const;
  const entries = await reader.readBefore(undefined, MOST_HANDS, { ...ref, kinds });
  const eras: Era[] = [];
  let to: number | undefined;
  for (const entry of entries) {
    const owner = ownerAfter(entry);
    const organisation = /^organisation:(.+)$/s.exec(owner)?.[1];
    if (organisation !== undefined) {
      eras.push({ organisation, from: entry.sequence, ...(to === undefined ? {} : { to }) });
    }
    to = entry.sequence;
  }
  return eras;
}

function ownerAfter(entry: JournalEntry): string {
  if (entry.kind === 'package-transferred') return entry.data.to;
  if (entry.kind === 'package-created' || entry.kind === 'package-assigned') return entry.data.owner;
  return '';
}

const PAGE = 200;
/** Of an organisation with more changes of its people a page is cut; the next one begins there. */
const MOST_PAGES = 10;

/** What happened to the organisation's people while the package was its own, as far as it concerns the package. */
async function peopleIn(
  reader: HistoryDeps['reader'],
  { organisation, from, to }: Era,
  { before, limit, ...ref }: OwnershipQuestion,
): Promise<readonly JournalEntry[]> {
  const found: JournalEntry[] = [];
  const teams = await teamsFor(reader, organisation, ref);
  const ends = [before, to].filter((one) => one !== undefined);
  let cursor = ends.length === 0 ? undefined : Math.min(...ends);
  for (let page = 0; page < MOST_PAGES && found.length < limit; page++) {
    const entries = await reader.readBefore(cursor, PAGE, { organisation, kinds: PEOPLE_KINDS });
    const within = entries.filter(({ sequence }) => sequence > from);
    found.push(...within.filter((entry) => concerns(entry, ref, teams)));
    cursor = entries.at(-1)?.sequence;
    if (entries.length < PAGE || within.length < entries.length) break;
  }
  return found;
}

/** Teams that were ever given a part in the package. */
async function teamsFor(
  reader: HistoryDeps['reader'],
  organisation: string,
  ref: PackageRef,
): Promise<ReadonlySet<string>> {
  const most = PAGE * MOST_PAGES;
  const grants = await reader.readBefore(undefined, most, { organisation, kinds: ['grant-given'] });
  return new Set(
    grants.flatMap((entry) => {
      if (entry.kind !== 'grant-given' || !concerns(entry, ref, new Set())) return [];
      return /^team:(.+)$/s.exec(entry.data.to)?.[1] ?? [];
    }),
  );
}

function concerns(entry: JournalEntry, { ecosystem, name }: PackageRef, teams: ReadonlySet<string>): boolean {
  const { kind, data } = entry;
  if (kind === 'member-joined' || kind === 'member-left') return TELLING.has(data.role);
  if (kind === 'member-role-changed') return TELLING.has(data.role) || TELLING.has(data.was);
  if (kind === 'team-changed') return data.name !== undefined && teams.has(data.team);
  if (kind !== 'grant-given' && kind !== 'grant-ended') return false;
  return TELLING.has(data.role) && entry.ecosystem === ecosystem && matchesNamePattern(data.pattern, name);
}

/** What is told of an entry; ids and the rest are for the journal's own readers. */
const TOLD: ReadonlySet<string> = new Set([
  'owner',
  'visibility',
  'was',
  'from',
  'to',
  'role',
  'name',
  'what',
  'pattern',
  'provider',
  'issuer',
  'right',
  'because',
  'isOnly',
  'frozenBy',
  'reason',
  'term',
  'until',
]);

async function asEvent(
  { identity }: IdentityStores,
  { sequence, kind, at, actor, data }: JournalEntry,
): Promise<OwnershipEvent> {
  const told = Object.entries({ ...data }).flatMap(([key, value]) => {
    if (!TOLD.has(key)) return [];
    // How an organisation is divided is known to its own people.
    const isTeam = key === 'to' && typeof value === 'string' && value.startsWith('team:');
    return [[key, isTeam ? 'a team' : value] as const];
  });
  return { sequence, kind, at, actor: await nameActor(identity, actor), data: Object.fromEntries(told) };
}

/** Which token it was is its account's affair; who works on the server's own machine, the operator's. */
async function nameActor(identity: IdentityStores['identity'], actor: string): Promise<string> {
  if (actor.startsWith('local:')) return 'operator';
  if (!actor.startsWith('token:')) return actor;
  const token = await identity.findTokenById(actor.slice('token:'.length));
  const account = token === undefined ? undefined : await identity.findAccount(token.accountId);
  return account === undefined ? 'a token' : `account:${account.name}`;
}
