// A dependency specifier as PEP 508 writes it: `name[extra]>=1.0; marker`, `name @ address`.

import type { PackageName } from '../../kernel/package-ref.ts';
import { findName, normalizeName } from './name.ts';
import { isSpecifier } from './specifier.ts';

/** One dependency specifier. */
export interface PythonRequirement {
  readonly name: PackageName;
  /** In the normal form of names. */
  readonly extras: readonly string[];
  /** Clauses of PEP 440, without brackets; empty where any version will do. */
  readonly specifier: string;
  readonly address?: string;
  readonly marker?: string;
}

const MAX_LENGTH = 64 * 1024;
const HEAD = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*/;

/** Undefined for what is none. */
export function findRequirement(raw: string): PythonRequirement | undefined {
  const text = raw.trim();
  if (text.length > MAX_LENGTH) return undefined;
  const [head = '', rawName = '', rawExtras = ''] = HEAD.exec(text) ?? [];
  const name = findName(rawName);
  if (name === undefined) return undefined;
  const extras = rawExtras
    .split(',')
    .flatMap((one) => (one.trim() === '' ? [] : [normalizeName(one.trim())]));
  const rest = text.slice(head.length);
  if (rest.startsWith('@')) {
    const [, address, marker = ''] = /^@\s*(\S+)\s*(.*)$/s.exec(rest) ?? [];
    if (address === undefined || !/^(?:;|$)/.test(marker)) return undefined;
    return { name, extras, specifier: '', address, ...markerOf(marker.slice(1)) };
  }
  const semicolon = rest.indexOf(';');
  const clauses = (semicolon < 0 ? rest : rest.slice(0, semicolon)).trim();
  const specifier = /^\(.*\)$/s.test(clauses) ? clauses.slice(1, -1).trim() : clauses;
  if (!isSpecifier(specifier)) return undefined;
  return { name, extras, specifier, ...markerOf(semicolon < 0 ? '' : rest.slice(semicolon + 1)) };
}

function markerOf(text: string): { readonly marker?: string } {
  const marker = text.trim();
  return marker === '' ? {} : { marker };
}
