// Sends a plan of fixes to be kept with an application.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isCommandOf } from '../../formats/shell-words.ts';
import { unifiedDiff } from '../../formats/unified-diff.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { applicationDetail, type ApplicationItem } from '../../http/api/application-contract.ts';
import {
  fixPlanAnswer,
  PLAN_MOST_PATCH,
  PLAN_MOST_STEPS,
  type SentPlan,
  type SentPlanFile,
} from '../../http/api/fix-plan-contract.ts';
import type { BumpSize, Flaw, Move, Patch, Unfixed } from '../../inventory/fix/fix-plan.ts';
import { apiPath, type Desk } from '../desk/desk.ts';
import type { LockFix } from './fix-report.ts';

/** Which application a plan is for. */
export interface KeepTarget {
  readonly name: string;
  readonly environment: string | undefined;
}

/** Characters of what a client said that are kept. */
const MOST_WORDS = 2_000;
const MOST_TRIED = 20;

/** The application as it is before anything is planned. Throws `not-found`, and `invalid-request` where the environment is missing. */
export async function findKeeper(desk: Desk, { name, environment }: KeepTarget): Promise<ApplicationItem> {
  const { application } = await desk.ask({
    path: apiPath('applications', name),
    query: { environment },
    answer: applicationDetail,
  });
  return application;
}

/** Keeps the plan with the snapshot that `application` was at. Throws `conflict` when it is not of what was pushed. */
export async function keepFixes(
  desk: Desk,
  { name, environment, snapshot }: ApplicationItem,
  plan: {
    readonly fixes: readonly LockFix[];
    readonly unsupported: readonly string[];
    readonly max: BumpSize;
  },
): Promise<{ readonly application: string; readonly environment: string; readonly snapshot: number }> {
  const body: SentPlan = {
    snapshot,
    max: plan.max,
    files: plan.fixes.map(describeForKeeping),
    unsupported: [...plan.unsupported],
  };
  await desk.ask({
    method: 'PUT',
    path: `${apiPath('applications', name)}/fix-plan`,
    query: { environment },
    body,
    answer: fixPlanAnswer,
  });
  return { application: name, environment, snapshot };
}

/** One file of the plan, within the bounds of what is kept. */
export function describeForKeeping(fix: LockFix): SentPlanFile {
  const { plan, changes, ecosystem, client } = fix;
  const { whole } = plan;
  const commands = (told: readonly string[]): string[] =>
    told.filter((one) => isKept(ecosystem, client, one));
  const patch = changes.map(({ path, before, after }) => unifiedDiff(path, before, after)).join('');
  return {
    path: fix.path,
    ecosystem,
    client,
    isVerified: whole !== undefined,
    ...(fix.notTried === undefined ? {} : { notTried: cut(fix.notTried) }),
    findingsBefore: plan.before.flaws.length,
    findingsAfter: (whole?.after ?? plan.before).flaws.length,
    steps: plan.patches.slice(0, PLAN_MOST_STEPS).map((patch) => describeStep(patch, commands)),
    commands: commands(whole?.commands ?? []),
    changedFiles: changes.map(({ path }) => path),
    ...(patch === '' || patch.length > PLAN_MOST_PATCH ? {} : { patch }),
    unfixed: plan.unfixed.map(describeRest),
    suggestions: commands(fix.suggestions),
  };
}

function describeStep(
  { upgrades, bump, fixed, moves, commands }: Patch,
  kept: (told: readonly string[]) => string[],
): SentPlanFile['steps'][number] {
  return {
    upgrades: [...upgrades],
    bump,
    fixed: fixed.map(({ name, version, record }: Flaw) => ({ name, version, record })),
    moves: moves.map(({ name, from, to, kept: stay }: Move) => ({
      name,
      from: [...from],
      to: [...to],
      kept: [...stay],
    })),
    commands: kept(commands),
  };
}

function describeRest({ flaws, tried, because, ...rest }: Unfixed): SentPlanFile['unfixed'][number] {
  return {
    ...rest,
    because: cut(because),
    records: flaws.map(({ record }) => record),
    tried: tried.slice(0, MOST_TRIED).map(cut),
  };
}

/** What a server would not keep, since a shell would do more than call the client, is told here alone. */
function isKept(ecosystem: Ecosystem, client: string, command: string): boolean {
  const method = ADAPTERS[ecosystem].fixes.find((one) => one.client === client);
  return command.startsWith('# ') || isCommandOf(method?.command ?? client, command);
}

function cut(text: string): string {
  return text.length <= MOST_WORDS ? text : `${text.slice(0, MOST_WORDS)} …`;
}
