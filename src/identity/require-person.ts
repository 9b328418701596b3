// For what only a person with a session can do: what is theirs is known by it.

import { GatehouseError } from '../kernel/errors.ts';

import type { Person, Principal } from './principal.ts';

/**
 * The signed-in person. Throws `unsupported` for who works on the folder while no server runs, and has no account;
 * `not-signed-in` for anybody else; `act`: "confirm".
 */
export function requirePerson(principal: Principal, act: string): Person {
  if (principal.kind === 'person') return principal;
  if (principal.kind === 'operator') {
    throw new GatehouseError(
      'unsupported',
      `Cannot ${act}: it takes an account, which belongs to who signs in, and no server runs`,
      { facts: { command: 'gatehouse serve' } },
    );
  }
  throw new GatehouseError('not-signed-in', `Cannot ${act}: expected a signed-in person`);
}
