// What pnpm calls a package in its lock file: `/name/1.0.0_peer` up to version 5, then `/name@1.0.0(peer@2)`, now without the slash.

/** The package that a key is about. */
export interface PnpmSpec {
  readonly name: string;
  /** Without what it was resolved with; an address or a path where it comes from no registry. */
  readonly version: string;
}

/** Up to version 5: name, slash, version, and what it was resolved with behind an underscore. */
const SLASHED = /^\/((?:@[^/]+\/)?[^/@]+)\/([^/_]+)(?:_.*)?$/;
/** From version 6 on: name, at, version, and what it was resolved with in brackets. */
const AT = /^\/?((?:@[^/]+\/)?[^/@]+)@([^(]+)(?:\(.*)?$/;

/** Undefined for a key that is an address or a path alone. */
export function splitPnpmKey(key: string): PnpmSpec | undefined {
  const [, name, version] = SLASHED.exec(key) ?? AT.exec(key) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
