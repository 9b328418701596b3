// For what only a person with a session can do: what is theirs is known by it.

import type { Person, Principal } from '../../identity/principal.ts';
import { GatehouseError } from '../../kernel/errors.ts';

/** The person who calls. Throws `not-signed-in`; `act`: "confirm". */
export function requirePerson(principal: Principal, act: string): Person {
  if (principal.kind === 'person') return principal;
  throw new GatehouseError('not-signed-in', `Cannot ${act}: expected a signed-in person`);
}
