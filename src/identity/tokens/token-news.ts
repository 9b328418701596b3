// What the journal and the account's person are told of tokens.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';

import { postNotice } from '../letters/notices.ts';
import type { Account, Token } from '../ports.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { WRITE_ACTIONS } from './token-actions.ts';

type NewsDeps = Pick<IdentityDeps, 'random' | 'letterHead'>;

interface TokenNews {
  readonly token: Token;
  readonly actor: string;
  readonly at: Instant;
}

/** A token was made. One that only reads, made by its own person, needs no letter. */
export async function tellMinted(
  deps: NewsDeps,
  work: Pick<IdentityWork, 'journal' | 'outbox'>,
  { token, account, actor, at }: TokenNews & { readonly account: Account },
): Promise<void> {
  work.journal.record({
    kind: 'token-minted',
    actor,
    at,
    data: {
      tokenId: token.id,
      tokenName: token.name,
      scope: token.scope,
      accountId: account.id,
      ...given('view', token.view),
      ...given('actions', token.actions),
      ...given('packages', token.packages?.map(inWords)),
      ...given('networks', token.networks),
      ...given('asksProof', token.asksProof),
      ...given('expiresAt', token.expiresAt),
    },
  });
  if (token.scope === 'read' && actor === `account:${account.name}`) return;
  await postNotice(deps, work, { account, about: 'token-minted', actor, at, more: describe(token) });
}

/** A token was ended. Its own person needs no letter of what they did. */
export async function tellRevoked(
  deps: NewsDeps,
  work: Pick<IdentityWork, 'journal' | 'outbox' | 'identity'>,
  { token, actor, at, isOwn }: TokenNews & { readonly isOwn: boolean },
): Promise<void> {
  work.journal.record({
    kind: 'token-revoked',
    actor,
    at,
    data: { tokenId: token.id, tokenName: token.name, accountId: token.accountId },
  });
  if (isOwn) return;
  const account = await work.identity.findAccount(token.accountId);
  if (account === undefined) return;
  await postNotice(deps, work, {
    account,
    about: 'token-revoked',
    actor,
    at,
    more: [`It is "${token.name}".`],
  });
}

/** A token was found where it should not be, and ended. */
export async function tellLeaked(
  deps: NewsDeps,
  work: Pick<IdentityWork, 'journal' | 'outbox' | 'identity'>,
  { token, actor, at, url, isSigned }: TokenNews & { readonly url?: string; readonly isSigned: boolean },
): Promise<void> {
  work.journal.record({
    kind: 'token-revoked',
    actor,
    at,
    data: {
      tokenId: token.id,
      tokenName: token.name,
      accountId: token.accountId,
      because: 'reported-as-leaked',
      ...given('url', url),
    },
  });
  const account = await work.identity.findAccount(token.accountId);
  if (account === undefined) return;
  const found = isSigned && url !== undefined ? [`It was found here: ${url}`] : [];
  const more = [`It is "${token.name}". Make another, and look through what it did.`, ...found];
  await postNotice(deps, work, { account, about: 'token-leaked', actor, at, more });
}

/** What the token is, in sentences. */
function describe({ name, scope, actions = [], packages = [], networks, expiresAt }: Token): string[] {
  const may = { read: 'fetches packages', api: 'acts through the API with your role' };
  const does =
    scope === 'write'
      ? `may ${actions.map((action) => WRITE_ACTIONS[action]).join(', ')} of ${packages.map(inWords).join(', ')}`
      : may[scope];
  return [
    `It is "${name}", and ${does}.`,
    `It works from ${networks === undefined ? 'anywhere' : networks.join(', ')}${
      expiresAt === undefined ? '.' : ` until ${formatInstant(expiresAt)}.`
    }`,
  ];
}

function inWords({ ecosystem, pattern }: { readonly ecosystem: string; readonly pattern: string }): string {
  return `${ecosystem}:${pattern}`;
}
