// A client's person says yes to one request on a page: with a passkey, where a code typed into a terminal could be had out of
// them. As at a client's sign-in, whoever has the page's address can only say yes, with the token's own account; the code goes
// to whoever asked for the address, or is shown to be typed where the client does not ask for it.

import { MINUTE_MS, type Instant } from '../../kernel/clock.ts';
import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import type { OneTimeLink } from '../ports.ts';
import type { Person, Principal, TokenPrincipal } from '../principal.ts';
import { hashSecret, isSecret, mintSecret } from '../secret.ts';
import type { IdentityWork } from '../unit.ts';
import { sparingHash, SPARED_MS, type ProofDeps, type ProofKind } from './one-time-proof.ts';

/** As long as a person may take, and then as long as the client may. */
export const ONE_TIME_MS = 5 * MINUTE_MS;
const MAX_CLIENT_LENGTH = 120;

export interface AskedOnPage {
  readonly kind: ProofKind;
  /** "publish @acme/tide". */
  readonly what: string;
  /** As `PresentedProof` has both: the code is good for nothing else. */
  readonly request: string;
  /** What the client calls itself; from outside. */
  readonly client: string;
  readonly address: string;
  /** Whether the client asks for the code itself, and nobody has to type it. */
  readonly isFetched: boolean;
}

export interface BegunProof {
  /** For the address of the page. */
  readonly id: string;
  /** For the client alone: by it the code is fetched. */
  readonly doneSecret: string;
}

/** What its person is shown. */
export interface WaitingProof {
  readonly what: string;
  readonly client: string;
  /** The shortened address that it asked from. */
  readonly network: string;
  readonly tokenName: string;
  /** Whether the client may be spared from asking again for some minutes. */
  readonly maySpare: boolean;
  readonly expiresAt: Instant;
}

/** Throws `too-many-requests`. */
export async function beginPageProof(
  deps: ProofDeps,
  principal: Pick<TokenPrincipal, 'accountId' | 'tokenId' | 'tokenName'>,
  asked: AskedOnPage,
): Promise<BegunProof> {
  const { accountId, tokenId, tokenName } = principal;
  deps.challengeLimit.admit({ account: accountId, address: asked.address });
  const [id, doneSecret] = [mintSecret(deps.random), mintSecret(deps.random)];
  const now = deps.clock.now();
  const doneHash = hashSecret(doneSecret);
  const details = {
    what: asked.what,
    request: asked.request,
    client: asked.client.slice(0, MAX_CLIENT_LENGTH),
    network: shortenAddress(asked.address),
    tokenId,
    tokenName,
    ...(asked.isFetched ? { doneHash } : {}),
    ...(asked.kind === 'change' ? { sparing: sparingHash(tokenId, asked.address) } : {}),
  };
  await deps.unit.transact(async ({ identity }) => {
    await identity.forgetLinksOverBefore(now);
    const common = { accountId, expiresAt: now + ONE_TIME_MS };
    await identity.saveLink({ ...common, hash: hashSecret(id), purpose: 'page-proof', details });
    if (asked.isFetched) await identity.saveLink({ ...common, hash: doneHash, purpose: 'page-proof-done' });
  });
  return { id, doneSecret };
}

/** Throws `not-found` for one that is over, was answered, is another's, or never was; access errors. */
export async function describePageProof(
  deps: ProofDeps,
  principal: Principal,
  id: string,
): Promise<WaitingProof> {
  const now = deps.clock.now();
  requireAccess(principal, 'read-own-account', { now });
  const { link, details } = readWaiting(await deps.identity.findLink(hashSecret(id)), principal, now);
  const { what, client, network, tokenName, sparing } = details;
  return { what, client, network, tokenName, maySpare: sparing !== undefined, expiresAt: link.expiresAt };
}

/**
 * Makes the code. Takes the token's own person, with a second factor, who proved themself in the last minutes. `isSparing`: the
 * client's next changes are not asked about for five minutes, from where it asks now. Answers the code where the client's person
 * types it. Throws `not-found`, access errors.
 */
export async function grantPageProof(
  deps: ProofDeps,
  principal: Principal,
  { id, isSparing }: { readonly id: string; readonly isSparing: boolean },
): Promise<string | undefined> {
  const now = deps.clock.now();
  requireAccess(principal, 'prove-for-client', { now });
  const code = Buffer.from(deps.random(32)).toString('hex');
  return deps.unit.transact(async (work) => {
    const { details } = readWaiting(await work.identity.takeLink(hashSecret(id)), principal, now);
    const { what, request, tokenId, doneHash, sparing } = details;
    const accountId = (principal as Person).accountId;
    const expiresAt = now + ONE_TIME_MS;
    const bound = { what, request, tokenId };
    await work.identity.saveLink({
      hash: hashSecret(code),
      purpose: 'one-time-code',
      accountId,
      expiresAt,
      details: bound,
    });
    if (isSparing && sparing !== undefined) await spare(work, { accountId, sparing, now });
    if (doneHash === undefined) return code;
    const done = await work.identity.takeLink(doneHash);
    if (done === undefined) throw noProof();
    const sealed = await deps.box.seal(Buffer.from(code), sealedFor(doneHash));
    await work.identity.saveLink({ ...done, expiresAt, details: { sealed } });
    return undefined;
  });
}

async function spare(
  { identity }: Pick<IdentityWork, 'identity'>,
  {
    accountId,
    sparing,
    now,
  }: { readonly accountId: string; readonly sparing: string; readonly now: Instant },
): Promise<void> {
  await identity.takeLink(sparing);
  await identity.saveLink({ hash: sparing, purpose: 'proof-spared', accountId, expiresAt: now + SPARED_MS });
}

/** The code, once; undefined while nobody has answered. Throws `not-found` when it is over. */
export async function fetchOneTimeCode(deps: ProofDeps, doneSecret: string): Promise<string | undefined> {
  const hash = hashSecret(doneSecret);
  const link = isSecret(doneSecret) ? await deps.identity.findLink(hash) : undefined;
  if (link === undefined || link.purpose !== 'page-proof-done' || link.expiresAt <= deps.clock.now()) {
    throw noProof();
  }
  if (link.details === undefined) return undefined;
  const taken = await deps.unit.transact(({ identity }) => identity.takeLink(hash));
  const sealed = taken?.details?.['sealed'];
  if (typeof sealed !== 'string') throw noProof();
  return Buffer.from(await deps.box.open(sealed, sealedFor(hash))).toString();
}

type WaitingDetails = Readonly<
  Record<'what' | 'request' | 'client' | 'network' | 'tokenId' | 'tokenName', string>
> & {
  readonly doneHash?: string;
  readonly sparing?: string;
};

/** Of the principal's own account alone: a link that somebody was sent to proves nothing for another's token. */
function readWaiting(
  link: OneTimeLink | undefined,
  principal: Principal,
  now: Instant,
): { readonly link: OneTimeLink; readonly details: WaitingDetails } {
  const isWaiting = link?.purpose === 'page-proof' && link.expiresAt > now && link.details !== undefined;
  const isOwn = principal.kind === 'person' && principal.accountId === link?.accountId;
  if (!isWaiting || !isOwn) throw noProof();
  return { link, details: link.details as WaitingDetails };
}

function sealedFor(doneHash: string): string {
  return `page-proof ${doneHash}`;
}

function noProof(): GatehouseError {
  return new GatehouseError(
    'not-found',
    'Cannot find what was asked: it was answered, it is older than five minutes, it is of another account, or it never was; begin again on the command line',
  );
}
