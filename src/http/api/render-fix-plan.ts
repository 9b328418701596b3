// Fix plans as the API writes them, with what became of each step.

import { formatInstant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { given } from '../../kernel/given.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { HeldFinding } from '../../inventory/findings/count-findings.ts';
import type { Flaw } from '../../inventory/fix/fix-plan.ts';
import type { FixEstimate } from '../../inventory/fix/estimate-fixes.ts';
import { followStep, stepFateOf, type FollowFlaw, type FlawFate } from '../../inventory/fix/follow-plan.ts';
import type { KeptFixPlan, PlannedFile, PlannedFlaw, PlannedStep } from '../../inventory/fix/kept-plan.ts';
import type { Application } from '../../inventory/ports.ts';
import type {
  FixEstimateItem,
  FollowedFlawItem,
  KeptPlanItem,
  PlanFileItem,
  PlanStepItem,
} from './fix-plan-contract.ts';
import { formatFindingId } from './render-kept-finding.ts';

export function renderFixPlan(
  rules: PurlRules,
  application: Application,
  plan: KeptFixPlan,
  follow: FollowFlaw,
): KeptPlanItem {
  return {
    snapshot: plan.snapshot,
    isCurrent: plan.snapshot === application.newestSnapshot,
    madeAt: formatInstant(plan.madeAt),
    author: plan.author,
    max: plan.max,
    files: plan.files.map((file) => renderFile(rules, file, follow)),
    unsupported: [...plan.unsupported],
  };
}

function renderFile(rules: PurlRules, file: PlannedFile, follow: FollowFlaw): PlanFileItem {
  const { ecosystem, patch, notTried } = file;
  return {
    path: file.path,
    ecosystem,
    client: file.client,
    isVerified: file.isVerified,
    ...given('notTried', notTried),
    findingsBefore: file.findingsBefore,
    findingsAfter: file.findingsAfter,
    steps: file.steps.map((step) => renderStep(rules, ecosystem, step, follow)),
    commands: [...file.commands],
    changedFiles: [...file.changedFiles],
    ...given('patch', patch),
    unfixed: file.unfixed.map(({ records, tried, ...rest }) => ({
      ...rest,
      tried: [...tried],
      flaws: records.map((record) => {
        const flaw = { name: rest.name, version: rest.version, record };
        const { fate, held } = follow(ecosystem, flaw);
        return renderFlaw(rules, ecosystem, flaw, fate, held);
      }),
    })),
    suggestions: [...file.suggestions],
  };
}

function renderStep(
  rules: PurlRules,
  ecosystem: Ecosystem,
  step: PlannedStep,
  follow: FollowFlaw,
): PlanStepItem {
  const fixed = followStep(follow, ecosystem, step);
  return {
    upgrades: step.upgrades.map((one) => ({ ...one })),
    bump: step.bump,
    fixed: fixed.map(({ flaw, fate, held }) => renderFlaw(rules, ecosystem, flaw, fate, held)),
    moves: step.moves.map(({ name, from, to, kept }) => ({
      name,
      from: [...from],
      to: [...to],
      kept: [...kept],
    })),
    commands: [...step.commands],
    fate: stepFateOf(fixed.map(({ fate }) => fate)),
  };
}

function renderFlaw(
  rules: PurlRules,
  ecosystem: Ecosystem,
  { name, version, record }: PlannedFlaw,
  fate: FlawFate,
  held: HeldFinding | undefined,
): FollowedFlawItem {
  const closedAt = held?.state.resolvedAt;
  return {
    purl: formatPurl(rules, { ecosystem, name: asPackageName(name) }, { version }),
    name,
    version,
    record,
    fate,
    ...(held === undefined
      ? {}
      : { finding: formatFindingId(held.finding), severity: held.finding.severity }),
    ...given('score', held?.finding.score),
    isKnownExploited: held?.finding.kev !== undefined,
    ...given('closedAt', closedAt === undefined ? undefined : formatInstant(closedAt)),
  };
}

/** `heldOf` tells what is kept of a finding of the application. */
export function renderEstimate(
  rules: PurlRules,
  { ecosystem, holding, flaws, files, isDirect, direct, outcome }: FixEstimate,
  heldOf: (purl: string, record: string) => HeldFinding | undefined,
): FixEstimateItem {
  const { name, version } = holding;
  const purl = formatPurl(rules, { ecosystem, name }, { version });
  const fixed = new Set('because' in outcome ? [] : outcome.fixed);
  const tell = (flaw: Flaw): FollowedFlawItem =>
    renderFlaw(rules, ecosystem, flaw, 'open', heldOf(purl, flaw.record));
  return {
    purl,
    ecosystem,
    name,
    version,
    files: [...files],
    isDirect,
    direct: direct.map((one) => `${one.name}@${one.version}`),
    closes: flaws.filter((flaw) => fixed.has(flaw)).map(tell),
    leaves: flaws.filter((flaw) => !fixed.has(flaw)).map(tell),
    ...('because' in outcome
      ? { versions: [], because: outcome.because }
      : { versions: [...outcome.versions], bump: outcome.bump }),
  };
}
