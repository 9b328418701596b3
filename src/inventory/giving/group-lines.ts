// Which packages stand together, and who gets their share. A repository and a link in a package's document are claims of whoever
// published it: the package that most applications have speaks for its repository, and a lesser one that claims the same
// repository cannot put its own link in the place of another's.

import { parseFundingUrl } from '../../formats/funding/funding-link.ts';
import { mapInTurns, sortInTurns } from '../../evidence/in-turns.ts';
import type { Turn } from '../../evidence/turn.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { GivingLine, KnownAbout, LineLink } from './giving-ports.ts';

/** A package as it is grouped. */
export interface GroupedPackage {
  /** Its number. */
  readonly own: number;
  readonly ref: PackageRef;
  /** As a package-URL. */
  readonly purl: string;
  /** How many applications have it. */
  readonly applications: number;
  readonly about?: KnownAbout;
  /** What people here stated of it: they looked. */
  readonly stated: readonly LineLink[];
}

export type Group = Omit<GivingLine, 'parts' | 'members' | 'memberCount'> & {
  /** Those that most applications have first. */
  readonly members: readonly GroupedPackage[];
};

/** For how long a change is told. */
const CHANGED_MS = 180 * DAY_MS;
const MOST_LINKS = 20;

/** Groups by repository, and then those whose shares go to the same place. Whatever the order of `packages`. */
export async function groupLines(
  packages: readonly GroupedPackage[],
  now: Instant,
  turn: Turn,
): Promise<readonly Group[]> {
  const ranked = await sortInTurns(packages, turn, byUse);
  const byRepository = new Map<string, GroupedPackage[]>();
  for (const one of ranked) {
    put(byRepository, repositoryKey(one.about?.repository) ?? packageKey(one.ref), one);
    await turn.next();
  }
  const byPayee = new Map<string, Group[]>();
  for (const members of byRepository.values()) {
    const group = speakFor(members, now);
    put(byPayee, group.key, group);
    await turn.next();
  }
  return mapInTurns(byPayee.values(), turn, merge);
}

function put<T>(groups: Map<string, T[]>, key: string, one: T): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [one]);
  else known.push(one);
}

function byUse(one: GroupedPackage, other: GroupedPackage): number {
  if (one.applications !== other.applications) return other.applications - one.applications;
  return one.purl < other.purl ? -1 : 1;
}

/** What those of one repository say together. */
function speakFor(members: readonly GroupedPackage[], now: Instant): Group {
  const [speaker] = members;
  if (speaker === undefined) throw new TypeError('A group has members');
  const stated = members.flatMap((one) => one.stated);
  const isTrusted = (one: GroupedPackage) => one === speaker || isOfOneOwner(one.ref, speaker.ref);
  const said = (those: readonly GroupedPackage[]) => those.flatMap((one) => linksOf(one, now));
  const links = onceEach([...stated, ...said(members.filter(isTrusted))]);
  const known = new Set(links.map(({ url }) => url));
  const unproven = onceEach(said(members.filter((one) => !isTrusted(one)))).filter(
    ({ url }) => !known.has(url),
  );
  const repository = speaker.about?.repository;
  return {
    key: links[0]?.url ?? (repositoryKey(repository) === undefined ? speaker.purl : (repository ?? '')),
    title: speaker.ref,
    members,
    ...(repository === undefined ? {} : { repository }),
    links: links.slice(0, MOST_LINKS),
    unproven: unproven.slice(0, MOST_LINKS),
  };
}

function merge(parts: readonly Group[]): Group {
  const [first] = parts;
  if (first === undefined) throw new TypeError('A group has members');
  if (parts.length === 1) return first;
  const known = new Set(first.links.map(({ url }) => url));
  // They agree about the first link; what a lesser one names beside it is its own affair.
  const others = onceEach(parts.flatMap((one) => [...one.links, ...one.unproven]));
  return {
    ...first,
    members: parts.flatMap((one) => one.members).toSorted(byUse),
    unproven: others.filter(({ url }) => !known.has(url)).slice(0, MOST_LINKS),
  };
}

function onceEach(links: readonly LineLink[]): readonly LineLink[] {
  const found = new Map<string, LineLink>();
  for (const link of links) if (!found.has(link.url)) found.set(link.url, link);
  return [...found.values()];
}

/** What its own documents name now, with what changed lately. */
function linksOf({ ref, about }: GroupedPackage, now: Instant): readonly LineLink[] {
  if (about === undefined) return [];
  const isRecent = (at: Instant) => at > about.knownSince && now - at < CHANGED_MS;
  return about.links.flatMap(({ goneAt, ...link }): readonly LineLink[] => {
    if (goneAt !== undefined) return [];
    if (!isRecent(link.since)) return [{ ...link, by: ref }];
    const before = about.links.find((one) => one.goneAt === link.since);
    return [
      {
        ...link,
        by: ref,
        changedAt: link.since,
        ...(before === undefined ? {} : { insteadOf: before.url }),
      },
    ];
  });
}

/** Where a registry gives out prefixes to owners, packages under one prefix are of one owner. */
function isOfOneOwner(one: PackageRef, other: PackageRef): boolean {
  const prefix = prefixOf(one);
  return one.ecosystem === other.ecosystem && prefix !== undefined && prefix === prefixOf(other);
}

function prefixOf({ ecosystem, name }: PackageRef): string | undefined {
  if (ecosystem === 'npm') return name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined;
  if (ecosystem === 'composer') return name.slice(0, name.indexOf('/'));
  return ecosystem === 'maven' ? name.slice(0, name.indexOf(':')) : undefined;
}

/** Hosts whose repositories are two words behind the host; whatever follows is a place within. */
const CODE_HOSTS = /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht)$/;

/** One spelling for a repository, so that a folder of it is the same one; undefined for what is none. */
export function repositoryKey(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  try {
    const { hostname, pathname } = new URL(parseFundingUrl(address));
    const host = hostname.replace(/^www\./, '');
    const words = pathname.split('/').filter((word) => word !== '');
    if (words.length < 2) return undefined;
    const path = (CODE_HOSTS.test(host) ? words.slice(0, 2) : words).join('/').toLowerCase();
    return `${host}/${path.replace(/\.git$/, '')}`;
  } catch (error) {
    // What cannot be followed groups nothing.
    if (isGatehouseError(error)) return undefined;
    throw error;
  }
}
