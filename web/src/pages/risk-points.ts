// Vulnerabilities as points: how grave each is, and how likely to be exploited.

import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';

export interface RiskPoint {
  readonly key: string;
  readonly record: string;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly severity: HeldFindingItem['severity'];
  /** CVSS, 0 to 10. */
  readonly score: number;
  /** EPSS, 0 to 1. */
  readonly epss: number;
  readonly isKnownExploited: boolean;
}

/** Below this the axis ends: differences there are noise. */
export const LEAST_EPSS = 0.0001;
export const EPSS_STEPS = [LEAST_EPSS, 0.001, 0.01, 0.1, 1] as const;

/** Those with both numbers, what is known to be exploited last, so that it lies above the others. */
export function pointsOf(items: readonly HeldFindingItem[]): readonly RiskPoint[] {
  return items
    .flatMap(({ id, record, name, version, severity, score, epss, kev, kind }) =>
      kind !== 'vulnerability' || score === undefined || epss === undefined
        ? []
        : [
            {
              key: id,
              id,
              record,
              name,
              version,
              severity,
              score,
              epss,
              isKnownExploited: kev !== undefined,
            },
          ],
    )
    .toSorted((a, b) => Number(a.isKnownExploited) - Number(b.isKnownExploited) || a.epss - b.epss);
}

/** How high a likelihood stands, 0 to 1, each power of ten as high as the others. */
export function heightOf(epss: number): number {
  const least = Math.log10(LEAST_EPSS);
  return (Math.log10(Math.min(1, Math.max(LEAST_EPSS, epss))) - least) / -least;
}
