// How Yarn names what is asked for and what it found: a name, an at sign, and a range or reference (often with a protocol).

export interface YarnDescriptor {
  readonly name: string;
  /** `^1.0.0`, `npm:^1.0.0`, `patch:name@npm%3A1.0.0#…`; '' where there is none. */
  readonly range: string;
}

/** `@scope/name@npm:^1.0.0` -> `@scope/name` and `npm:^1.0.0`. */
export function splitDescriptor(text: string): YarnDescriptor {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text, range: '' } : { name: text.slice(0, at), range: text.slice(at + 1) };
}

/** The package that an alias stands for: of `npm:debug@^2.0.0` `debug`. */
export function findAlias(range: string): string | undefined {
  return /^npm:((?:@[^/]+\/)?[^@/]+)@/.exec(range)?.[1];
}

/** What a patch is applied to: of `patch:name@npm%3A1.0.0#fix.patch::version=1.0.0` `name@npm:1.0.0`. */
export function findPatched(range: string): string | undefined {
  const [, source] = /^patch:([^#]+)/.exec(range) ?? [];
  if (source === undefined) return undefined;
  try {
    return decodeURIComponent(source);
  } catch {
    // No source that Yarn wrote: the patch stands for itself.
    return undefined;
  }
}

/** Without the bindings that Yarn adds: `npm:1.0.0::__archiveUrl=…` -> `npm:1.0.0`. */
export function withoutBindings(range: string): string {
  const at = range.indexOf('::');
  return at < 0 ? range : range.slice(0, at);
}

/** A folder that is taken as it stands, rather than an archive. */
export function isFolder(range: string): boolean {
  return /^(?:link|portal|file):/.test(range) && !/\.(?:tgz|tar\.gz)(?:[#:]|$)/i.test(range);
}
