// Letters about staged versions: to those who may approve one, and to who staged one that is rejected.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import { escapeControl } from '../../kernel/errors.ts';
import { layOutLetter } from '../../identity/letters/letter-text.ts';
import { nameActorIn } from '../../identity/letters/name-actor.ts';
import { postLetter } from '../../identity/letters/post-letter.ts';
import type { Account } from '../../identity/ports.ts';
import type { PublishDeps, PublishWork } from '../publish/publish-deps.ts';
import type { StagedVersion } from './staged-ports.ts';

type LetterDeps = Pick<PublishDeps, 'random' | 'letterHead'>;

/** More are not written to; whoever looks at the list sees it. */
const MAX_TOLD = 50;

/** Each of the accounts is told that it may decide. */
export async function askToApprove(
  deps: LetterDeps,
  work: PublishWork,
  staged: StagedVersion,
  accounts: readonly Account[],
): Promise<void> {
  const { ecosystem, name, version, id, stagedBy, stagedAt: at, until } = staged;
  for (const account of accounts.slice(0, MAX_TOLD)) {
    const letter = layOutLetter(deps.letterHead, account, {
      subject: 'A version waits for approval',
      paragraphs: [
        `Version ${version} of the ${ecosystem} package ${name} was staged by ${await nameActorIn(work, stagedBy)}. Nobody can install it before somebody else approves it, and you may. It expires on ${formatInstant(until).slice(0, 10)}.`,
        'Look at what differs from the version before, and approve or reject it:',
        `${deps.letterHead.publicUrl}/staged/${id}`,
        'On the command line, where --server names this server:',
        `gatehouse staged diff ${id}`,
        'If nobody of you meant to publish it, reject it, and revoke the credential that it was staged with.',
      ],
    });
    await postLetter(work, deps.random, { account, about: 'version-staged', letter, actor: stagedBy, at });
  }
}

/** Who staged it is told why nobody will install it; a trusted publisher has nobody to be told. */
export async function tellRejected(
  deps: LetterDeps,
  work: PublishWork,
  { ecosystem, name, version, accountId }: StagedVersion,
  decided: { readonly by: string; readonly reason: string; readonly at: Instant },
): Promise<void> {
  const account = accountId === '' ? undefined : await work.identity.findAccount(accountId);
  if (account === undefined || decided.by === `account:${account.name}`) return;
  const why = decided.reason === '' ? 'No reason was given.' : `Reason: ${escapeControl(decided.reason)}`;
  const letter = layOutLetter(deps.letterHead, account, {
    subject: 'A version that you staged was rejected',
    paragraphs: [
      `Version ${version} of the ${ecosystem} package ${name} was rejected by ${await nameActorIn(work, decided.by)}, and its files are gone. The version is free again.`,
      why,
    ],
  });
  const { by: actor, at } = decided;
  await postLetter(work, deps.random, { account, about: 'staged-rejected', letter, actor, at });
}
