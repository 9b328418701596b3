// What happened in an organisation, for those of its people who may read it.

import type { ChangeKind } from '../../journal/changes.ts';
import type { JournalEntry, JournalReader } from '../../journal/journal.ts';

import { requireAccess } from '../access.ts';
import type { Principal } from '../principal.ts';
import { requireOnOrganisation } from './object-access.ts';
import type { OrganisationDeps } from './organisation-unit.ts';

export interface OrganisationJournalDeps extends Pick<OrganisationDeps, 'stores' | 'clock'> {
  readonly reader: Pick<JournalReader, 'readBefore'>;
}

export interface OrganisationJournalQuestion {
  readonly organisation: string;
  readonly kind?: ChangeKind | undefined;
  /** Only entries before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/**
 * Entries about the organisation, newest first: its people, teams and grants, and its packages while they were its own. Entries
 * about a package that went elsewhere are the new owner's from then on. Throws `not-found`, `not-allowed`, access errors.
 */
export async function readOrganisationJournal(
  { stores, clock, reader }: OrganisationJournalDeps,
  principal: Principal,
  { organisation: name, kind, before, limit }: OrganisationJournalQuestion,
): Promise<readonly JournalEntry[]> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const { organisation } = await requireOnOrganisation(stores, principal, name, 'read-journal');
  const kinds = kind === undefined ? {} : { kinds: [kind] };
  return reader.readBefore(before, limit, { organisation: organisation.name, ...kinds });
}
