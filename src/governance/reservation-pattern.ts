// Patterns of reserved names: a name, or a prefix that ends where a namespace ends.

import type { NameRules } from '../ecosystems/adapter-name.ts';
import { escapeControl, GatehouseError } from '../kernel/errors.ts';
import { matchesNamePattern } from '../kernel/name-pattern.ts';

/** A name that could stand below a prefix; for Maven, with the artifact that a group alone lacks. */
const PROBES = ['x', 'x:x'] as const;

/**
 * The canonical spelling of `@acme/*`, `acme-*`, `org.acme.*` or a whole name: as the ecosystem spells the names that
 * it is to match. Throws `invalid-name` for what no name of the ecosystem could match, and for a prefix that does not
 * end at a boundary (`acme*` would take `acmeevil` with it). `act` is what is to be done with it, as the refusal says it.
 */
export function parseReservationPattern(
  raw: string,
  names: Pick<NameRules, 'parse'>,
  act = 'reserve',
): string {
  const text = raw.trim();
  const badPattern = (expected: string) => badPatternOf(act, text, expected);
  if (!text.includes('*')) return names.parse(text);
  const prefix = text.slice(0, -1);
  if (!text.endsWith('*') || prefix.includes('*')) throw badPattern('one * alone, at its end');
  if (prefix === '') throw badPattern('a prefix before the *');
  for (const probe of PROBES) {
    const canonical = canonicalPrefix(prefix, probe, names);
    if (canonical === undefined) continue;
    const pattern = `${canonical}*`;
    if (!matchesNamePattern(pattern, `${canonical}${probe}`))
      throw badPattern('a prefix that ends at / . : - or _');
    return pattern;
  }
  throw badPattern('a prefix of names of this ecosystem, such as @acme/*, acme-* or org.acme.*');
}

function canonicalPrefix(prefix: string, probe: string, names: Pick<NameRules, 'parse'>): string | undefined {
  try {
    const name = names.parse(`${prefix}${probe}`);
    return name.endsWith(probe) ? name.slice(0, -probe.length) : undefined;
  } catch {
    // No name begins so; another probe may.
    return undefined;
  }
}

/** No name of any ecosystem is longer. */
const MAX_SHOWN = 512;

function badPatternOf(act: string, text: string, expected: string): GatehouseError {
  const shown = escapeControl(text.slice(0, MAX_SHOWN));
  return new GatehouseError('invalid-name', `Cannot ${act} ${shown}: expected ${expected}`);
}
