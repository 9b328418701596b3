// When accounts were used last, and the longest time for which one was not: whoever comes back to a forgotten one may be another.

import { HOUR_MS, type Instant } from '../../kernel/clock.ts';

import type { IdentityStores } from '../ports.ts';
import type { AccountActivity, RecoveryStores } from './takeover-ports.ts';

type ActivityStores = Pick<RecoveryStores, 'activities'> & {
  readonly identity: Pick<IdentityStores['identity'], 'findAccount'>;
};

/** A use is noted this exactly. */
const GRAIN_MS = HOUR_MS;

/** To be called with each sign-in, and with uses of tokens. */
export async function noteUse(stores: ActivityStores, accountId: string, at: Instant): Promise<void> {
  const known = await findActivity(stores, accountId);
  if (known === undefined || at - known.seenAt < GRAIN_MS) return;
  const gap = { from: known.seenAt, ms: at - known.seenAt };
  const longest = known.gap === undefined || gap.ms > known.gap.ms ? gap : known.gap;
  await stores.activities.save({ accountId, seenAt: at, gap: longest });
}

/** Its person showed that they read the letters of the account: however long it was not used, it is theirs. */
export async function noteProof(
  { activities }: ActivityStores,
  accountId: string,
  at: Instant,
): Promise<void> {
  await activities.save({ accountId, seenAt: at });
}

/** Since when nobody used it, for at least `dormantMs`, unless its person proved its address since; undefined: it was not dormant. */
export async function dormantSince(
  stores: ActivityStores,
  accountId: string,
  { dormantMs, at }: { readonly dormantMs: number; readonly at: Instant },
): Promise<Instant | undefined> {
  const known = await findActivity(stores, accountId);
  if (known === undefined) return undefined;
  // A token that wakes it is noted as used some time later.
  if (at - known.seenAt >= dormantMs) return known.seenAt;
  return known.gap !== undefined && known.gap.ms >= dormantMs ? known.gap.from : undefined;
}

async function findActivity(
  { activities, identity }: ActivityStores,
  accountId: string,
): Promise<AccountActivity | undefined> {
  const known = await activities.find(accountId);
  if (known !== undefined) return known;
  const account = await identity.findAccount(accountId);
  return account === undefined ? undefined : { accountId, seenAt: account.createdAt };
}
