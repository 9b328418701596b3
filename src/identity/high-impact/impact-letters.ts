// The letters that go ahead of the deadline: at once, a week and a day before it, each once; and those when it ends.

import { DAY_MS, formatInstant, type Instant } from '../../kernel/clock.ts';

import { layOutLetter } from '../letters/letter-text.ts';
import { postLetter } from '../letters/post-letter.ts';
import { tellOwners } from '../organisations/organisation-notices.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import { ownersToTell } from '../organisations/owned-packages.ts';
import { peopleOfPackage } from '../organisations/people-of-package.ts';
import type { IdentityDeps } from '../unit.ts';
import type { HighImpactReason, ImpactRecord } from './high-impact-ports.ts';

/** Before the deadline, in the order in which they go: `told` counts them. */
const AHEAD_MS = [Infinity, 7 * DAY_MS, DAY_MS] as const;

/** How many letters are to have gone at `now`; a deadline that is past needs no word ahead. */
export function lettersDue({ high }: Pick<ImpactRecord, 'high'>, now: Instant): number {
  if (high === undefined) return 0;
  const left = high.deadline - now;
  if (left <= 0) return high.told;
  return Math.max(high.told, AHEAD_MS.filter((ms) => left <= ms).length);
}

export type LetterDeps = Pick<IdentityDeps, 'random' | 'letterHead'>;

/** Tells everybody who publishes the package or decides who does. What was missed while no server ran is told in one letter. */
export async function tellOfDeadline(
  deps: LetterDeps,
  work: OrganisationWork,
  record: ImpactRecord,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<void> {
  const { ecosystem, name, high } = record;
  const owned = await work.ownership.find(ecosystem, name);
  if (owned === undefined || high === undefined) return;
  const people = await peopleOfPackage(work, owned);
  const lacking = people.filter(({ mayPublish, hasPasskey }) => mayPublish && !hasPasskey);
  for (const person of people) {
    const account = await work.identity.findAccount(person.accountId);
    if (account === undefined) continue;
    const others = lacking.filter(({ accountId }) => accountId !== person.accountId);
    const paragraphs = [
      `The ${ecosystem} package ${name} is high-impact: ${describeReason(record, high.because)}.`,
      `From ${formatInstant(high.deadline)} on it is published only when everybody who may publish it has a passkey or a security key, and when a second person approves each version.`,
      ...(others.length < lacking.length
        ? [
            'You may publish it and have none yet. Enrol one, which takes a minute:',
            `${deps.letterHead.publicUrl}/account`,
          ]
        : []),
      ...(others.length > 0
        ? [
            `These may publish it and have none yet: ${others.map((one) => one.name).join(', ')}. They enrol one, or an owner takes their role away.`,
          ]
        : []),
      'Who is missing, and what it takes, stands there:',
      `${deps.letterHead.publicUrl}/high-impact`,
    ];
    const subject = subjectOf(high.deadline - at);
    const letter = layOutLetter(deps.letterHead, account, { subject, paragraphs });
    await postLetter(work, deps.random, { account, about: 'high-impact', letter, actor, at });
  }
}

function subjectOf(leftMs: number): string {
  const days = Math.ceil(leftMs / DAY_MS);
  if (days > 7) return 'A package of yours is high-impact';
  return `${days <= 1 ? 'One day' : `${days} days`} until a package of yours takes passkeys and a second person`;
}

/** `60 packages and 12 applications depend on it here`. */
export function describeReason(
  { facts, word }: Pick<ImpactRecord, 'facts' | 'word'>,
  because: HighImpactReason,
): string {
  if (because === 'hand') return `a reviewer says so (${word?.reason ?? ''})`;
  if (because === 'downloads') return `${facts?.downloads ?? 0} of its files were served here in 30 days`;
  return `${facts?.packages ?? 0} packages and ${facts?.applications ?? 0} applications depend on it here`;
}

/** Tells its owners what became of it. */
export async function tellOfChange(
  deps: LetterDeps,
  work: OrganisationWork,
  { ecosystem, name }: ImpactRecord,
  { happened, actor, at }: { readonly happened: string; readonly actor: string; readonly at: Instant },
): Promise<void> {
  const owned = await work.ownership.find(ecosystem, name);
  if (owned === undefined) return;
  const told = await ownersToTell(work, owned.owner);
  await tellOwners(deps, work, { ...told, about: 'high-impact', happened, actor, at });
}
