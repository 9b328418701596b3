// A client by which somebody decides who may do what. Whoever is there with a token shows each time that they are; then it is
// their own act, as on a page.

import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { GovernanceRules, PublisherAsk } from '../ecosystems/adapter-governance.ts';
import { proofNeeded } from '../identity/one-time/one-time-proof.ts';
import { personProven, personUnproven } from '../identity/one-time/person-behind.ts';
import type { Person } from '../identity/principal.ts';
import { requirePerson } from '../identity/require-person.ts';
import { mayToken, requireToken } from '../identity/tokens/token-actions.ts';
import type { Issuer } from '../identity/trusted-publishing/trusted-publishing-ports.ts';
import { proverOf } from './prove-request.ts';
import type { Exchange, GovernDeps, RegistryHttpDeps } from './registry-exchange.ts';

/** A request that governs, on its way. */
export interface Asking {
  readonly deps: RegistryHttpDeps;
  readonly exchange: Exchange;
  readonly governing: GovernDeps;
  readonly rules: GovernanceRules;
}

/** Who asks, and by what it is decided. */
export type Governing = Omit<Asking, 'rules'>;

/** The person who is there. `ref`: what a token must be made to govern. Throws `not-allowed`, `needs-confirmation`. */
export async function prove(
  { deps, exchange, governing }: Governing,
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

/** More is read by nobody to its end. */
const MAX_WISH = 600;

/**
 * "let a trusted publisher publish tide (github, repository "acme/tide")": all of it, since whoever says yes says it to what they
 * read. Throws `invalid-request` for what is too long to be read.
 */
export function publisherWords(
  name: PackageName,
  { provider, settings, right }: { readonly provider: string } & Pick<PublisherAsk, 'settings' | 'right'>,
): string {
  const said = Object.entries(settings).map(([key, value]) => `, ${key} ${JSON.stringify(value)}`);
  const words = `let a trusted publisher ${right} ${name} (${provider}${said.join('')})`;
  if (words.length <= MAX_WISH) return words;
  throw new GatehouseError(
    'invalid-request',
    `Cannot add a publisher: what is said of it takes more than ${MAX_WISH} characters`,
  );
}

/** A provider's public server, since clients name no other. Throws `not-found` where it is not believed. */
export function publicIssuerOf({ issuers }: GovernDeps['trusted'], provider: string): Issuer {
  const issuer = issuers.find((one) => one.provider === provider && !one.isOwn);
  if (issuer !== undefined) return issuer;
  throw new GatehouseError(
    'not-found',
    `Cannot add a publisher: ${provider} is not believed here; an administrator configures it`,
  );
}

/** Whether whoever asks may govern this: a person's own act is held to their role alone. */
export function isCovered({ exchange: { reader, ecosystem } }: Governing, name: PackageName): boolean {
  const { principal, address, view } = reader;
  if (principal.kind !== 'token') return true;
  return mayToken(principal, 'manage-owners', { ecosystem, name }, { address, view }).may;
}

/** Throws `not-allowed` that says by which bound a token may not. */
export function assertCovered({ exchange: { reader, ecosystem } }: Governing, name: PackageName): void {
  const { principal, address, view } = reader;
  if (principal.kind !== 'token') return;
  requireToken(principal, 'manage-owners', { ecosystem, name }, { address, view });
}

/** Whoever is there, to look at what is theirs. */
export async function look({ exchange, governing }: Governing, what: string): Promise<Person> {
  const { principal } = exchange.reader;
  if (principal.kind !== 'token') return requirePerson(principal, what);
  return personUnproven(governing.identity, principal);
}
