// How far an upgrade goes, by the numbers of both versions. Before 1.0 the second number counts as minor all the same.

import { BUMP_SIZES, type BumpSize } from './fix-plan.ts';

export function bumpSize(from: string, to: string): BumpSize {
  const before = numbersOf(from);
  const after = numbersOf(to);
  if (before.epoch !== after.epoch || before.numbers[0] !== after.numbers[0]) return 'major';
  return before.numbers[1] === after.numbers[1] ? 'patch' : 'minor';
}

/** Negative, zero or positive. */
export function compareBumps(a: BumpSize, b: BumpSize): number {
  return BUMP_SIZES.indexOf(a) - BUMP_SIZES.indexOf(b);
}

/** The release's numbers, without what zeros add; PEP 440's epoch goes before all of them. */
function numbersOf(version: string): { readonly epoch: string; readonly numbers: readonly string[] } {
  const [, epoch = '0', rest = version] = /^v?(\d+)!(.*)$/i.exec(version) ?? [];
  const [release = ''] = /\d+(?:\.\d+)*/.exec(rest) ?? [];
  const numbers = release.split('.').map((number) => number.replace(/^0+(?=\d)/, ''));
  return { epoch, numbers: [numbers[0] ?? '0', numbers[1] ?? '0'] };
}
