// The clocks of findings: what is seen for the first time, what still is, and what is gone.

import type { Instant } from '../kernel/clock.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { FindingState } from './ports.ts';

/** What was looked up. */
export interface Sighting {
  /** For each component with something against it the ids of each record, that to show first. */
  readonly records: ReadonlyMap<number, readonly (readonly string[])[]>;
  /** Whether nothing could be told about a component that is still there; its findings stay as they were. */
  readonly isUnknown: (componentId: number) => boolean;
}

export interface Advanced {
  /** To be saved. */
  readonly changed: readonly FindingState[];
  /** How many began, ended, and are there now. */
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

/**
 * The states after a look at `now`. A record that has got another id to show keeps its state by any id of its group; one
 * that comes back keeps its first time.
 */
export function advanceStates(
  before: readonly FindingState[],
  { records, isUnknown }: Sighting,
  now: Instant,
): Advanced {
  const known = Map.groupBy(before, ({ componentId }) => componentId);
  const seen = new Set<FindingState>();
  const changed: FindingState[] = [];
  let opened = 0;
  for (const [componentId, groups] of records) {
    for (const [shown = '', ...others] of groups) {
      const ids = new Set([shown, ...others]);
      const found = known.get(componentId)?.find((state) => !seen.has(state) && ids.has(state.recordId));
      if (found !== undefined) seen.add(found);
      if (found === undefined || found.resolvedAt !== undefined) opened += 1;
      const { recordId, firstSeen } = found ?? { recordId: shown, firstSeen: now };
      changed.push({ componentId, recordId, firstSeen, lastSeen: now });
    }
  }
  const unseen = before.filter((state) => state.resolvedAt === undefined && !seen.has(state));
  const gone = unseen.filter(({ componentId }) => !isUnknown(componentId));
  const open = changed.length + unseen.length - gone.length;
  changed.push(...gone.map((state) => ({ ...state, resolvedAt: now })));
  return { changed, opened, resolved: gone.length, open };
}

/** The ids of a record whose time is kept, that to show first; undefined for what people here state. */
export function idsOfRecord(evidence: Evidence): readonly string[] | undefined {
  switch (evidence.kind) {
    case 'advisory':
      return [evidence.details.recordId, ...evidence.details.aliases];
    case 'malware':
    case 'undecided-record':
      return [evidence.details.recordId];
    case 'quarantine':
    case 'reservation':
    case 'upstream-status':
    case 'removed-upstream':
    case 'published':
    case 'digest-changed':
    case 'waiver':
      return undefined;
  }
}
