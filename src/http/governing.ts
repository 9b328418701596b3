// A client by which somebody decides who may do what. Whoever is there with a token shows each time that they are; then it is
// their own act, as on a page.

import type { PackageRef } from '../kernel/package-ref.ts';
import type { GovernanceRules } from '../ecosystems/adapter-governance.ts';
import { proofNeeded } from '../identity/one-time/one-time-proof.ts';
import { personProven, personUnproven } from '../identity/one-time/person-behind.ts';
import type { Person } from '../identity/principal.ts';
import { requirePerson } from '../identity/require-person.ts';
import { requireToken } from '../identity/tokens/token-actions.ts';
import { proverOf } from './prove-request.ts';
import type { Exchange, GovernDeps, RegistryHttpDeps } from './registry-exchange.ts';

/** A request that governs, on its way. */
export interface Asking {
  readonly deps: RegistryHttpDeps;
  readonly exchange: Exchange;
  readonly governing: GovernDeps;
  readonly rules: GovernanceRules;
}

/** The person who is there. `ref`: what a token must be made to govern. Throws `not-allowed`, `needs-confirmation`. */
export async function prove(
  { deps, exchange, governing }: Asking,
  what: string,
  ref?: PackageRef,
): Promise<Person> {
  const { principal, address, view } = exchange.reader;
  if (principal.kind !== 'token') return requirePerson(principal, what);
  if (ref !== undefined) requireToken(principal, 'manage-owners', ref, { address, view });
  const needed = proofNeeded(what, 'governance');
  const proveIt = proverOf(deps, exchange);
  if (proveIt === undefined) throw needed;
  await proveIt(needed);
  return personProven(governing.identity, principal, governing.identity.clock.now());
}

/** Whoever is there, to look at what is theirs. */
export async function look({ exchange, governing }: Asking, what: string): Promise<Person> {
  const { principal } = exchange.reader;
  if (principal.kind !== 'token') return requirePerson(principal, what);
  return personUnproven(governing.identity, principal);
}
