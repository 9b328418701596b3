// Kept findings, as far as currency counts them.

import { given } from '../../kernel/given.ts';
import { startTurn } from '../../evidence/turn.ts';
import type {
  FindingStateStore,
  FindingStateWord,
  FindingStore,
  HeldState,
  KeptFinding,
} from '../findings/finding-ports.ts';
import type { FindingFact, FindingFacts } from './currency-ports.ts';

/** Components whose findings are read at a time. */
const TOGETHER = 200;

export function createFindingFacts(stores: {
  readonly findings: Pick<FindingStore, 'ofComponents'>;
  readonly findingStates: Pick<FindingStateStore, 'ofApplication'>;
}): FindingFacts {
  return {
    async ofApplication(id) {
      const byComponent = Map.groupBy(
        await stores.findingStates.ofApplication(id),
        ({ componentId }) => componentId,
      );
      const components = [...byComponent.keys()];
      const facts: FindingFact[] = [];
      const turn = startTurn();
      for (let start = 0; start < components.length; start += TOGETHER) {
        for (const finding of await stores.findings.ofComponents(components.slice(start, start + TOGETHER))) {
          const states = byComponent.get(finding.componentId) ?? [];
          const state = states.find(({ recordId }) => recordId === finding.recordId);
          if (state !== undefined) facts.push(factOf(finding, state));
        }
        await turn.next();
      }
      return facts;
    },
  };
}

const COUNTED_AS: Readonly<Record<FindingStateWord, FindingFact['state']>> = {
  open: 'open',
  'in-triage': 'open',
  accepted: 'accepted',
  'not-affected': 'not-affected',
  'false-positive': 'not-affected',
};

function factOf(finding: KeptFinding, state: HeldState): FindingFact {
  return {
    isVulnerability: finding.class === 'vulnerability',
    ...given('score', finding.score),
    isKnownExploited: finding.kev !== undefined,
    ...given('disclosedAt', finding.disclosedAt),
    ...given('fixableAt', finding.fixedAt),
    firstSeen: state.firstSeen,
    ...given('resolvedAt', state.resolvedAt),
    isRemediated: state.resolvedWhy === 'fixed' || state.resolvedWhy === 'component-gone',
    ...given('dueAt', state.dueAt),
    state: COUNTED_AS[state.state],
  };
}
