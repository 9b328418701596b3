// What Cargo resolves a crate by, in one form: read from the Cargo.toml in its archive, and from what its publisher sent.

import { isDeepStrictEqual } from 'node:util';

import { GatehouseError } from '../../kernel/errors.ts';

export interface CrateFacts {
  /** As its publisher spells it. */
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly CrateDependency[];
  readonly features: Readonly<Record<string, readonly string[]>>;
  readonly links?: string;
  readonly rustVersion?: string;
}

export interface CrateDependency {
  /** What the crate calls it. */
  readonly name: string;
  /** Its own name, where that is another. */
  readonly package?: string;
  /** As Cargo writes requirements. */
  readonly requirement: string;
  readonly features: readonly string[];
  readonly isOptional: boolean;
  readonly hasDefaultFeatures: boolean;
  /** A platform or `cfg(…)`. */
  readonly target?: string;
  readonly kind: 'normal' | 'dev' | 'build';
  /** Where it is from: this registry, or Cargo's default one. */
  readonly from: 'here' | 'default';
}

/** The default registry's identifier in index lines and lock files, whatever address it is fetched from. */
export const DEFAULT_REGISTRY = 'https://github.com/rust-lang/crates.io-index';

/** Below which addresses this registry is known to the publisher. */
export type OwnAddresses = Pick<readonly string[], 'includes'>;

/**
 * Which registry an address names. Throws `invalid-request` for any other: whoever resolves the crate here could not get its
 * dependency from there.
 */
export function placeOf(address: string, own: OwnAddresses, what: string): CrateDependency['from'] {
  const plain = address.replace(/^(?:registry|sparse)\+/, '').replace(/\/$/, '');
  if (plain === DEFAULT_REGISTRY) return 'default';
  if (own.includes(withoutScheme(plain))) return 'here';
  throw invalidCrate(
    what,
    `its dependency is from the registry ${shown(address)}, expected this one or Cargo's default one`,
  );
}

/** `gate.example/cargo` of `https://gate.example/cargo`. */
export function withoutScheme(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

/** The same of an address as an index or a Cargo.toml has it, which says beside how the registry is read: `sparse+https://…`. */
export function registryKey(address: string): string {
  return withoutScheme(address.replace(/^(?:registry|sparse)\+/, ''));
}

/** Throws `invalid-request` where what was sent is not what the archive says, naming both. */
export function assertSameFacts(packaged: CrateFacts, sent: CrateFacts): void {
  const what = `${sent.name} ${sent.version}`;
  const rows: readonly (readonly [string, unknown, unknown])[] = [
    ['name', packaged.name, sent.name],
    ['version', packaged.version, sent.version],
    ['links', packaged.links, sent.links],
    ['rust-version', packaged.rustVersion, sent.rustVersion],
    ['features', featuresOf(packaged), featuresOf(sent)],
    ['dependencies', comparable(packaged), comparable(sent)],
  ];
  for (const [key, found, told] of rows) {
    if (isDeepStrictEqual(found, told)) continue;
    const [one, other] = differing(found, told);
    throw invalidCrate(
      what,
      `the Cargo.toml in its archive says ${key} ${shown(one)}, and ${shown(other)} was sent with it`,
    );
  }
}

function featuresOf({ features }: CrateFacts): readonly unknown[] {
  return Object.entries(features)
    .map(([name, enables]) => [name, [...enables].sort()])
    .sort(byText);
}

/** Where it stands in the file, and how its target is spaced, changes nothing. */
function comparable({ dependencies }: CrateFacts): readonly unknown[] {
  return dependencies
    .map(({ target, features, ...rest }) => ({
      ...rest,
      ...(target === undefined ? {} : { target: squeeze(target) }),
      features: [...features].sort(),
    }))
    .sort(byText);
}

/** `cfg( target_os="linux", )` as `cfg(target_os="linux")`: Cargo writes it anew, manifests keep it. */
function squeeze(target: string): string {
  return target
    .split('"')
    .map((part, at) => (at % 2 === 0 ? part.replace(/\s+/g, '').replaceAll(',)', ')') : part))
    .join('"');
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** Of two lists what the other one lacks, so that a message names it. */
function differing(found: unknown, told: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(found) || !Array.isArray(told)) return [found, told];
  const lacks = (one: readonly unknown[], other: readonly unknown[]) =>
    one.filter((entry) => !other.some((same) => isDeepStrictEqual(entry, same)));
  return [lacks(found, told), lacks(told, found)];
}

export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}

export function invalidCrate(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
