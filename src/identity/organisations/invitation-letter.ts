// The letter that asks somebody to belong to an organisation. Nothing in it is a secret: whoever else reads it joins nothing.

import { layOutLetter } from '../letters/letter-text.ts';
import { nameActor } from '../letters/name-actor.ts';
import { postLetter, postLetterTo } from '../letters/post-letter.ts';
import type { Account } from '../ports.ts';
import type { Invitation, Organisation } from './organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from './organisation-unit.ts';

/** To the account's verified address, or to the address that is invited, whoever reads it. */
export async function writeInvitation(
  deps: OrganisationDeps,
  work: OrganisationWork,
  organisation: Organisation,
  to: Account | { readonly address: string },
  { id, role, invitedBy, createdAt }: Invitation,
): Promise<void> {
  const isAccount = !('address' in to);
  const own = isAccount
    ? 'signed in to your own account, with a second factor'
    : 'signed in to an account whose verified address is this one, with a second factor';
  const letter = layOutLetter(
    deps.letterHead,
    { name: isAccount ? to.name : to.address },
    {
      subject: `You are invited to ${organisation.name}`,
      paragraphs: [
        `You are invited to be ${role} of ${organisation.name}. By ${nameActor(invitedBy)}.`,
        `Nothing happens unless you accept within seven days, ${own}:`,
        `${deps.letterHead.publicUrl}/invitations/${id}`,
        'On the command line, where --server names this server:',
        `gatehouse invitation accept ${id}`,
        ...(isAccount
          ? []
          : ['If you do not know what this is about, do nothing: you belong to nothing by this letter.']),
      ],
    },
  );
  const about = 'invitation';
  const wish = { about, letter, actor: invitedBy, at: createdAt };
  if (isAccount) await postLetter(work, deps.random, { ...wish, account: to });
  else await postLetterTo(work, deps.random, { ...wish, to: to.address });
}
