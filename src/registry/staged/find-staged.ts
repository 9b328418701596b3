// What somebody sees of what is staged. The rest is as absent to them as what never was.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { OrganisationStores, Owner } from '../../identity/organisations/organisation-ports.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import type { StagedFile, StagedPlace, StagedState, StagedVersion } from './staged-ports.ts';
import { maySeeStaged } from './staged-right.ts';

/** Rows that are looked at for one page: whose roles let them see few of many get a shorter one, with where it goes on. */
const MAX_LOOKED_AT = 1_000;
const BATCH = 100;

/** Throws `not-found` in the same words for one that is not there and one that the asker may not know. */
export async function findStaged(
  deps: Pick<PublishDeps, 'registry' | 'people'>,
  publisher: Publisher,
  id: string,
): Promise<StagedVersion> {
  const found = await deps.registry.stores.staged.find(id);
  if (found !== undefined && (await maySeeStaged(deps.people, publisher, found))) return found;
  throw new GatehouseError(
    'not-found',
    `Cannot find the staged version ${id.slice(0, 100)}: there is none of this id that you may see`,
  );
}

export interface StagedWish {
  readonly ecosystem?: Ecosystem;
  readonly name?: string;
  readonly state?: StagedState;
  readonly after?: StagedPlace;
  readonly limit: number;
}

/** A page of those that the asker may see, the newest first. */
export async function listStaged(
  { registry, people }: Pick<PublishDeps, 'registry' | 'people'>,
  publisher: Publisher,
  { limit, after, ...wish }: StagedWish,
): Promise<{ readonly items: readonly StagedVersion[]; readonly next?: StagedPlace }> {
  const question = {
    ...wish,
    owners: await ownersBehind(people, publisher.principal),
    stagedBy: actorOf(publisher.principal),
    now: registry.clock.now(),
  };
  const items: StagedVersion[] = [];
  let last = after;
  for (let looked = 0; looked < MAX_LOOKED_AT; looked += BATCH) {
    const rows = await registry.stores.staged.list({ ...question, ...given('after', last), limit: BATCH });
    for (const row of rows) {
      if (items.length >= limit) return { items, ...given('next', last) };
      if (await maySeeStaged(people, publisher, row)) items.push(row);
      last = { stagedAt: row.stagedAt, id: row.id };
    }
    if (rows.length < BATCH) return { items };
  }
  return { items, ...given('next', last) };
}

/** Files of one that is open, in the order in which they came. */
export async function filesOfStaged(
  { registry }: Pick<PublishDeps, 'registry'>,
  { id }: StagedVersion,
): Promise<readonly StagedFile[]> {
  return registry.stores.staged.files(id);
}

async function ownersBehind(
  { organisations }: Pick<OrganisationStores, 'organisations'>,
  principal: Principal,
): Promise<readonly Owner[] | 'all'> {
  if (principal.kind === 'operator') return 'all';
  if (principal.kind === 'nobody' || principal.accountId === '') return [];
  const memberships = await organisations.membershipsOf(principal.accountId);
  return [
    { kind: 'account', id: principal.accountId },
    ...memberships.map(({ organisationId }): Owner => ({ kind: 'organisation', id: organisationId })),
  ];
}
