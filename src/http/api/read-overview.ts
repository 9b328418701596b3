// What the first page shows: what was kept out, what needs somebody. Read at most every few seconds.

import type { DecisionRecord, Tally } from '../../exposure/decision-ports.ts';
import { DAY_MS, formatInstant, type Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { VettingRequest } from '../../governance/vetting/vetting-ports.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { mayEver } from '../../identity/access.ts';
import { listOwnImpact } from '../../identity/high-impact/see-impact.ts';
import type { Principal } from '../../identity/principal.ts';
import { onlyTold, type Asker } from './assert-known-here.ts';
import type { Overview } from './decision-contract.ts';
import type { ApiContext, ApiDeps } from './deps.ts';
import { formatPurl } from '../../formats/purl.ts';
import { pageUrl } from '../../registry/refuse.ts';
import { readStatus } from './read-status.ts';
import { renderDecision } from './render-decision.ts';

/** The parts of the overview that are the same for everyone. */
export interface OverviewFacts {
  readonly since: Instant;
  readonly tallies: readonly Tally[];
  readonly recent: readonly DecisionRecord[];
  readonly changedDigests: readonly Evidence[];
  readonly waivers: readonly Evidence[];
  readonly alarms: readonly JournalEntry[];
  /** Requests that nobody has decided, newest first. */
  readonly vettings: readonly VettingRequest[];
  readonly packages: number;
  /** Those of which a package was ever asked for here. */
  readonly ecosystems: readonly Ecosystem[];
}

const WINDOW_MS = DAY_MS;
const KEPT_MS = 3_000;
const RECENT = 20;
/** Statements of a kind that are looked through, newest first. */
const LOOKED_AT = 100;
const EXPIRES_SOON_MS = 3 * DAY_MS;
/** How long an alarm waits on the first page. */
const RECENT_MS = 7 * DAY_MS;

/** Answers the facts, read again when they are older than three seconds; one reading serves all who ask. */
export function createOverviewReader(deps: ApiDeps): () => Promise<OverviewFacts> {
  let kept: Promise<OverviewFacts> | undefined;
  let keptAt = 0;
  return () => {
    const now = deps.clock.now();
    if (kept !== undefined && now - keptAt < KEPT_MS) return kept;
    keptAt = now;
    const reading = readFacts(deps);
    kept = reading;
    reading.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading;
  };
}

async function readFacts(deps: ApiDeps): Promise<OverviewFacts> {
  const since = deps.clock.now() - WINDOW_MS;
  const { statements, packages: known } = deps.registry.stores;
  const [tallies, { records: recent }, changedDigests, waivers, alarms, vettings, { packages }, ecosystems] =
    await Promise.all([
      deps.decisions.store.tallies(since),
      deps.decisions.store.list({}, { limit: RECENT }),
      statements.list({ kind: 'digest-changed', limit: LOOKED_AT }),
      statements.list({ kind: 'waiver', limit: LOOKED_AT }),
      deps.journal.reader.readBefore(undefined, RECENT, { kinds: ['version-blocked'] }),
      deps.vetting.store.list({ states: ['open'], limit: LOOKED_AT }),
      deps.storage.usage(),
      known.ecosystems(),
    ]);
  return { since, tallies, recent, changedDigests, waivers, alarms, vettings, packages, ecosystems };
}

/** The overview for one caller. */
export async function renderOverview(context: ApiContext, asker: Asker): Promise<Overview> {
  const { principal } = asker;
  const facts = await keepTold(context, asker, await context.overview());
  const now = context.clock.now();
  const showsReader = mayEver(principal, 'read-exposure', { now });
  return {
    since: formatInstant(facts.since),
    keptOut: facts.tallies.flatMap(({ mode, rule, action, count }) =>
      mode === 'served' ? [] : [{ rule, action, mode, count }],
    ),
    recent: facts.recent.map((record) => renderDecision(context.registry.adapters, record, showsReader)),
    needsMe: await findNeeds(context, facts, principal),
    whoHasIt: facts.alarms.flatMap((entry) => describeHolders(context, entry, showsReader)),
    packages: facts.packages,
    ecosystems: [...facts.ecosystems],
    reservations: context.governance.reservations.all().length,
    served: facts.tallies.reduce((sum, { mode, count }) => (mode === 'served' ? sum + count : sum), 0),
  };
}

/** The facts without the packages of which the asker may not know. */
async function keepTold(deps: ApiDeps, asker: Asker, facts: OverviewFacts): Promise<OverviewFacts> {
  const alarms = facts.alarms.flatMap((entry) => {
    const { ecosystem, name } = entry;
    return ecosystem === undefined || name === undefined ? [] : [{ ...entry, ecosystem, name }];
  });
  return {
    ...facts,
    recent: await onlyTold(deps, asker, facts.recent),
    alarms: await onlyTold(deps, asker, alarms),
  };
}

type Holders = Overview['whoHasIt'][number];

/** Who fetched a version before it was blocked. */
function describeHolders(context: ApiContext, entry: JournalEntry, showsReader: boolean): readonly Holders[] {
  const { ecosystem, name } = entry;
  if (entry.kind !== 'version-blocked' || ecosystem === undefined || name === undefined) return [];
  if (context.clock.now() - entry.at > RECENT_MS) return [];
  const { version, rule, summary, hasMoreReaders } = entry.data;
  const readers = [...new Set(entry.data.readers.map(({ reader }) => reader))];
  return [
    {
      ecosystem,
      name,
      version,
      purl: formatPurl(context.registry.adapters, { ecosystem, name }, { version }),
      rule,
      summary,
      blockedAt: formatInstant(entry.at),
      readers: showsReader ? readers : [],
      readerCount: readers.length,
      hasMoreReaders,
    },
  ];
}

type Need = Overview['needsMe'][number];

/** What waits for somebody who may do what the caller may. */
async function findNeeds(context: ApiContext, facts: OverviewFacts, principal: Principal): Promise<Need[]> {
  const now = context.clock.now();
  const alarms = facts.alarms.flatMap((entry) => describeAlarm(context, entry, now));
  const changed = facts.changedDigests
    .filter(({ withdrawnAt, observedAt }) => withdrawnAt === undefined && now - observedAt < RECENT_MS)
    .map(({ subject }): Need => ({
      code: 'digest-changed',
      text: `the bytes of ${subject.name} (${subject.ecosystem}) are not those first seen`,
      href: pageUrl('', subject),
    }));
  const ending = facts.waivers
    .filter(({ withdrawnAt, expiresAt = 0 }) => {
      return withdrawnAt === undefined && expiresAt > now && expiresAt - now < EXPIRES_SOON_MS;
    })
    .map(({ subject, expiresAt = 0 }): Need => ({
      code: 'waiver-ends',
      text: `the waiver for ${subject.name} (${subject.ecosystem}) ends ${formatInstant(expiresAt).slice(0, 16).replace('T', ' ')} UTC`,
      href: pageUrl('', subject),
    }));
  const mayWaive = mayEver(principal, 'waive', { now });
  const { warnings } = await readStatus(context);
  return [
    ...alarms,
    ...changed,
    ...warnings.map(({ code, text }): Need => ({ code, text })),
    ...(mayWaive ? ending : []),
    ...(mayEver(principal, 'decide-vetting', { now }) ? describeQueue(facts.vettings) : []),
    ...(await describeImpacts(context, principal)),
  ];
}

/** What is coming for the caller's high-impact packages, and who keeps one from being published. */
async function describeImpacts(context: ApiContext, principal: Principal): Promise<readonly Need[]> {
  if (principal.kind !== 'person' && principal.kind !== 'token') return [];
  const own = await listOwnImpact(context.highImpact, principal);
  return own.flatMap(({ record: { ecosystem, name, high }, isInForce, missing = [], isMissing }) => {
    if (high === undefined || (isInForce && missing.length === 0)) return [];
    const named = `${name} (${ecosystem})`;
    const day = formatInstant(high.deadline).slice(0, 10);
    const who = isMissing ? 'you have no passkey' : `${missing.join(', ')} without a passkey`;
    const text = isInForce
      ? `nothing of ${named} is published: it is high-impact, and ${isMissing ? who : `found ${who}`}`
      : `${named} is high-impact: from ${day} on it takes passkeys and a second person${missing.length === 0 ? '' : `; ${who} yet`}`;
    return [{ code: 'high-impact', text, href: '/high-impact' }];
  });
}

/** Those who wait for a decision about a package. */
function describeQueue(vettings: readonly VettingRequest[]): readonly Need[] {
  const oldest = vettings.at(-1);
  if (oldest === undefined) return [];
  const count = vettings.length;
  const named = `${oldest.name} (${oldest.ecosystem})`;
  const text =
    count === 1
      ? `${oldest.authorName} waits for ${named} to be vetted`
      : count < LOOKED_AT
        ? `${count} packages wait to be vetted, ${named} for the longest`
        : `${count} packages or more wait to be vetted`;
  return [{ code: 'vetting-waits', text, href: '/vetting' }];
}

/** A version that somebody has and that is blocked now. */
function describeAlarm(context: ApiContext, entry: JournalEntry, now: Instant): readonly Need[] {
  const { ecosystem, name } = entry;
  if (entry.kind !== 'version-blocked' || ecosystem === undefined || name === undefined) return [];
  if (now - entry.at > RECENT_MS) return [];
  const { version, summary, readers, hasMoreReaders } = entry.data;
  const count = `${readers.length}${hasMoreReaders ? ' and more' : ''}`;
  const who = readers.length === 0 ? 'nobody is known to have it' : `readers who have it: ${count}`;
  const purl = formatPurl(context.registry.adapters, { ecosystem, name }, { version });
  return [
    {
      code: 'version-blocked',
      text: `${purl} was served from here and is blocked now: ${summary}; ${who}`,
      href: pageUrl('', { ecosystem, name }, version),
    },
  ];
}
