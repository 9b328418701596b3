// Letters about namespaces: to those who own one, to those who had claimed it, and to administrators.

import type { Instant } from '../../kernel/clock.ts';

import { layOutLetter } from '../letters/letter-text.ts';
import { nameActor } from '../letters/name-actor.ts';
import { postLetter } from '../letters/post-letter.ts';
import { tellOwners } from '../organisations/organisation-notices.ts';
import { ownersToTell } from '../organisations/owned-packages.ts';
import { isEnabled } from '../principal.ts';
import type { Namespace } from './namespace-ports.ts';
import type { NamespaceDeps, NamespaceWork } from './namespace-unit.ts';

/** What happened to a namespace; `happened` is one sentence without words that others chose. */
export interface NamespaceNotice {
  readonly about: string;
  readonly happened: string;
  readonly actor: string;
  readonly at: Instant;
}

/** Those who own the namespace, or claimed it, hear of it in the unit of work that it happens in. */
export async function tellNamespaceOwners(
  deps: Pick<NamespaceDeps, 'random' | 'letterHead'>,
  work: NamespaceWork,
  { owner }: Pick<Namespace, 'owner'>,
  notice: NamespaceNotice,
): Promise<void> {
  if (owner === undefined) return;
  await tellOwners(deps, work, { ...(await ownersToTell(work, owner)), ...notice });
}

/** Administrators of the server hear of what takes names from everybody else. */
export async function tellAdministrators(
  deps: Pick<NamespaceDeps, 'random' | 'letterHead'>,
  work: NamespaceWork,
  { about, happened, actor, at }: NamespaceNotice,
): Promise<void> {
  for (const account of await work.identity.accountsWithRole('administrator')) {
    if (!isEnabled(account) || actor === `account:${account.name}`) continue;
    const letter = layOutLetter(deps.letterHead, account, {
      subject: 'Changes in namespaces',
      paragraphs: [
        happened,
        `By ${nameActor(actor)}. As an administrator you see all namespaces, and can take one away, with "gatehouse namespace list --all".`,
      ],
    });
    await postLetter(work, deps.random, { account, about, letter, actor, at });
  }
}

/** `the npm namespace @acme/*` */
export function inWords(
  { rules }: Pick<NamespaceDeps, 'rules'>,
  { ecosystem, namespace }: Pick<Namespace, 'ecosystem' | 'namespace'>,
): string {
  return `the ${ecosystem} namespace ${rules[ecosystem].pattern(namespace)}`;
}
