// Tokens that were presented outside the networks that they are bound to: perhaps stolen. Noted in the journal, and told to
// their person, but so rarely that whoever holds one fills neither.

import { shortenAddress } from '../../kernel/address.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/clock.ts';

import { postNotice } from '../letters/notices.ts';
import type { Account, Token } from '../ports.ts';
import type { IdentityDeps } from '../unit.ts';

/** A token is noted so often at the most. */
const NOTE_EVERY_MS = HOUR_MS;
const TELL_EVERY_MS = DAY_MS;
const MAX_REMEMBERED = 10_000;

interface Noted {
  readonly at: Instant;
  readonly toldAt: Instant;
}

/** Notes a use elsewhere. Never rejects: the token is refused whether or not it could be noted. */
export type NoteStray = (use: {
  readonly token: Token;
  readonly account: Account;
  readonly address: string;
}) => Promise<void>;

export function createStrayNotes(deps: IdentityDeps): NoteStray {
  const noted = new Map<string, Noted>();
  return async ({ token, account, address }) => {
    const at = deps.clock.now();
    const before = noted.get(token.id);
    if (before !== undefined && at - before.at < NOTE_EVERY_MS) return;
    const isTold = before === undefined || at - before.toldAt >= TELL_EVERY_MS;
    remember(noted, token.id, { at, toldAt: isTold ? at : before.toldAt });
    await note(deps, { token, account, network: shortenAddress(address), at, isTold }).catch(() => {
      // The next use tries again.
      noted.delete(token.id);
    });
  };
}

function remember(noted: Map<string, Noted>, id: string, one: Noted): void {
  noted.delete(id);
  const [oldest] = noted.keys();
  if (noted.size >= MAX_REMEMBERED && oldest !== undefined) noted.delete(oldest);
  noted.set(id, one);
}

interface StrayUse {
  readonly token: Token;
  readonly account: Account;
  readonly network: string;
  readonly at: Instant;
  /** Whether its person hears of it. */
  readonly isTold: boolean;
}

async function note(deps: IdentityDeps, { token, account, network, at, isTold }: StrayUse): Promise<void> {
  await deps.unit.transact(async (work) => {
    const data = { tokenId: token.id, tokenName: token.name, accountId: account.id, network };
    work.journal.record({ kind: 'stray-token-refused', actor: 'nobody', at, data });
    if (!isTold) return;
    const more = [`It is "${token.name}", and was used from ${network}.`];
    await postNotice(deps, work, { account, about: 'token-elsewhere', actor: 'nobody', at, more });
  });
}
