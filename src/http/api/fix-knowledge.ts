// What answers of the API say to whoever plans fixes: versions on offer, and what an upgrade can rid of.

import { asPackageName } from '../../kernel/package-ref.ts';
import type { Flaw, OfferedVersion } from '../../inventory/fix/fix-plan.ts';
import type { PackageDetail } from './package-contract.ts';
import type { FindingItem } from './scan-contract.ts';

/** Malware and quarantines outweigh every score. */
const GRAVEST = 1_000;
const KNOWN_TO_BE_EXPLOITED = 100;

/** What can be moved to, as far as the policy sees it: what is listed and was not yanked. */
export function offersIn(detail: Pick<PackageDetail, 'verdict' | 'versions'>): readonly OfferedVersion[] {
  const named = keptOutBy(detail.verdict);
  return detail.versions
    .filter(({ isListed, yanked }) => isListed && yanked === undefined)
    .map(({ version, isPrerelease, verdict, deprecated }) => {
      const keptOut = named ?? keptOutBy(verdict);
      return {
        version,
        isPrerelease,
        isWarned: verdict.action === 'warn' || deprecated !== undefined,
        ...(keptOut === undefined ? {} : { keptOut }),
      };
    });
}

function keptOutBy({ action, reasons: [first] }: FindingItem['verdict']): string | undefined {
  if (action === 'allow' || action === 'warn') return undefined;
  return first === undefined ? 'it is kept out' : `${first.summary} (rule ${first.rule})`;
}

/** What a finding holds that an upgrade can rid of; informational and undecided records are only looked at. */
export function flawsIn({ name, version, records }: FindingItem): readonly Flaw[] {
  return records.flatMap(({ id, kind, score, kev, fixedIn }) => {
    if (kind === 'informational' || kind === 'undecided') return [];
    const gravity =
      kind === 'vulnerability' ? (score ?? 0) + (kev === undefined ? 0 : KNOWN_TO_BE_EXPLOITED) : GRAVEST;
    return [
      {
        name: asPackageName(name),
        version,
        record: id,
        gravity,
        ...(fixedIn === undefined ? {} : { fixedIn }),
      },
    ];
  });
}
