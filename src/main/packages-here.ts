// Walks the packages that were ever asked for here.

import { setImmediate } from 'node:timers/promises';

import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { PackageStore } from '../registry/ports.ts';

/** Packages that are read from storage at a time. */
const PAGE = 1_000;

/** Pages of them in the order of their keys' names, after `start` when given; others have their turn in between. */
export async function* packagesHere(
  packages: Pick<PackageStore, 'search'>,
  start?: string,
): AsyncGenerator<readonly PackageRef[]> {
  let after = start;
  do {
    const page = await packages.search({
      text: '',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    if (page.length > 0) yield page.map(({ ecosystem, name }) => ({ ecosystem, name }));
    const last = page.at(-1);
    after = page.length < PAGE || last === undefined ? undefined : packageKey(last);
    await setImmediate();
  } while (after !== undefined);
}
