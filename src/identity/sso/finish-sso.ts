// A person comes back from a provider: with a proof of who they are, or without.

import { shortenAddress } from '../../kernel/address.ts';
import type { Instant } from '../../kernel/clock.ts';
import { type GatehouseError, isGatehouseError } from '../../kernel/errors.ts';

import type { Account } from '../ports.ts';
import { isEnabled, type Principal } from '../principal.ts';
import { startSession, type CallerPlace, type StartedSession } from '../sessions/session.ts';
import { applyRole } from './apply-role.ts';
import { type BegunSignIn, deriveSecrets, takeBegun } from './begun-sign-in.ts';
import { createSsoAccount } from './create-sso-account.ts';
import { isOfItsDomains, judgeClaims, type SsoPerson } from './judge-claims.ts';
import { linkIdentity } from './link-identity.ts';
import { refuse, type SsoRefusal } from './refusal.ts';
import { noteUse } from '../takeover/activity.ts';
import type { SsoDeps, SsoProvider } from './sso-ports.ts';
import { attemptOf, findProvider, redirectUriOf } from './start-sso.ts';

export interface FinishSsoRequest extends CallerPlace {
  readonly provider: string;
  /** What the provider gave the browser, as it came. */
  readonly query: string;
  /** What the browser kept; absent: it began nothing. */
  readonly browserSecret?: string;
  readonly principal: Principal;
}

export interface FinishedSso {
  /** Absent where a provider was linked: the session goes on. */
  readonly started?: StartedSession;
  /** Where to go on. */
  readonly to: string;
}

/**
 * Starts a session of the account that (issuer, subject) belongs to, makes one where the provider may, or links it to the
 * signed-in person's. Throws `not-allowed` for what this browser did not begin, `not-signed-in` for what is not proven or
 * whom nobody knows, `conflict` for a name, address or identity that is another's, `too-many-requests`, and what asking the
 * provider throws. Every outcome is in the journal.
 */
export async function finishSso(deps: SsoDeps, request: FinishSsoRequest): Promise<FinishedSso> {
  const provider = findProvider(deps, request.provider);
  const attempt = attemptOf(request.address);
  deps.ssoLimit.admit(attempt);
  try {
    const finished = await finish(deps, provider, request);
    // Once for this attempt, and once for the one that began it.
    deps.ssoLimit.succeed(attempt);
    deps.ssoLimit.succeed(attempt);
    return finished;
  } catch (error) {
    await recordRefusal(deps, provider, request, error);
    throw error;
  }
}

async function finish(deps: SsoDeps, provider: SsoProvider, request: FinishSsoRequest): Promise<FinishedSso> {
  const secrets = deriveSecrets(request.browserSecret ?? '');
  const state = new URLSearchParams(request.query).get('state') ?? '';
  const expected = { provider: provider.name, browserHash: secrets.hash, now: deps.clock.now() };
  const begun =
    request.browserSecret === undefined
      ? undefined
      : await deps.unit.transact(({ identity }) => takeBegun(identity, state, expected));
  if (begun === undefined) throw refuse('state');
  const { nonce, codeVerifier } = secrets;
  const redirectUri = redirectUriOf(deps, provider);
  const answer = { query: request.query, redirectUri, state, nonce, codeVerifier };
  const claims = await deps.client.redeem(provider.name, answer);
  const person = judgeClaims(provider, claims, deps.clock.now());
  if (!isOfItsDomains(provider, person)) throw refuse('email-domain');
  return begun.accountId === undefined
    ? { started: await signIn(deps, provider, person, request), to: begun.to }
    : link(deps, provider, person, { begun, principal: request.principal });
}

async function signIn(
  deps: SsoDeps,
  provider: SsoProvider,
  person: SsoPerson,
  from: CallerPlace,
): Promise<StartedSession> {
  return deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const known = await work.sso.find(provider.issuer, person.subject);
    const account = known === undefined ? undefined : await work.identity.findAccount(known.accountId);
    if (known !== undefined && account !== undefined) {
      if (!isEnabled(account)) throw refuse('disabled');
      await work.sso.save({ ...known, usedAt: now });
    }
    // Whose account was deleted is nobody here any more.
    if (known !== undefined && account === undefined) await work.sso.remove(known.id);
    const one = account ?? (await createSsoAccount(deps, work, { provider, person, now }));
    const current = await applyRole(deps, work, { account: one, provider, person, now });
    await noteUse(work, current.id, now);
    recordSignIn(work.journal.record.bind(work.journal), current, provider, from, now);
    return startSession(work.identity, current, {
      random: deps.random,
      now,
      proof: person.proof,
      confirmedAt: confirmedAt(current, person),
      from,
    });
  });
}

/**
 * A provider that remembers somebody from yesterday has not seen them now. And where a factor is enrolled here, a confirmation
 * takes one: the word of a provider that asked for none is worth a password, and would take the factor off.
 */
function confirmedAt({ strongestFactor }: Account, { proof, provenAt = 0 }: SsoPerson): Instant {
  return strongestFactor !== undefined && proof === 'password' ? 0 : provenAt;
}

function recordSignIn(
  record: Parameters<Parameters<SsoDeps['unit']['transact']>[0]>[0]['journal']['record'],
  account: Account,
  provider: SsoProvider,
  { address }: CallerPlace,
  now: Instant,
): void {
  const data = { accountId: account.id, network: shortenAddress(address), provider: provider.name };
  record({ kind: 'signed-in', actor: `account:${account.name}`, at: now, data });
}

async function link(
  deps: SsoDeps,
  provider: SsoProvider,
  person: SsoPerson,
  { begun, principal }: { readonly begun: BegunSignIn; readonly principal: Principal },
): Promise<FinishedSso> {
  // The session that asked for it must still be there: the browser alone is not the person.
  if (principal.kind !== 'person' || principal.accountId !== begun.accountId) throw refuse('other-session');
  await linkIdentity(deps, principal, { provider, subject: person.subject });
  return { to: begun.to };
}

async function recordRefusal(
  deps: SsoDeps,
  provider: SsoProvider,
  { address }: CallerPlace,
  error: unknown,
): Promise<void> {
  const why = isGatehouseError(error) ? whyOf(error) : 'unproven';
  await deps.unit.transact(async ({ journal }) => {
    journal.record({
      kind: 'sso-refused',
      actor: 'nobody',
      at: deps.clock.now(),
      data: { provider: provider.name, why, network: shortenAddress(address) },
    });
  });
}

function whyOf(error: GatehouseError): SsoRefusal | 'unreachable' {
  const { why } = error.facts;
  return typeof why === 'string' ? (why as SsoRefusal) : 'unreachable';
}
