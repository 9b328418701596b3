// What was counted is written down, with what follows from it; and the letters that are due go.

import type { JournalWriter } from '../../journal/journal.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import type { HighImpactDeps } from './high-impact-unit.ts';
import type { ImpactFacts, ImpactRecord } from './high-impact-ports.ts';
import { lettersDue, tellOfChange, tellOfDeadline, type LetterDeps } from './impact-letters.ts';
import { judgeImpact } from './judge-impact.ts';

/** As the journal names what is done by the server itself. */
const SERVER = 'gatehouse';

/** Packages of one unit of work. */
const TOGETHER = 50;

/** Writes down what was counted of packages; of those of which nothing is to be said there is no row. */
export async function renewImpact(
  deps: HighImpactDeps,
  counted: readonly (PackageRef & { readonly facts: ImpactFacts })[],
): Promise<void> {
  await deps.unit.transact(async (work) => {
    for (const { facts, ecosystem, name } of counted) {
      const before = (await work.highImpact.find({ ecosystem, name })) ?? { ecosystem, name };
      const isNothing = facts.packages + facts.applications + facts.downloads === 0;
      if (isNothing && before.facts === undefined && before.word === undefined) continue;
      const after = judgeImpact(before, { rule: deps.rule, now: facts.countedAt, facts });
      await settleImpact(deps, work, { before, after, actor: SERVER, at: facts.countedAt });
    }
  });
}

/** Keeps a record, and journals and tells what it began or ended. */
export async function settleImpact(
  deps: LetterDeps,
  work: OrganisationWork,
  change: {
    readonly before: ImpactRecord;
    readonly after: ImpactRecord;
    readonly actor: string;
    readonly at: Instant;
  },
): Promise<void> {
  const { before, after, actor, at } = change;
  const hasBegun = before.high === undefined && after.high !== undefined;
  await work.highImpact.save(hasBegun ? withLettersTold(after, at) : after);
  if (hasBegun) {
    recordBegun(work.journal, after, { actor, at });
    await tellOfDeadline(deps, work, after, { actor, at });
  }
  if (before.high === undefined || after.high !== undefined) return;
  const { ecosystem, name } = after;
  const because = after.word?.isHigh === false ? 'said' : 'below';
  work.journal.record({ kind: 'high-impact-ended', actor, at, ecosystem, name, data: { because } });
  const why = because === 'said' ? 'a reviewer says so' : 'for 90 days less depended on it';
  const happened = `The ${ecosystem} package ${name} is not high-impact any more: ${why}. It is published as before.`;
  await tellOfChange(deps, work, after, { happened, actor, at });
}

/** The letter that goes now is one of those that are counted. */
function withLettersTold(record: ImpactRecord, at: Instant): ImpactRecord {
  const { high } = record;
  return high === undefined ? record : { ...record, high: { ...high, told: lettersDue(record, at) } };
}

function recordBegun(
  journal: JournalWriter,
  { ecosystem, name, high, facts }: ImpactRecord,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): void {
  if (high === undefined) return;
  const { packages = 0, applications = 0, downloads = 0 } = facts ?? {};
  const data = { because: high.because, packages, applications, downloads, deadline: high.deadline };
  journal.record({ kind: 'high-impact-began', actor, at, ecosystem, name, data });
}

/** Writes the letters that are due to people of all high-impact packages; answers of how many. */
export async function tellWhatIsDue(deps: HighImpactDeps, signal: AbortSignal): Promise<number> {
  const at = deps.clock.now();
  let told = 0;
  for (let after: PackageRef | undefined; ;) {
    signal.throwIfAborted();
    const page = await deps.stores.highImpact.list({
      limit: TOGETHER,
      ...(after === undefined ? {} : { after }),
    });
    for (const record of page) {
      const before = record.high?.told ?? 0;
      const due = lettersDue(record, at);
      if (due === before) continue;
      await deps.unit.transact(async (work) => {
        if (!(await work.highImpact.tell(record, { before, after: due }))) return;
        await tellOfDeadline(deps, work, record, { actor: SERVER, at });
        told += 1;
      });
    }
    after = page.at(-1);
    if (page.length < TOGETHER) return told;
  }
}
