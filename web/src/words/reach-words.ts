// Imports in words, as a scan has them.

import type { PlacedFindingItem } from '../../../src/http/api/application-contract.ts';
import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import type { ReachItem } from '../../../src/http/api/reach-contract.ts';

/** Ecosystems whose code is looked into when an application is pushed. */
const LOOKED_INTO: ReadonlySet<string> = new Set(['npm', 'pypi']);
const MOST_REASONS = 3;

const STATES = [
  ['imported', 'imported'],
  ['below-imported', 'below what is imported'],
  ['unknown', 'not known'],
  ['not-seen', 'of which no import was found, which is no proof that they do not run'],
] as const;

/** Whether imports matter to what is shown: what is to be removed in any case has run when it was installed. */
export function isTellable(kind: HeldFindingItem['kind'], reach: ReachItem | undefined): reach is ReachItem {
  return reach !== undefined && kind !== 'malware' && kind !== 'quarantine';
}

/** `Imports: 3 imported, 2 not known.`, and why; nothing where no code is looked into. */
export function tellImports(
  findings: readonly Pick<PlacedFindingItem, 'ecosystem' | 'reach'>[],
): readonly string[] {
  const asked = findings.filter(({ ecosystem, reach }) => reach !== undefined || LOOKED_INTO.has(ecosystem));
  if (asked.length === 0) return [];
  const counted = Map.groupBy(asked, ({ reach }) => reach?.state ?? 'unknown');
  const parts = STATES.flatMap(([state, what]) => {
    const many = counted.get(state)?.length ?? 0;
    return many === 0 ? [] : [`${many} ${what}`];
  });
  const reasons = new Set(
    asked.flatMap(({ reach }) => {
      if (reach === undefined) return 'the newest push did not tell (gatehouse app push looks into the code)';
      return reach.state === 'unknown' && reach.about === 'project' ? reach.because : [];
    }),
  );
  return [
    `Imports by its own code: ${parts.join(', ')}.`,
    ...[...reasons].slice(0, MOST_REASONS).map((because) => `Not known, since ${because}.`),
  ];
}
