// Who sees a staged version, and who may decide on it: never who staged it, and nobody whom their role does not let.

import { GatehouseError } from '../../kernel/errors.ts';
import { mayOn, type ObjectAction } from '../../identity/organisations/object-rights.ts';
import type { OrganisationStores, Owner } from '../../identity/organisations/organisation-ports.ts';
import { rolesOnPackage } from '../../identity/organisations/owned-packages.ts';
import type { IdentityStores } from '../../identity/ports.ts';
import { actorOf, isEnabled, type Principal, type TokenPrincipal } from '../../identity/principal.ts';
import { mayToken } from '../../identity/tokens/token-actions.ts';
import { isNamespacePattern } from '../../identity/trusted-publishing/publisher-owner.ts';
import type { TrustedPublishingStores } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { Publisher } from '../publish/publish-deps.ts';
import type { StagedVersion } from './staged-ports.ts';

/** Whoever may do one of these on a package sees what is staged of it. */
const SEEING: readonly ObjectAction[] = ['publish', 'stage', 'approve'];

/** Whose the package is now, or whose it is to be. */
export async function ownerOfStaged(
  { ownership }: Pick<OrganisationStores, 'ownership'>,
  { ecosystem, name, owner }: StagedVersion,
): Promise<Owner> {
  return (await ownership.find(ecosystem, name))?.owner ?? owner;
}

/** Whether they may see it: by a role on the package, or because they staged it. Of a token, its bounds count as well. */
export async function maySeeStaged(
  stores: OrganisationStores,
  publisher: Publisher,
  staged: StagedVersion,
): Promise<boolean> {
  const { principal } = publisher;
  if (principal.kind === 'nobody') return false;
  if (principal.kind === 'operator') return true;
  if (principal.kind === 'token' && !coversStaged(principal, publisher.place, staged)) return false;
  if (principal.accountId === '') return actorOf(principal) === staged.stagedBy;
  const roles = await rolesOnStaged(stores, principal, staged);
  return SEEING.some((action) => mayOn(roles, action));
}

/** Whether their role lets them. */
export async function mayOnStaged(
  stores: OrganisationStores,
  principal: Principal,
  staged: StagedVersion,
  action: ObjectAction,
): Promise<boolean> {
  return mayOn(await rolesOnStaged(stores, principal, staged), action);
}

async function rolesOnStaged(stores: OrganisationStores, principal: Principal, staged: StagedVersion) {
  const { ecosystem, name } = staged;
  return rolesOnPackage(stores, principal, { ecosystem, name, owner: await ownerOfStaged(stores, staged) });
}

/** One that acts for its account everywhere, or one that was made to stage or publish there. */
function coversStaged(token: TokenPrincipal, place: Publisher['place'], staged: StagedVersion): boolean {
  if (token.scope === 'api') return mayToken(token, 'api', staged, place).may;
  return mayToken(token, 'stage', staged, place).may || mayToken(token, 'publish', staged, place).may;
}

/**
 * Accounts that may not approve what a publisher stages: their own, or the one that let the trusted publisher in whose token it
 * is, as far as that is known.
 */
export async function accountsBehind(
  { publishers, identity }: Pick<TrustedPublishingStores, 'publishers'> & IdentityStores,
  { principal }: Publisher,
): Promise<readonly string[]> {
  if (principal.kind === 'person') return [principal.accountId];
  if (principal.kind !== 'token') return [];
  if (principal.run === undefined) return principal.accountId === '' ? [] : [principal.accountId];
  const publisher = await publishers.find(principal.run.publisherId);
  const [, name] = /^account:(.+)$/s.exec(publisher?.createdBy ?? '') ?? [];
  const account = name === undefined ? undefined : await identity.findAccountByName(name);
  return account === undefined ? [] : [account.id];
}

/**
 * Who staged it, as they are now, for questions about their right; it is nobody's request. Throws `conflict` where they are
 * here no more: what they sent in is not to be waved through.
 */
export async function findStager(
  { publishers, identity }: Pick<TrustedPublishingStores, 'publishers'> & IdentityStores,
  staged: StagedVersion,
  place: Publisher['place'],
): Promise<Publisher> {
  const base = { kind: 'token', tokenId: '', tokenName: '' } as const;
  if (staged.accountId !== '') {
    const account = await identity.findAccount(staged.accountId);
    if (account === undefined || !isEnabled(account)) throw gone(staged);
    const { id, name, role } = account;
    const principal = { ...base, scope: 'write', accountId: id, accountName: name, role } as const;
    return { principal, place };
  }
  const { publisher: publisherId = '', issuer: _issuer, ...claims } = staged.provenBy ?? {};
  const publisher = await publishers.find(publisherId);
  if (publisher === undefined) throw gone(staged);
  const run = { publisherId, issuer: publisher.issuer, claims };
  const { ecosystem, pattern } = publisher;
  // One of a namespace publishes what the namespace's owner has.
  const ofOwner = isNamespacePattern(pattern) ? { owner: staged.owner } : {};
  const principal = {
    ...base,
    scope: 'publisher',
    accountId: '',
    accountName: `publisher ${publisherId}`,
    role: 'reader',
    packages: [{ ecosystem, pattern, ...ofOwner }],
    run,
  } as const;
  return { principal, place };
}

function gone({ name, version }: StagedVersion): GatehouseError {
  return new GatehouseError(
    'conflict',
    `Cannot approve ${name} ${version}: who staged it may do nothing here any more; reject it, and have it staged again`,
  );
}
