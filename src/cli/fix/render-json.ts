// A plan of fixes for scripts.

import type { LockFixItem } from '../../http/api/fix-contract.ts';
import { formatPurl } from '../../formats/purl.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import type { Flaw, Weight } from '../../inventory/fix/fix-plan.ts';
import type { LockFix } from './fix-report.ts';

/** One entry of `files` in the JSON form. */
export function describeFix(fix: LockFix, isApplied: boolean): LockFixItem {
  const { plan, ecosystem } = fix;
  const tell = ({ name, version, record }: Flaw): LockFixItem['patches'][number]['fixed'][number] => ({
    purl: formatPurl(ADAPTERS, { ecosystem, name }, { version }),
    record,
  });
  const weigh = ({
    fixed,
    introduced,
    moves,
  }: Weight): Omit<NonNullable<LockFixItem['together']>, 'commands'> => ({
    fixed: fixed.map(tell),
    introduced: introduced.map(tell),
    moves: moves.map(({ name, from, to, kept }) => ({ name, from: [...from], to: [...to], kept: [...kept] })),
  });
  const { whole } = plan;
  return {
    path: fix.path,
    ecosystem,
    client: fix.client,
    isVerified: whole !== undefined,
    isApplied,
    ...(fix.notTried === undefined ? {} : { notTried: fix.notTried }),
    findingsBefore: plan.before.flaws.length,
    findingsAfter: (whole?.after ?? plan.before).flaws.length,
    patches: plan.patches.map((patch) => ({
      upgrades: [...patch.upgrades],
      bump: patch.bump,
      ...weigh(patch),
      commands: [...patch.commands],
    })),
    ...(whole === undefined ? {} : { together: { ...weigh(whole), commands: [...whole.commands] } }),
    changedFiles: fix.changes.map(({ path }) => path),
    unfixed: plan.unfixed.map(({ flaws, tried, ...rest }) => ({
      ...rest,
      tried: [...tried],
      records: flaws.map(({ record }) => record),
    })),
    suggestions: [...fix.suggestions],
  };
}
