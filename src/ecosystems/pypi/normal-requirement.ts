// Requirements (PEP 508) and specifiers (PEP 440) in one spelling of the many that tools write, to hold two against each other.

import { findName } from './name.ts';
import { isSpecifier } from './specifier.ts';

const REQUIREMENT = /^([A-Za-z0-9._-]+)[ \t]*(?:\[([^\]]*)\])?[ \t]*([^;]*)(?:;(.*))?$/s;
const EXTRA = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const MAX_LENGTH = 10_000;

export interface Requirement {
  readonly name: string;
  /** The address of a direct reference (`name @ https://…`). */
  readonly address?: string;
  /** All of it, in one spelling. */
  readonly text: string;
}

/** Undefined for what is no requirement. */
export function findRequirement(raw: string): Requirement | undefined {
  const [, rawName = '', rawExtras = '', rest = '', marker] =
    raw.length > MAX_LENGTH ? [] : (REQUIREMENT.exec(raw.trim()) ?? []);
  const name = findName(rawName);
  const extras = rawExtras
    .split(',')
    .map((extra) => extra.trim())
    .filter((extra) => extra !== '');
  if (name === undefined || marker?.trim() === '' || !extras.every((extra) => EXTRA.test(extra)))
    return undefined;
  const asked = [...new Set(extras.map((extra) => findName(extra) ?? extra))].sort();
  const start = asked.length === 0 ? name : `${name}[${asked.join(',')}]`;
  const end = marker === undefined ? '' : `;${normalMarker(marker)}`;
  if (rest.startsWith('@')) {
    const address = rest.slice(1).trim();
    return address === '' ? undefined : { name, address, text: `${start}@${address}${end}` };
  }
  const specifier = findNormalSpecifier(rest.replace(/^\((.*)\)\s*$/s, '$1'));
  return specifier === undefined ? undefined : { name, text: `${start}${specifier}${end}` };
}

/** `>=1.0, <2` as `<2,>=1.0`; undefined for what is no set of clauses. */
export function findNormalSpecifier(raw: string): string | undefined {
  if (raw.length > MAX_LENGTH || !isSpecifier(raw)) return undefined;
  const clauses = raw
    .split(',')
    .map((clause) => clause.replaceAll(/\s+/g, ''))
    .filter((clause) => clause !== '');
  return [...new Set(clauses)].sort().join(',');
}

/** Blanks and the kind of quotes mean nothing, save within quotes, where no marker has them. */
function normalMarker(marker: string): string {
  return marker
    .trim()
    .replaceAll('"', "'")
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([()<>=!~]+) ?/g, '$1');
}
