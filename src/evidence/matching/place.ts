// Which strings a version order can place.

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';

/**
 * Whether ranges can speak about `version` at all. Branches cannot be placed, nor can strings that are no version; but an
 * order may find numbers in what it does not call valid (npm's `1.2`) and place it by them, which its coarse key shows.
 */
export function hasPlace(version: string, order: VersionOrder): boolean {
  if (order.isBranch(version)) return false;
  return order.isValid(version) || order.coarseKey(version) > order.coarseKey('');
}
