// Findings by what there is to do about them.

import type { FindingRecord } from '../../http/api/scan-contract.ts';
import type { Upgrade } from './choose-upgrades.ts';
import type { PlacedFinding } from './scan-report.ts';

/** What there is to do, most urgent first. */
export const DEEDS = ['remove', 'upgrade', 'no-fix', 'look'] as const;

export type Deed = (typeof DEEDS)[number];

export interface DeedItem {
  readonly finding: PlacedFinding;
  /** The records that this deed is about, the gravest first. */
  readonly records: readonly FindingRecord[];
  /** For `upgrade`: what to move to, which is on another line where the installed one has no fix for each of them. */
  readonly target?: Upgrade;
}

export type Deeds = Readonly<Record<Deed, readonly DeedItem[]>>;

/**
 * Each finding under each deed that it takes; informational records are only looked at. What no import was found of
 * stands behind the rest, but malware does not: it has run when it was installed.
 */
export function groupFindings(findings: readonly PlacedFinding[]): Deeds {
  const deeds: Record<Deed, DeedItem[]> = { remove: [], upgrade: [], 'no-fix': [], look: [] };
  for (const finding of findings) {
    const byDeed = Map.groupBy(finding.records, deedOf);
    for (const deed of DEEDS) {
      const records = byDeed.get(deed);
      if (records === undefined) continue;
      const target = deed === 'upgrade' ? finding.upgrade : undefined;
      const sorted = [...records].sort((a, b) => gravityOf(b) - gravityOf(a));
      deeds[deed].push({ finding, records: sorted, ...(target === undefined ? {} : { target }) });
    }
  }
  for (const deed of DEEDS) {
    const isBehind = ({ finding }: DeedItem) => (deed !== 'remove' && isNotSeen(finding) ? 1 : 0);
    deeds[deed].sort((a, b) => isBehind(a) - isBehind(b) || gravestOf(b) - gravestOf(a));
  }
  return deeds;
}

/** Whether its code was looked for and no import was found; never so of malware, and of what is held in quarantine. */
export function isNotSeen({ reach, records }: PlacedFinding): boolean {
  return reach?.state === 'not-seen' && records.every((record) => deedOf(record) !== 'remove');
}

/** Each record once for each component: as findings of applications are counted. */
export function countRecords(findings: readonly Pick<PlacedFinding, 'records'>[]): number {
  return findings.reduce((sum, { records }) => sum + records.length, 0);
}

function deedOf({ kind, fixedIn }: FindingRecord): Deed {
  if (kind === 'malware' || kind === 'quarantine') return 'remove';
  if (kind === 'undecided' || kind === 'informational') return 'look';
  return fixedIn === undefined ? 'no-fix' : 'upgrade';
}

/** Known exploitation outweighs every score. */
function gravityOf({ kev, score }: FindingRecord): number {
  return (kev === undefined ? 0 : 100) + (score ?? 0);
}

function gravestOf({ records: [gravest] }: DeedItem): number {
  return gravest === undefined ? 0 : gravityOf(gravest);
}
