// The term of an account that nobody used for a year: its person shows first that they still read its letters.

import { DAY_MS, formatInstant } from '../../kernel/clock.ts';
import type { Principal } from '../../identity/principal.ts';
import { dormantSince } from '../../identity/takeover/activity.ts';
import type { PublishWork } from './publish-deps.ts';
import type { PublishTerm } from './publish-terms.ts';
import type { TermScene } from './person-terms.ts';

export async function dormantAccountTerms(
  stores: Pick<PublishWork, 'activities' | 'identity'>,
  principal: Principal,
  { owned, at }: Pick<TermScene, 'owned' | 'at'>,
  dormantMs: number,
): Promise<readonly PublishTerm[]> {
  if (principal.kind !== 'person' && principal.kind !== 'token') return [];
  const { accountId, accountName } = principal;
  if (accountId === '' || dormantMs === 0) return [];
  const since = await dormantSince(stores, accountId, { dormantMs, at });
  if (since === undefined) return [];
  const sentence = `Cannot publish ${owned.name}: found that nobody used the account ${accountName} from ${formatInstant(since)} on for longer than ${Math.round(dormantMs / DAY_MS)} days, expected that its person signs in and verifies its address anew (Account)`;
  return [{ term: 'dormant-account', sentence, approvable: false }];
}
