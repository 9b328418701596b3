// The version that a scan says to upgrade to. What fixes one record may be affected by another one, so that versions which
// records call fixed are looked up themselves before one of them is told.

import { asPackageName } from '../../kernel/package-ref.ts';
import { formatPurl } from '../../formats/purl.ts';
import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import type { FindingItem, FindingRecord } from '../../http/api/scan-contract.ts';

/** What is told to move to. */
export interface Upgrade {
  readonly version: string;
  /** Ids of what is known against that version. */
  readonly leaves: readonly string[];
}

/** A fix may need a fix of its own; beyond that many steps the best of what was seen is told. */
const MOST_ROUNDS = 4;
/** Versions of one package that are looked up; the highest of what its records name. */
const MOST_CANDIDATES = 40;

/**
 * By package-URL of what was found: of the versions above it that its records call fixed (and those that the records
 * against these call fixed), the one against which the least is known, the lowest of them. `ask` answers what is known
 * against package-URLs. Nothing for what no record has a fix for.
 */
export async function chooseUpgrades(
  findings: readonly FindingItem[],
  ask: (purls: readonly string[]) => Promise<readonly FindingItem[]>,
): Promise<ReadonlyMap<string, Upgrade>> {
  const known = new Map<string, readonly FindingRecord[]>();
  const flawed = findings.filter(({ records }) => fixesOf(records).length > 0);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const asked = [
      ...new Set(flawed.flatMap((one) => candidatesOf(one, known).map((to) => purlOf(one, to)))),
    ];
    const open = asked.filter((purl) => !known.has(purl));
    if (open.length === 0) break;
    const answers = new Map((await ask(open)).map(({ purl, records }) => [purl, records.filter(isFlaw)]));
    for (const purl of open) known.set(purl, answers.get(purl) ?? []);
  }
  return new Map(
    flawed.flatMap((finding) => {
      const best = bestOf(finding, known);
      return best === undefined ? [] : [[finding.purl, best] as const];
    }),
  );
}

function bestOf(
  finding: FindingItem,
  known: ReadonlyMap<string, readonly FindingRecord[]>,
): Upgrade | undefined {
  const { compare } = SCAN_RULES[finding.ecosystem].versions;
  const [best] = candidatesOf(finding, known)
    .flatMap((version) => {
      const left = known.get(purlOf(finding, version));
      return left === undefined ? [] : [{ version, leaves: left.map(({ id }) => id) }];
    })
    .sort((a, b) => a.leaves.length - b.leaves.length || compare(a.version, b.version));
  return best;
}

/** Versions above the installed one that its records, or those against a version that they name, call fixed. */
function candidatesOf(
  finding: FindingItem,
  known: ReadonlyMap<string, readonly FindingRecord[]>,
): readonly string[] {
  const { compare } = SCAN_RULES[finding.ecosystem].versions;
  const found = new Set(fixesOf(finding.records));
  // A Set that grows is walked to its end.
  for (const version of found) {
    for (const further of fixesOf(known.get(purlOf(finding, version)) ?? [])) found.add(further);
  }
  return [...found]
    .filter((version) => compare(version, finding.version) > 0)
    .sort(compare)
    .slice(-MOST_CANDIDATES);
}

function fixesOf(records: readonly FindingRecord[]): readonly string[] {
  return records.filter(isFlaw).flatMap(({ fixedIn }) => fixedIn ?? []);
}

function isFlaw({ kind }: FindingRecord): boolean {
  return kind === 'vulnerability' || kind === 'malware' || kind === 'quarantine';
}

function purlOf({ ecosystem, name }: FindingItem, version: string): string {
  return formatPurl(SCAN_RULES, { ecosystem, name: asPackageName(name) }, { version });
}
