// Package names in the addresses of npm's registry.

import type { PackageName } from '../../kernel/package-ref.ts';
import { names } from './name.ts';

/** Takes a package name off the front of the path: one segment, or two where the first is a scope. */
export function takeName(
  segments: readonly string[],
): { readonly name: PackageName; readonly rest: readonly string[] } | undefined {
  const first = segments[0];
  if (first === undefined || first === '-') return undefined;
  const isSplitScope = first.startsWith('@') && !first.includes('/') && segments.length > 1;
  const raw = isSplitScope ? `${first}/${segments[1]}` : first;
  return { name: names.parse(raw), rest: segments.slice(isSplitScope ? 2 : 1) };
}
