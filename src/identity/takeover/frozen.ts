// Whether a package is frozen. Asked in the unit of work of everything that changes one.

import { formatInstant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';

import type { Freeze, FreezeKind, TakeoverStores } from './takeover-ports.ts';

/** Who may end a freeze, in words. */
export const ENDED_BY: Readonly<Record<FreezeKind, string>> = {
  owner: 'an owner of it',
  reviewer: 'a reviewer of this server',
  'identity-mismatch': 'whoever settles things on it, once that publisher is removed',
};

const FROZEN_BY: Readonly<Record<FreezeKind, string>> = {
  owner: 'by its people',
  reviewer: 'by a reviewer of this server',
  'identity-mismatch': 'since an identity of another repository or owner asked to publish it',
};

/** Throws `not-allowed` with the fact `term` for a package that is frozen; `act` as in "Cannot (act) NAME": `hand over`. */
export async function requireThawed(
  { freezes }: Pick<TakeoverStores, 'freezes'>,
  ref: PackageRef,
  act: string,
): Promise<void> {
  const [freeze] = await freezes.open(ref);
  if (freeze === undefined) return;
  throw new GatehouseError('not-allowed', sentenceOf(freeze, act), { facts: { term: termOf(freeze) } });
}

/** The same where what is named is one package; a namespace is not frozen, and whoever comes to it publishes nothing that is. */
export async function requireThawedOf(
  stores: Pick<TakeoverStores, 'freezes'>,
  { ecosystem, pattern }: { readonly ecosystem: PackageRef['ecosystem']; readonly pattern: string },
  act: string,
): Promise<void> {
  if (pattern.endsWith('*')) return;
  await requireThawed(stores, { ecosystem, name: asPackageName(pattern) }, act);
}

/** As terms of publishing are called. */
export function termOf({ kind }: Freeze): 'frozen' | 'identity-mismatch' {
  return kind === 'identity-mismatch' ? kind : 'frozen';
}

/** "Cannot publish tide: it is frozen …". */
export function sentenceOf({ ecosystem, name, kind, reason, since }: Freeze, act: string): string {
  const why = reason === '' ? '' : ` (${reason})`;
  return `Cannot ${act} ${name}: it is frozen since ${formatInstant(since)} ${FROZEN_BY[kind]}${why}, expected that ${ENDED_BY[kind]} unfreezes it first (gatehouse package unfreeze ${ecosystem} ${name})`;
}
