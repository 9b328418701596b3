// How letters name who did something: for people, who know each other by name and nobody by an id.

import type { IdentityStore } from '../ports.ts';

/**
 * Of an actor as the journal has it (`actorOf`): `ada`, `a trusted publisher`. A token is named by its id; with the stores at hand
 * `nameActorIn` says whose it is.
 */
export function nameActor(actor: string): string {
  const at = actor.indexOf(':');
  const id = actor.slice(at + 1);
  switch (actor.slice(0, Math.max(at, 0))) {
    case 'account':
      return id;
    case 'token':
      return `a token (${id})`;
    case 'publisher':
      return `a trusted publisher (${id})`;
    case 'local':
      return `the operator of this server (${id})`;
    default:
      return actor;
  }
}

/** The same, and `a token of ada`. What its person calls the token is not told: a letter has no words that others chose freely. */
export async function nameActorIn(
  { identity }: { readonly identity: Pick<IdentityStore, 'findTokenById' | 'findAccount'> },
  actor: string,
): Promise<string> {
  const owner = await tokenOwner(identity, actor);
  return owner === undefined ? nameActor(actor) : `a token of ${owner}`;
}

/** The sentence that tells `reader` who it was: themself, by a token or without, or somebody else. */
export async function sayWhoDidIt(
  { identity }: { readonly identity: Pick<IdentityStore, 'findTokenById' | 'findAccount'> },
  actor: string,
  reader: string,
): Promise<string> {
  if (actor === `account:${reader}`) return 'It was done by you, or by somebody in your name.';
  if ((await tokenOwner(identity, actor)) === reader) return 'It was done by a token of yours.';
  return `By ${await nameActorIn({ identity }, actor)}.`;
}

async function tokenOwner(
  identity: Pick<IdentityStore, 'findTokenById' | 'findAccount'>,
  actor: string,
): Promise<string | undefined> {
  if (!actor.startsWith('token:')) return undefined;
  const token = await identity.findTokenById(actor.slice('token:'.length));
  return token === undefined ? undefined : (await identity.findAccount(token.accountId))?.name;
}
