// What somebody may do on an organisation, a package or a namespace: their roles on it, and one table of what roles may. Pure.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';

import type { Grant, Membership, ObjectRole, OwnedPackage, Owner } from './organisation-ports.ts';

export const OBJECT_ACTIONS = [
  'see',
  'publish',
  'stage',
  'approve',
  'yank',
  'deprecate',
  'unpublish',
  'manage-settings',
  'manage-people',
  'transfer',
  'delete',
  'read-journal',
] as const;

export type ObjectAction = (typeof OBJECT_ACTIONS)[number];

/**
 * The table. Who decides about people does not publish by that, and who publishes decides about nobody: whoever takes over
 * the one has not got the other (an owner who is to publish needs a grant, which every owner is told of).
 */
const MAY: Readonly<Record<ObjectRole, readonly ObjectAction[]>> = {
  owner: ['see', 'manage-settings', 'manage-people', 'transfer', 'delete', 'read-journal'],
  maintainer: ['see', 'publish', 'stage', 'approve', 'yank', 'deprecate', 'unpublish', 'manage-settings'],
  publisher: ['see', 'publish', 'stage', 'yank', 'deprecate'],
  reviewer: ['see', 'approve'],
  auditor: ['see', 'read-journal'],
};

/** What an action may be about. */
export type ObjectRef =
  | { readonly kind: 'organisation'; readonly organisationId: string }
  | {
      /** `name`: a canonical name, or a namespace's pattern. */
      readonly kind: 'package' | 'namespace';
      readonly ecosystem: Ecosystem;
      readonly name: string;
      readonly owner: Owner;
    };

/** What is known of somebody where an object belongs to an organisation. */
export interface RightsFacts {
  /** In that organisation; absent: no member, and then no team and no grant counts. */
  readonly membership?: Membership | undefined;
  /** Ids of the organisation's teams that they are in. */
  readonly teams?: ReadonlySet<string>;
  /** All grants of the organisation, or those that may concern the object. */
  readonly grants?: readonly Grant[];
}

const NO_ROLES: ReadonlySet<ObjectRole> = new Set();
/** A package of one person: nobody else decides, so the person does all. */
const OWN_PACKAGE: ReadonlySet<ObjectRole> = new Set(['owner', 'maintainer']);

/** The roles of an account on an object, by membership and grants. Never by what it is on the server. */
export function rolesOn(facts: RightsFacts, accountId: string, object: ObjectRef): ReadonlySet<ObjectRole> {
  const organisationId = organisationOf(object);
  if (organisationId === undefined) {
    const isOwn = object.kind !== 'organisation' && object.owner.id === accountId && accountId !== '';
    return isOwn ? OWN_PACKAGE : NO_ROLES;
  }
  const { membership, teams, grants = [] } = facts;
  if (membership?.organisationId !== organisationId || membership.accountId !== accountId) return NO_ROLES;
  const roles = new Set<ObjectRole>();
  if (membership.role !== 'member') roles.add(membership.role);
  for (const grant of grants) {
    const isTheirs =
      grant.to.kind === 'account' ? grant.to.id === accountId : teams?.has(grant.to.id) === true;
    if (isTheirs && grant.organisationId === organisationId && covers(grant, object)) roles.add(grant.role);
  }
  return roles;
}

/** Whether any of the roles may. */
export function mayOn(roles: ReadonlySet<ObjectRole>, action: ObjectAction): boolean {
  return [...roles].some((role) => MAY[role].includes(action));
}

/** Everything that the roles may do. */
export function actionsOf(roles: ReadonlySet<ObjectRole>): readonly ObjectAction[] {
  return OBJECT_ACTIONS.filter((action) => mayOn(roles, action));
}

/** Whether somebody may know that a package exists; `accountId` is undefined for nobody. */
export function maySee(
  owned: Pick<OwnedPackage, 'visibility'>,
  accountId: string | undefined,
  roles: ReadonlySet<ObjectRole>,
): boolean {
  if (owned.visibility === 'public') return true;
  if (owned.visibility === 'internal') return accountId !== undefined;
  return mayOn(roles, 'see');
}

function organisationOf(object: ObjectRef): string | undefined {
  if (object.kind === 'organisation') return object.organisationId;
  return object.owner.kind === 'organisation' ? object.owner.id : undefined;
}

function covers(grant: Grant, object: ObjectRef): boolean {
  if (object.kind === 'organisation' || grant.ecosystem !== object.ecosystem) return false;
  if (object.kind === 'namespace') return grant.pattern === object.name;
  return matchesNamePattern(grant.pattern, object.name);
}
