// A dependency specifier of PEP 508, moved to begin with a newer version; name, extras and marker stay as they are written.

import { findRequirement } from './python-requirement.ts';
import { exactVersion } from './specifier.ts';

const HEAD = /^\s*[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\])?\s*/;

/**
 * `tide==1.0` and 1.2 -> `tide==1.2`; `~=` stays, everything else becomes `>=`. Undefined for what is no specifier, or names an
 * address.
 */
export function moveSpecifier(raw: string, to: string): string | undefined {
  const found = findRequirement(raw);
  if (found === undefined || found.address !== undefined) return undefined;
  const [head = ''] = HEAD.exec(raw) ?? [];
  const semicolon = raw.indexOf(';');
  const marker = semicolon < 0 ? '' : raw.slice(semicolon);
  return `${head.trimEnd()}${operatorOf(found.specifier)}${to}${semicolon < 0 ? '' : ` ${marker}`}`;
}

function operatorOf(specifier: string): string {
  if (exactVersion(specifier) !== undefined) return '==';
  return specifier.startsWith('~=') && !specifier.includes(',') ? '~=' : '>=';
}
