// Versions that are other names for the same bytes: what condemns one of them condemns all.

import { DIGEST_ALGORITHMS } from '../../kernel/digest.ts';
import type { ArtifactFacts, VersionFacts } from '../../kernel/evidence.ts';

/**
 * For each version beside the `named` ones that has a file of one of them (the same digest, or the same address, as a
 * branch that points at the commit of a release): the named version that it equals.
 */
export function sameBytesAs(
  named: ReadonlySet<string>,
  versions: readonly VersionFacts[],
): ReadonlyMap<string, string> {
  const condemned = new Map<string, string>();
  for (const { version, artifacts } of versions) {
    if (!named.has(version)) continue;
    for (const mark of artifacts.flatMap(marksOf)) condemned.set(mark, version);
  }
  const twins = new Map<string, string>();
  if (condemned.size === 0) return twins;
  for (const { version, artifacts } of versions) {
    if (named.has(version)) continue;
    const mark = artifacts.flatMap(marksOf).find((one) => condemned.has(one));
    const twin = mark === undefined ? undefined : condemned.get(mark);
    if (twin !== undefined) twins.set(version, twin);
  }
  return twins;
}

/** What tells a file's bytes, where they are those of the version. */
function marksOf({ url, digests, isBeside }: ArtifactFacts): readonly string[] {
  if (isBeside === true) return [];
  const declared = DIGEST_ALGORITHMS.flatMap((algorithm) => {
    const digest = digests[algorithm];
    return digest === undefined ? [] : [`${algorithm}:${digest}`];
  });
  return url === '' ? declared : [url, ...declared];
}
