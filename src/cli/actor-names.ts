// Who did or fetched something, by the name that people gave their token.

import { readerList } from '../http/api/exposure-contract.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import type { Desk } from './desk/desk.ts';

/** Says how an actor or a reader is called: `ada`, `token ci`. */
export type NameActor = (actor: string) => string;

/**
 * Names for `actors`, of which tokens and accounts come by id. Names are for auditors: whoever may not see readers is
 * shown the ids.
 */
export async function readActorNames(desk: Desk, actors: readonly string[]): Promise<NameActor> {
  if (!actors.some((actor) => /^(?:token|user):/.test(actor))) return plainName;
  try {
    const { items } = await desk.ask({ path: '/readers', answer: readerList });
    const names = new Map(items.map(({ reader, name }) => [reader, `${reader.split(':', 1)[0]} ${name}`]));
    return (actor) => names.get(actor) ?? plainName(actor);
  } catch (error) {
    // The list itself was answered; an id in it says less than a name, and is still right.
    if (isGatehouseError(error, 'not-allowed', 'not-signed-in')) return plainName;
    throw error;
  }
}

/** An account comes by its name. */
function plainName(actor: string): string {
  return actor.replace(/^account:/, '');
}
