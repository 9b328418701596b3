// Which version a tag points at after some were kept out. One rule for every ecosystem.

import type { VersionOrder } from './adapter-version.ts';

/**
 * The version that `latest` (or `release`) should name: the highest stable one that is not above `intended`, which
 * the publisher chose; then the highest stable; a pre-release only when nothing else is left.
 * Undefined when nothing is offered.
 */
export function chooseLatest(
  offered: readonly string[],
  order: VersionOrder,
  intended?: string,
): string | undefined {
  if (intended !== undefined && offered.includes(intended)) return intended;
  const candidates = offered.filter((version) => !order.isBranch(version));
  const stable = candidates.filter((version) => !order.isPrerelease(version));
  const below = intended === undefined ? [] : stable.filter((v) => order.compare(v, intended) <= 0);
  return highest(below, order) ?? highest(stable, order) ?? highest(candidates, order);
}

/**
 * The version that any other tag should name: the intended one, else the highest offered below it on its own line,
 * else none (a tag without a target is dropped, never left dangling).
 */
export function chooseTagged(
  offered: readonly string[],
  order: VersionOrder,
  intended: string,
): string | undefined {
  if (offered.includes(intended)) return intended;
  const line = order.lineOf(intended);
  const keepsStable = !order.isPrerelease(intended);
  return highest(
    offered.filter(
      (version) =>
        order.compare(version, intended) < 0 &&
        order.lineOf(version) === line &&
        !(keepsStable && order.isPrerelease(version)),
    ),
    order,
  );
}

function highest(versions: readonly string[], order: VersionOrder): string | undefined {
  let best: string | undefined;
  for (const version of versions) {
    if (best === undefined || order.compare(version, best) > 0) best = version;
  }
  return best;
}
