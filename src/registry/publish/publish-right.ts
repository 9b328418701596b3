// Whether somebody may publish, or change what is published: their credential, what a token is bound to, their role on the package.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { requireAccess, requireRule } from '../../identity/access.ts';
import type { ObjectAction } from '../../identity/organisations/object-rights.ts';
import type { OrganisationStores, OwnedPackage } from '../../identity/organisations/organisation-ports.ts';
import { requireOnPackage } from '../../identity/organisations/owned-packages.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import { isGranted } from '../../identity/trusted-publishing/granted-package.ts';
import { requireTrustedWhereOnly } from '../../identity/trusted-publishing/trusted-only.ts';
import type { TrustedPublishingStores } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import { requireToken, type WriteAction } from '../../identity/tokens/token-actions.ts';
import type { RegistryDeps } from '../deps.ts';
import type { Publisher } from './publish-deps.ts';
import { requireProven } from './with-proof.ts';

/** What is done, as a token is bound to it and as roles allow it. */
export const PUBLISH_ACTIONS = {
  publish: { token: 'publish', role: 'publish' },
  stage: { token: 'stage', role: 'stage' },
  /** What a build's token may stage, no such token approves. */
  approve: { token: 'publish', role: 'approve' },
  tag: { token: 'manage-tags', role: 'publish' },
  deprecate: { token: 'deprecate', role: 'deprecate' },
  yank: { token: 'yank', role: 'yank' },
  remove: { token: 'unpublish', role: 'unpublish' },
  settle: { token: 'deprecate', role: 'manage-settings' },
  people: { token: 'manage-owners', role: 'manage-people' },
} as const satisfies Readonly<Record<string, { readonly token: WriteAction; readonly role: ObjectAction }>>;

export type PublishAction = keyof typeof PUBLISH_ACTIONS;

/** What an account's token is made for, and what a trusted publisher's is. */
const WRITES: ReadonlySet<string> = new Set(['write', 'publisher']);

/**
 * Whoever publishes nothing at all is told so before anything of theirs is read. Throws `not-signed-in`, `not-allowed` for a
 * token that was not made to write and for a person without a second factor.
 */
export function requireWriter({ clock }: Pick<RegistryDeps, 'clock'>, principal: Principal): void {
  if (principal.kind === 'token' && WRITES.has(principal.scope)) return;
  if (principal.kind === 'token') {
    throw new GatehouseError(
      'not-allowed',
      'Cannot publish: found a token that was not made for this, expected one that may write (Account, Tokens)',
      { facts: { bound: 'action', tokenId: principal.tokenId } },
    );
  }
  requireRule(principal, { proof: 'mfa-person', role: 'reader' }, { action: 'publish', now: clock.now() });
}

/**
 * Holds the credential to what publishing takes: a token made to write (which takes a second factor), or a person who signed
 * in with one. Throws `not-signed-in`, `not-allowed`, `needs-confirmation` where somebody has to be there.
 */
export function requireCredential(
  registry: Pick<RegistryDeps, 'clock' | 'adapters'>,
  publisher: Publisher,
  ref: PackageRef,
  action: PublishAction,
): void {
  const { principal, place } = publisher;
  requireWriter(registry, principal);
  if (principal.kind !== 'token') {
    // Whoever may publish tomorrow is decided by somebody who is there now.
    if (action === 'people') requireAccess(principal, 'manage-organisations', { now: registry.clock.now() });
    return;
  }
  requireToken(principal, PUBLISH_ACTIONS[action].token, ref, place);
  if (action === 'people' && canProve(registry, ref))
    requireProven(registry, publisher, `change who publishes ${ref.name}`, 'governance');
}

/** Whether the ecosystem's clients can show that their person is there. */
export function canProve({ adapters }: Pick<RegistryDeps, 'adapters'>, { ecosystem }: PackageRef): boolean {
  return adapters[ecosystem].answers.oneTime !== undefined;
}

/**
 * Throws `needs-confirmation` where the token, or the package, asks for a proof of whoever changes something. To be asked once
 * it is known that something would change: a code is used up by it.
 */
export function requireProofWhereAsked(
  registry: Pick<RegistryDeps, 'clock'>,
  publisher: Publisher,
  {
    ref,
    owned,
    action,
  }: { readonly ref: PackageRef; readonly owned: OwnedPackage | undefined; readonly action: PublishAction },
): void {
  const { principal } = publisher;
  const asks = owned?.asksProof === true || (principal.kind === 'token' && principal.asksProof === true);
  if (asks) requireProven(registry, publisher, `${WORDS[action]} ${ref.name}`, 'change');
}

const WORDS: Readonly<Record<PublishAction, string>> = {
  publish: 'publish',
  stage: 'stage',
  approve: 'approve',
  tag: 'move tags of',
  deprecate: 'deprecate versions of',
  yank: 'yank versions of',
  remove: 'remove versions of',
  settle: 'change the status of',
  people: 'change who publishes',
};

/**
 * The package, where the publisher may do this to it: by their role, or by the identity of a trusted publisher, whose token is
 * for it. Throws as `requireOnPackage` does, and `not-allowed` for anybody else where it is for trusted publishers alone.
 */
export async function requireRole(
  stores: OrganisationStores & Pick<TrustedPublishingStores, 'trustedOnly'>,
  { principal }: Publisher,
  ref: PackageRef,
  action: PublishAction,
): Promise<OwnedPackage> {
  if (action === 'publish' || action === 'stage') {
    await requireTrustedWhereOnly(stores, principal, ref);
    const owned = isTrusted(principal) ? await stores.ownership.find(ref.ecosystem, ref.name) : undefined;
    if (owned !== undefined && isGranted(principal, owned)) return owned;
  }
  return requireOnPackage(stores, principal, ref, PUBLISH_ACTIONS[action].role);
}

function isTrusted(principal: Principal): boolean {
  return principal.kind === 'token' && principal.scope === 'publisher';
}

/** What an identity token said of the run that publishes; undefined for everybody but trusted publishers. */
export function provenBy({ principal }: Publisher): Readonly<Record<string, string>> | undefined {
  if (principal.kind !== 'token' || principal.run === undefined) return undefined;
  const { publisherId, issuer, claims } = principal.run;
  return { ...claims, issuer, publisher: publisherId };
}

/** Whose unfinished deployments are one's own: an account's, or a trusted publisher's. Throws `not-allowed`. */
export function depositorOf(publisher: Publisher): string {
  return isTrusted(publisher.principal) ? actorOf(publisher.principal) : publishingAccount(publisher);
}

/** The account behind a publisher, which owns what it publishes first. Throws `not-allowed` for who has none. */
export function publishingAccount({ principal }: Publisher): string {
  const hasAccount = principal.kind === 'person' || (principal.kind === 'token' && !isTrusted(principal));
  if (hasAccount) return principal.accountId;
  throw new GatehouseError('not-allowed', 'Cannot publish: expected somebody with an account');
}
