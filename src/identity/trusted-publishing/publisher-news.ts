// What the journal and owners are told of publishers.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';

import { tellOwners } from '../organisations/organisation-notices.ts';
import type { Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import { ownersToTell } from '../organisations/owned-packages.ts';
import { holdWords } from '../takeover/hold-words.ts';
import { tellPeopleOfOwner } from '../takeover/package-notices.ts';
import type { Publisher } from './trusted-publishing-ports.ts';
import type { TrustedDeps } from './trusted-unit.ts';

type NewsDeps = Pick<TrustedDeps, 'random' | 'letterHead'>;

interface PublisherNews {
  readonly publisher: Publisher;
  /** Whose the package is, or would have become. */
  readonly owner: Owner | undefined;
  readonly actor: string;
  readonly at: Instant;
}

/** What an entry of the journal about a publisher is about: a package, or an ecosystem where it is for a namespace. */
export function subjectOf({ ecosystem, pattern }: Pick<Publisher, 'ecosystem' | 'pattern'>): {
  readonly ecosystem: Ecosystem;
  readonly name?: PackageName;
} {
  return pattern.endsWith('*') ? { ecosystem } : { ecosystem, name: asPackageName(pattern) };
}

/** `github acme/tide, release.yml, environment npm`: settings were checked when they were read. */
export function describePublisher({ provider, issuer, settings }: Publisher): string {
  const words = Object.values(settings).flatMap((value) => (typeof value === 'boolean' ? [] : value));
  return `${provider} (${issuer}): ${words.join(', ')}`;
}

export async function tellAdded(deps: NewsDeps, work: OrganisationWork, news: PublisherNews): Promise<void> {
  const { publisher, actor, at } = news;
  const { id, ecosystem, pattern, provider, issuer, right, pending } = publisher;
  const data = { publisherId: id, pattern, provider, issuer, right, isPending: pending !== undefined };
  work.journal.record({ kind: 'publisher-added', actor, at, ...subjectOf(publisher), data });
  const what =
    pending === undefined ? `${ecosystem} ${pattern}` : `${ecosystem} ${pattern}, once it is there,`;
  const may = right === 'publish' ? 'publish' : 'put up for approval';
  const happened = `Whoever runs ${describePublisher(publisher)} may ${may} ${what} from now on, without anybody signing in here.`;
  if (news.owner === undefined) return;
  const freeze = pattern.endsWith('*') ? '--all' : `${ecosystem} ${pattern}`;
  const words = pending === undefined ? holdWords(deps.letterHead, { who: 'it', at, freeze }) : '';
  const told = { about: 'publisher-added', happened: `${happened}${words}`, actor, at };
  // Whoever publishes it already is told, too, not the owners alone.
  await tellPeopleOfOwner(deps, work, news.owner, told);
}

/** Why a publisher is no more. */
export type PublisherEnd = 'removed' | 'name-taken' | 'over' | 'transferred' | 'namespace-ended';

const ENDS: Readonly<Record<PublisherEnd, string>> = {
  removed: 'was removed',
  'name-taken': 'ended: the name was taken by another publisher that was waiting for it',
  over: 'ended: it published nothing within thirty days',
  transferred: 'ended with the transfer of the package',
  'namespace-ended': 'ended with its namespace',
};

export async function tellEnded(
  deps: NewsDeps,
  work: OrganisationWork,
  news: PublisherNews & { readonly because: PublisherEnd },
): Promise<void> {
  const { publisher, actor, at, because } = news;
  const { id, ecosystem, pattern, provider, issuer } = publisher;
  const data = { publisherId: id, pattern, provider, issuer, because };
  work.journal.record({ kind: 'publisher-removed', actor, at, ...subjectOf(publisher), data });
  const happened = `The publisher ${describePublisher(publisher)} of ${ecosystem} ${pattern} ${ENDS[because]}.`;
  await tell(deps, work, news, 'publisher-removed', happened);
}

/** A name that was waited for is given up soon. */
export async function remindOfEnd(
  deps: NewsDeps,
  work: OrganisationWork,
  news: PublisherNews,
): Promise<void> {
  const { publisher } = news;
  const until = formatInstant(publisher.pending?.expiresAt ?? news.at).slice(0, 10);
  const happened = `The publisher ${describePublisher(publisher)} has waited for ${publisher.ecosystem} ${publisher.pattern} for weeks, and ends on ${until} unless it publishes before.`;
  await tell(deps, work, news, 'publisher-ends-soon', happened);
}

/** The name of a repository, a project or an account is another one's now, and it asked to publish. */
export async function warnOfImpostor(
  deps: NewsDeps,
  work: OrganisationWork,
  news: PublisherNews & { readonly claim: string },
): Promise<void> {
  const { publisher, claim } = news;
  const happened = `Somebody asked to publish ${publisher.ecosystem} ${publisher.pattern} as ${describePublisher(publisher)}, and was refused: ${claim} is another than it was when this publisher was first used. The name was given up, transferred or made anew, and may be somebody else's. If it is yours, remove the publisher and add it again.`;
  await tell(deps, work, news, 'publisher-impostor', happened);
}

async function tell(
  deps: NewsDeps,
  work: OrganisationWork,
  { owner, actor, at }: PublisherNews,
  about: string,
  happened: string,
): Promise<void> {
  if (owner === undefined) return;
  const told = await ownersToTell(work, owner);
  await tellOwners(deps, work, { ...told, about, happened, actor, at });
}
