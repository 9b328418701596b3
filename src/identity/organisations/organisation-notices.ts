// What changes in an organisation is told to its owners, and to whom it concerns, whoever did it.

import type { Instant } from '../../kernel/clock.ts';

import { layOutLetter } from '../letters/letter-text.ts';
import { sayWhoDidIt } from '../letters/name-actor.ts';
import { postLetter } from '../letters/post-letter.ts';
import type { Account } from '../ports.ts';
import { ownersOf } from './object-access.ts';
import type { Organisation } from './organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from './organisation-unit.ts';

export interface OrganisationNotice {
  /** Absent: it is about a package of one person, who is among those whom it concerns. */
  readonly organisation?: Organisation | undefined;
  /** For the journal: `organisation-people`. */
  readonly about: string;
  /** One sentence without names that others chose: `bo is a publisher of acme now.` */
  readonly happened: string;
  readonly actor: string;
  readonly at: Instant;
  /** Told too, members or not. */
  readonly concerns?: readonly Account[];
}

/** Posts it within the unit of work that it tells of, to verified addresses, each once. */
export async function tellOwners(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  work: Pick<OrganisationWork, 'organisations' | 'identity' | 'outbox' | 'journal'>,
  { organisation, about, happened, actor, at, concerns = [] }: OrganisationNotice,
): Promise<void> {
  const told = new Map<string, Account>();
  const owners = organisation === undefined ? [] : await ownersOf(work, organisation.id);
  for (const account of [...owners, ...concerns]) told.set(account.id, account);
  for (const account of told.values()) {
    const by = await sayWhoDidIt(work, actor, account.name);
    const letter = layOutLetter(deps.letterHead, account, {
      subject: subjectOf(about, organisation),
      paragraphs: [
        happened,
        `${by} If this should not have happened, speak to the other owners and to an administrator of this server at once.`,
      ],
    });
    await postLetter(work, deps.random, { account, about, letter, actor, at });
  }
}

/** What threatens packages is known by its subject alone: the letter may be read on a telephone, at night. */
function subjectOf(about: string, organisation: Organisation | undefined): string {
  const of = organisation === undefined ? 'of yours' : `of ${organisation.name}`;
  switch (about) {
    case 'package-frozen':
      return `Frozen: packages ${of}`;
    case 'package-unfrozen':
      return `Not frozen any more: a package ${of}`;
    case 'package-held':
      return `Held: a release of a package ${of}`;
    case 'package-transferred':
      return `Handed over: a package ${of}`;
    case 'account-recovered':
      return `Recovered: an account that may publish packages ${of}`;
    default:
      return `Changes in ${organisation?.name ?? 'your packages'}`;
  }
}
