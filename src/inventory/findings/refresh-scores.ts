// Brings the exploit predictions of kept findings up to date: a new score touches no package, and all of them move daily.

import { setImmediate } from 'node:timers/promises';

import type { AdvisoryLookups, CveFacts } from '../../evidence/advisory-ports.ts';
import type { FindingKey, KeptFinding } from './finding-ports.ts';
import type { RematchDeps } from './rematch-components.ts';

/** Findings that are read, and written, at a time. */
const PAGE = 1_000;

/** Scores alone: nothing opens, closes or is due by them. */
export async function refreshScores(
  deps: Pick<RematchDeps, 'stores' | 'unit'> & { readonly lookups: Pick<AdvisoryLookups, 'cveFacts'> },
  signal: AbortSignal,
): Promise<void> {
  let after: FindingKey | undefined;
  do {
    signal.throwIfAborted();
    const place = after === undefined ? {} : { after };
    const page = await deps.stores.findings.page({ ...place, limit: PAGE });
    const facts = await deps.lookups.cveFacts(cvesOf(page));
    if (page.some((one) => scored(one, facts) !== one)) {
      await deps.unit.transact(async ({ findings }) => {
        // What was kept meanwhile has its new score already.
        const now = await findings.page({ ...place, limit: PAGE });
        const changed = now.flatMap((one) => {
          const next = scored(one, facts);
          return next === one ? [] : [next];
        });
        await findings.save(changed);
      });
    }
    after = page.length < PAGE ? undefined : page.at(-1);
    await setImmediate();
  } while (after !== undefined);
}

function cvesOf(findings: readonly KeptFinding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ ids }) => ids.filter((id) => id.startsWith('CVE-'))))];
}

/** The finding itself when its score is as it was. */
function scored(finding: KeptFinding, facts: ReadonlyMap<string, CveFacts>): KeptFinding {
  const { epss: before, epssPercentile: was, ...rest } = finding;
  const { evidence } = finding;
  if (evidence?.kind !== 'advisory') return finding;
  const known = finding.ids.flatMap((id) => facts.get(id) ?? []).filter(({ epss }) => epss !== undefined);
  const top = known.sort((a, b) => (b.epss ?? 0) - (a.epss ?? 0))[0];
  if (top?.epss === before && top?.epssPercentile === was) return finding;
  const { epss: _, epssPercentile: _was, ...details } = evidence.details;
  const score = {
    ...(top?.epss === undefined ? {} : { epss: top.epss }),
    ...(top?.epssPercentile === undefined ? {} : { epssPercentile: top.epssPercentile }),
  };
  return { ...rest, ...score, evidence: { ...evidence, details: { ...details, ...score } } };
}
