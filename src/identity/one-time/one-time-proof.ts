// That the person of a token is there now: with what somebody stole from their machine nobody hands out power, and where a
// token or a package asks for it, nobody publishes.

import { MINUTE_MS } from '../../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { shortenAddress } from '../../kernel/address.ts';
import { given } from '../../kernel/given.ts';

import type { FactorDeps } from '../factors/factor-deps.ts';
import { proveFactor, refuseFactor } from '../factors/prove-factor.ts';
import type { Account, IdentityStore, OneTimeLink } from '../ports.ts';
import { isEnabled, type TokenPrincipal } from '../principal.ts';
import { hashSecret } from '../secret.ts';
import type { IdentityWork } from '../unit.ts';

export interface ProofDeps extends FactorDeps {
  readonly identity: Pick<IdentityStore, 'findAccount' | 'findLink' | 'findTokenById'>;
}

/**
 * What a proof is for. `governance` decides about others and about what publishes tomorrow: it is proven each time. A
 * `change` of packages is spared while its person was there in the last minutes and said so.
 */
export type ProofKind = 'governance' | 'change';

/** A person who was there so long ago is asked again. */
export const SPARED_MS = 5 * MINUTE_MS;

/** The error that says that the act takes a proof; `what`: "publish @acme/tide". */
export function proofNeeded(what: string, kind: ProofKind): GatehouseError {
  return new GatehouseError(
    'needs-confirmation',
    `Cannot ${what}: it takes a one-time code of your second factor (--otp), or your yes on the page that your client opens`,
    { facts: { oneTimeProof: kind, act: what } },
  );
}

/** What such an error asks for; undefined for any other. */
export function proofAsked(error: unknown): { readonly kind: ProofKind; readonly what: string } | undefined {
  if (!isGatehouseError(error, 'needs-confirmation')) return undefined;
  const { oneTimeProof, act } = error.facts;
  if (oneTimeProof !== 'governance' && oneTimeProof !== 'change') return undefined;
  return { kind: oneTimeProof, what: String(act) };
}

/** A code as it came with a request. */
export interface PresentedProof {
  readonly code: string;
  /** What it is to prove, as its person is told: "publish @acme/tide". One address does several things, by its body. */
  readonly what: string;
  /** The request that it came with: `PUT /npm/@acme%2ftide`. */
  readonly request: string;
  readonly address: string;
}

/** Whether a token's person need not be asked: they were, here, a moment ago. */
export async function isSpared(
  { identity, clock }: Pick<ProofDeps, 'identity' | 'clock'>,
  { tokenId }: TokenPrincipal,
  address: string,
): Promise<boolean> {
  const now = clock.now();
  const token = await identity.findTokenById(tokenId);
  // It was made by somebody who proved themself.
  if (token !== undefined && now - token.createdAt < SPARED_MS) return true;
  const link = await identity.findLink(sparingHash(tokenId, address));
  return link?.purpose === 'proof-spared' && link.expiresAt > now;
}

/** By what it is known that a token's person is not to be asked at an address. */
export function sparingHash(tokenId: string, address: string): string {
  return hashSecret(`spared ${tokenId} ${address}`);
}

/**
 * Returns when the code shows that the token's person is there: a code of their authenticator, or of the page that asked them
 * about this very request. A recovery code does not: it stands for a factor that was lost, and is not for every day's work in a
 * terminal that remembers. Each code works once, and wrong ones count as everywhere. Throws `not-allowed`, `too-many-requests`.
 */
export async function proveOnce(
  deps: ProofDeps,
  principal: TokenPrincipal,
  proof: PresentedProof,
): Promise<void> {
  const account = await deps.identity.findAccount(principal.accountId);
  if (account === undefined || !isEnabled(account)) {
    throw new GatehouseError('not-allowed', 'Cannot confirm: the token belongs to no account');
  }
  await proveAccount(deps, account, { ...proof, tokenId: principal.tokenId });
}

/** As `proveOnce`, of whose password was right: then there is no token yet. */
export async function proveAccount(
  deps: ProofDeps,
  account: Account,
  proof: PresentedProof & { readonly tokenId?: string },
): Promise<void> {
  const { code, what, request, address, tokenId } = proof;
  const told = { account, address, what, request, ...given('tokenId', tokenId) };
  if (isPageCode(code)) return takeOfPage(deps, told, code);
  await proveFactor(
    deps,
    { account, answer: { code }, address, use: 'confirm' },
    async (work, _proven, now) => recordProof(work, told, now),
  );
}

/** 256 bits in hexadecimal digits: beside six digits, all that npm lets its person type. */
export function isPageCode(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

interface Told {
  readonly account: Account;
  readonly address: string;
  readonly what: string;
  readonly request: string;
  readonly tokenId?: string;
}

/** Found by its hash, so that nothing of the code is compared letter by letter. */
async function takeOfPage(deps: ProofDeps, told: Told, code: string): Promise<void> {
  const counted = { account: told.account.id, address: told.address };
  deps.factorLimit.admit(counted);
  const isTaken = await deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    // Used up, well or badly: who shows it somewhere else has it from somewhere else.
    const link = await work.identity.takeLink(hashSecret(code));
    if (!isFor(link, told, now)) return false;
    recordProof(work, told, now);
    return true;
  });
  if (!isTaken) throw await refuseFactor(deps, { ...told, use: 'confirm' }, 'wrong-one-time-code');
  deps.factorLimit.succeed(counted);
}

function isFor(
  link: OneTimeLink | undefined,
  { account, what, request, tokenId }: Told,
  now: number,
): boolean {
  return (
    link?.purpose === 'one-time-code' &&
    link.expiresAt > now &&
    link.accountId === account.id &&
    link.details?.['request'] === request &&
    link.details['what'] === what &&
    link.details['tokenId'] === tokenId
  );
}

function recordProof(
  { journal }: Pick<IdentityWork, 'journal'>,
  { account, address, request, tokenId }: Told,
  at: number,
): void {
  journal.record({
    kind: 'person-confirmed',
    actor: `account:${account.name}`,
    at,
    data: { accountId: account.id, network: shortenAddress(address), request, ...given('tokenId', tokenId) },
  });
}
