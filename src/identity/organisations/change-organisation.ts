// One change of an organisation: in one unit of work with the check that the caller may, so that no role is stale.

import type { Instant } from '../../kernel/clock.ts';

import { requireAccess, type Action } from '../access.ts';
import { keepKeys } from '../high-impact/require-keys.ts';
import { actorOf, type Principal } from '../principal.ts';
import { requireOnOrganisation, type KnownOrganisation } from './object-access.ts';
import type { ObjectAction } from './object-rights.ts';
import type { OrganisationDeps, OrganisationWork } from './organisation-unit.ts';

/** What a change is given. */
export interface OrganisationChange extends KnownOrganisation {
  readonly work: OrganisationWork;
  readonly now: Instant;
  readonly actor: string;
  /** Who it is for every entry of the journal. */
  readonly about: { readonly organisationId: string; readonly organisation: string };
}

/** Which organisation, and what must be allowed there and on the server. */
export interface ChangeWish {
  readonly organisation: string;
  readonly action: ObjectAction;
  /** Default `manage-organisations`. */
  readonly access?: Action;
}

/** Does `change`; one of people as `keepKeys` lets it. Throws access errors, and `not-found` and `not-allowed` as `requireOnOrganisation`. */
export async function changeOrganisation<T>(
  deps: OrganisationDeps,
  principal: Principal,
  { organisation: name, action, access = 'manage-organisations' }: ChangeWish,
  change: (scene: OrganisationChange) => Promise<T>,
): Promise<T> {
  const now = deps.clock.now();
  requireAccess(principal, access, { now });
  return deps.unit.transact(async (work) => {
    const known = await requireOnOrganisation(work, principal, name, action);
    const about = { organisationId: known.organisation.id, organisation: known.organisation.name };
    const scene = { ...known, work, now, actor: actorOf(principal), about };
    if (action !== 'manage-people') return change(scene);
    const owner = { kind: 'organisation', id: known.organisation.id } as const;
    return keepKeys(work, { principal, owner, at: now }, () => change(scene));
  });
}
