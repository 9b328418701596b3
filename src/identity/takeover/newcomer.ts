// Somebody comes to publish for an organisation: those who do already hear of it, too, with until when the new one waits.

import type { Account } from '../ports.ts';
import type { OrganisationChange } from '../organisations/change-organisation.ts';
import type { OrganisationDeps } from '../organisations/organisation-unit.ts';
import { holdWords } from './hold-words.ts';
import { publishersIn } from './publishers-in.ts';

export interface Newcomer {
  /** Absent: a team. */
  readonly account?: Account | undefined;
  /** Whether they come to publish. */
  readonly comes: boolean;
  /** What to freeze, as the command takes it; else everything of the organisation. */
  readonly freeze?: string | undefined;
}

/** What to add to the notice, and whom to tell beside the owners; nothing of either where nobody comes to publish. */
export async function newcomer(
  { letterHead }: Pick<OrganisationDeps, 'letterHead'>,
  { work, organisation, now }: Pick<OrganisationChange, 'work' | 'organisation' | 'now'>,
  { account, comes, freeze = `--all --organisation ${organisation.name}` }: Newcomer,
): Promise<{ readonly words: string; readonly people: readonly Account[] }> {
  if (!comes) return { words: '', people: [] };
  const who = account?.name ?? 'who is new by that';
  return {
    words: holdWords(letterHead, { who, at: now, freeze }),
    people: await publishersIn(work, organisation.id),
  };
}
