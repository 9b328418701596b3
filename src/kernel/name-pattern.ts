// Patterns of package names in configuration: an exact name, or a prefix that ends in `*`.

/** The characters after which a prefix may end, so that `acme*` cannot be meant for `acme` and hit `acmeevil`. */
const BOUNDARIES = new Set(['/', '.', ':', '-', '_', '@']);

/**
 * Whether `name` falls under `pattern`: equal to it, or below its prefix. `@acme/*`, `acme/*`, `acme-*` match what
 * begins so; `org.acme.*` and `org.acme:*` match `org.acme` and its parts on either separator; `*` matches all.
 */
export function matchesNamePattern(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.endsWith('*')) return pattern === name;
  const prefix = pattern.slice(0, -1);
  if (name.startsWith(prefix)) return BOUNDARIES.has(prefix.at(-1) ?? '') || name === prefix;
  if (!prefix.endsWith('.')) return false;
  const group = prefix.slice(0, -1);
  return name === group || name.startsWith(`${group}:`);
}
