// The namespaces that somebody sees, and giving one up.

import { requireAccess } from '../access.ts';
import { accountIdOf } from '../organisations/object-access.ts';
import { ownerName } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import { proofTasks, type ProofTask } from './challenge.ts';
import { requireOnNamespace } from './known-namespace.ts';
import { endNamespace } from './manage-namespaces.ts';
import type { Namespace } from './namespace-ports.ts';
import type { NamespaceDeps } from './namespace-unit.ts';

/** A namespace as somebody who may know it sees it. */
export interface SeenNamespace extends Namespace {
  /** `@acme/*` */
  readonly pattern: string;
  /** `organisation:acme`, `account:ada`; absent for one that is reserved for nobody. */
  readonly ownerName?: string;
  /** How it can be proven, while there is something to prove. */
  readonly tasks: readonly ProofTask[];
}

const MOST_LISTED = 1_000;

/**
 * Those of the caller's own account and organisations, by ecosystem and name; `isAll`: of everybody, the newest first, for whoever
 * manages them. Throws access errors (`read-namespaces`, for all `see-all-namespaces`).
 */
export async function listNamespaces(
  deps: Pick<NamespaceDeps, 'stores' | 'clock' | 'rules' | 'codeHosts'>,
  principal: Principal,
  { isAll }: { readonly isAll: boolean },
): Promise<readonly SeenNamespace[]> {
  const { stores } = deps;
  requireAccess(principal, isAll ? 'see-all-namespaces' : 'read-namespaces', { now: deps.clock.now() });
  if (isAll || principal.kind === 'operator') {
    const latest = await stores.namespaces.latest(MOST_LISTED);
    return Promise.all(latest.map((namespace) => seeNamespace(deps, namespace)));
  }
  const accountId = accountIdOf(principal);
  const memberships = await stores.organisations.membershipsOf(accountId);
  const owners = [
    { kind: 'account', id: accountId } as const,
    ...memberships.map(({ organisationId }) => ({ kind: 'organisation', id: organisationId }) as const),
  ];
  const own: Namespace[] = [];
  for (const owner of owners) own.push(...(await stores.namespaces.of(owner)));
  own.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return Promise.all(own.map((namespace) => seeNamespace(deps, namespace)));
}

/** Throws `not-found`, access errors (`read-namespaces`). */
export async function describeNamespace(
  deps: Pick<NamespaceDeps, 'stores' | 'clock' | 'rules' | 'codeHosts'>,
  principal: Principal,
  id: string,
): Promise<SeenNamespace> {
  requireAccess(principal, 'read-namespaces', { now: deps.clock.now() });
  return seeNamespace(deps, await requireOnNamespace(deps.stores, principal, id, 'see'));
}

/** As whoever may know it sees it. */
export async function seeNamespace(
  { stores, rules, codeHosts }: Pick<NamespaceDeps, 'stores' | 'rules' | 'codeHosts'>,
  namespace: Namespace,
): Promise<SeenNamespace> {
  const isProvable = namespace.state !== 'ended' && namespace.proof !== 'grant';
  return {
    ...namespace,
    pattern: rules[namespace.ecosystem].pattern(namespace.namespace),
    tasks: isProvable ? proofTasks(namespace, codeHosts) : [],
    ...(namespace.owner === undefined ? {} : { ownerName: await ownerName(stores, namespace.owner) }),
  };
}

/** An owner gives it up: upstreams serve its names again. Throws `not-found`, `not-allowed`, access errors (`claim-namespaces`). */
export async function releaseNamespace(
  deps: NamespaceDeps,
  principal: Principal,
  id: string,
): Promise<Namespace> {
  requireAccess(principal, 'claim-namespaces', { now: deps.clock.now() });
  return deps.unit.transact(async (work) => {
    const namespace = await requireOnNamespace(work, principal, id, 'transfer');
    return endNamespace(deps, work, { namespace, why: 'released', actor: actorOf(principal) });
  });
}

function sortKey({ ecosystem, namespace, id }: Namespace): string {
  return `${ecosystem} ${namespace} ${id}`;
}
