// What VEX statements clear of what is kept against an application's components.

import { componentKeyOf } from '../component-key.ts';
import { findClearing, type VexAsked, type VexSources } from './clear-by-vex.ts';
import type { KeptVersion } from '../findings/kept-against.ts';
import type { InventoryDeps } from '../ports.ts';
import type { FoundVex } from './vex-index.ts';

/** A record that a VEX statement clears: no finding, and told all the same. */
export interface ClearedRecord extends VexAsked {
  readonly said: FoundVex;
}

/** What the components stand in. */
export type Surroundings = Pick<VexSources, 'files' | 'application'>;

/** What is left, and what is cleared. Of vulnerabilities alone: records of malware and what people hold back cannot be cleared. */
export function clearKept<T extends KeptVersion>(
  deps: Pick<InventoryDeps, 'adapters' | 'vex'>,
  kept: readonly T[],
  within: Surroundings,
): { readonly left: readonly T[]; readonly cleared: readonly ClearedRecord[] } {
  const asked = kept.flatMap(({ ref, version, findings }) =>
    findings.flatMap(({ evidence, ids }): readonly VexAsked[] =>
      evidence?.kind === 'advisory' ? [{ ref, version, ids }] : [],
    ),
  );
  const sources = { rules: deps.adapters, index: deps.vex.index(), ...within };
  const cleared = findClearing(sources, asked).flatMap((said, at) => {
    const one = asked[at];
    return said === undefined || one === undefined ? [] : [{ ...one, said }];
  });
  if (cleared.length === 0) return { left: kept, cleared };
  const isCleared = new Set(cleared.map(({ ref, version, ids }) => keyOfRecord({ ...ref, version }, ids)));
  const left = kept.flatMap((one) => {
    const findings = one.findings.filter(
      ({ evidence, ids }) => evidence?.kind !== 'advisory' || !isCleared.has(keyOfRecord(one.component, ids)),
    );
    const evidence = findings.flatMap((finding) => finding.evidence ?? []);
    return findings.length === 0 ? [] : [{ ...one, findings, evidence }];
  });
  return { left, cleared };
}

function keyOfRecord(
  component: Parameters<typeof componentKeyOf>[0],
  [shown = '']: readonly string[],
): string {
  return `${componentKeyOf(component)}\n${shown}`;
}
