// Keeps what not everybody may know from those who may not: they are answered as if there were no such package.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import type { RegistryRequest } from '../ecosystems/adapter-routes.ts';
import type { PackageVisibility } from '../identity/organisations/package-visibility.ts';
import { mayToken } from '../identity/tokens/token-actions.ts';
import { isAwaitedName } from '../registry/publish/awaited-name.ts';
import { refuseAsAbsent } from '../registry/refuse-as-absent.ts';
import type { RegistryHttpDeps, RegistryReader } from './registry-exchange.ts';

/** The package of a request that its reader may not know; undefined for all others, without waiting. */
export function findHidden(
  visibility: PackageVisibility | undefined,
  ecosystem: Ecosystem,
  request: RegistryRequest,
): PackageRef | undefined {
  const name = visibility === undefined ? undefined : nameOf(request);
  if (name === undefined) return undefined;
  const ref = { ecosystem, name };
  return visibility?.isHidden(ref) === true ? ref : undefined;
}

/** Tells which packages a reader may know. */
export function knownTo(
  { visibility }: Pick<RegistryHttpDeps, 'visibility'>,
  { principal, address, view }: RegistryReader,
): (ref: PackageRef) => Promise<boolean> {
  return async (ref) =>
    visibility?.isHidden(ref) !== true || (await visibility.mayKnow(principal, { address, view }, ref));
}

/** Returns for those who may know it; else the refusal of a name that is reserved. Throws `not-found` as for what is not there. */
export async function refuseHidden(
  { visibility, registry }: Pick<RegistryHttpDeps, 'visibility' | 'registry'>,
  { principal, address, view }: RegistryReader,
  ref: PackageRef,
): Promise<Refusal | undefined> {
  if (visibility === undefined || (await visibility.mayKnow(principal, { address, view }, ref))) {
    return undefined;
  }
  return refuseAsAbsent(registry, ref, view);
}

/**
 * Whether a name is reserved, and this reader's token may publish it: clients ask what is there before they publish, and end when
 * they are refused rather than told that nothing is.
 */
export function isReservedForPublisher(
  { registry }: Pick<RegistryHttpDeps, 'registry'>,
  { principal, address, view }: RegistryReader,
  ref: PackageRef,
): boolean {
  if (principal.kind !== 'token' || registry.knowledge.reservations(ref).length === 0) return false;
  return mayToken(principal, 'publish', ref, { address, view }).may;
}

/**
 * How whoever asks for the index of a reserved name is refused: as `absent` where that is an `isAwaitedName`, or where what is
 * published here is all held back, and who mends it could publish nothing more (`isHosted`: of a package that its reader may know).
 */
export async function refusalAs(
  { publishing }: Pick<RegistryHttpDeps, 'publishing'>,
  ref: PackageRef,
  isHosted = false,
): Promise<'refused' | 'absent'> {
  if (publishing === undefined) return 'refused';
  if (isHosted && publishing.registry.adapters[ref.ecosystem].publish?.asksWithoutToken === true)
    return 'absent';
  return (await isAwaitedName(publishing, ref)) ? 'absent' : 'refused';
}

/** What is published is decided by its own rules, in the same words. */
function nameOf(request: RegistryRequest): PackageName | undefined {
  switch (request.kind) {
    case 'index':
    case 'artifact':
    case 'checksum':
    case 'people':
      return request.name;
    case 'passthrough':
      return request.name ?? request.reservedAs;
    case 'govern':
    case 'publisher-configs':
      return 'name' in request ? request.name : undefined;
    case 'deployment':
      return request.ask === 'published' ? request.name : undefined;
    // Who may see what is staged is asked of each, in the same words.
    case 'staged':
    case 'submit':
    case 'sign-in':
    case 'page':
    case 'audit':
    case 'advisory':
    case 'search':
    case 'answer':
    case 'redirect':
    case 'write':
      return undefined;
  }
}
