// Fix plans of applications: what was proven where the project lies, and what is known without it.

import { z } from 'zod';

import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { estimateFixes, type EstimateQuestion } from '../../../inventory/fix/estimate-fixes.ts';
import { BUMP_SIZES, type BumpSize } from '../../../inventory/fix/fix-plan.ts';
import { followPlan } from '../../../inventory/fix/follow-plan.ts';
import { keepFixPlan } from '../../../inventory/fix/keep-plan.ts';
import {
  findApplication,
  readApplication,
  type ApplicationNow,
  type PlacedFinding,
} from '../../../inventory/applications/read-application.ts';
import { formatPurl, type PurlRules } from '../../../formats/purl.ts';
import { applicationName } from '../application-contract.ts';
import { chooseView } from '../choose-view.ts';
import type { ApiDeps } from '../deps.ts';
import { flawsIn } from '../fix-knowledge.ts';
import {
  fixEstimateAnswer,
  fixPlanAnswer,
  fixPlanRequest,
  PLAN_MOST_BYTES,
  type FixPlanAnswer,
} from '../fix-plan-contract.ts';
import { versionsKnownHere } from '../know-versions-here.ts';
import { viewName } from '../query.ts';
import { readSentPlan } from '../read-sent-plan.ts';
import { renderApplication } from '../render-application.ts';
import { renderFinding } from '../render-finding.ts';
import { renderEstimate, renderFixPlan } from '../render-fix-plan.ts';
import { route } from '../route.ts';
import { authorOf } from './governance-fields.ts';

const params = z.object({ name: applicationName });
const environment = applicationName.optional();
/** Packages of one estimate: each is looked up with all its versions. */
const limit = z.coerce.number().int().min(1).max(100).default(50);

const keepRoute = route({
  method: 'PUT',
  url: '/api/v1/applications/:name/fix-plan',
  summary: 'Keeps a fix plan with an application, instead of the one before',
  access: 'push-snapshots',
  bodyLimitBytes: PLAN_MOST_BYTES,
  params,
  query: z.object({ environment }),
  body: fixPlanRequest,
  answer: fixPlanAnswer,
  async handle(deps, { params, query, body, principal }) {
    const application = await findApplication(deps.inventory.stores, params.name, query.environment);
    await keepFixPlan(deps.inventory, application, {
      applicationId: application.id,
      snapshot: body.snapshot,
      madeAt: deps.clock.now(),
      author: authorOf(principal),
      max: body.max,
      files: readSentPlan(deps.registry.adapters, body.files),
      unsupported: body.unsupported,
    });
    return answerOf(deps, params.name, query.environment);
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/applications/:name/fix-plan',
  summary: 'The fix plan that is kept with an application, and what became of each step',
  access: 'read-applications',
  params,
  query: z.object({ environment }),
  answer: fixPlanAnswer,
  handle: (deps, { params, query }) => answerOf(deps, params.name, query.environment),
});

async function answerOf(
  { inventory, registry }: Pick<ApiDeps, 'inventory' | 'registry'>,
  name: string,
  environment: string | undefined,
): Promise<FixPlanAnswer> {
  await inventory.lookedUp();
  const application = await findApplication(inventory.stores, name, environment);
  const plan = await inventory.stores.fixPlans.of(application.id);
  const told = { application: renderApplication(application) };
  if (plan === undefined) return told;
  const follow = await followPlan(inventory.stores, application, plan);
  return { ...told, plan: renderFixPlan(registry.adapters, application, plan, follow) };
}

const estimateRoute = route({
  method: 'GET',
  url: '/api/v1/applications/:name/fix-estimate',
  summary: 'Which versions would fix an application by what is known here; no client proved it',
  access: 'read-applications',
  params,
  query: z.object({
    environment,
    view: viewName.optional(),
    max: z.enum(BUMP_SIZES).default('minor'),
    limit,
  }),
  answer: fixEstimateAnswer,
  async handle(deps, call) {
    const { environment, max, limit } = call.query;
    const view = chooseView(deps, call, call.query.view);
    const { adapters } = deps.registry;
    const application = await findApplication(deps.inventory.stores, call.params.name, environment);
    const now = await readApplication(deps.inventory, application, view);
    const { estimates, more } = await estimateFixes(
      (ecosystem) => versionsKnownHere(deps, ecosystem, view),
      questionsAbout(adapters, now, max),
      limit,
    );
    const held = new Map(now.findings.map((one) => [purlOf(adapters, one), one.held]));
    return {
      application: renderApplication(application),
      packages: estimates.map((one) =>
        renderEstimate(adapters, one, (purl, record) => held.get(purl)?.get(record)),
      ),
      more,
      ...(now.unmatched === undefined ? {} : { unmatched: now.unmatched }),
    };
  },
});

export const fixPlanRoutes = [keepRoute, showRoute, estimateRoute];

function purlOf(rules: PurlRules, { ref, version }: PlacedFinding): string {
  return formatPurl(rules, ref, { version });
}

/** What counts against the application, ecosystem by ecosystem: not what people say not to matter. */
function questionsAbout(
  rules: PurlRules,
  { files, findings }: ApplicationNow,
  max: BumpSize,
): readonly EstimateQuestion[] {
  const byEcosystem = Map.groupBy(findings, ({ ref }): Ecosystem => ref.ecosystem);
  return [...byEcosystem].map(([ecosystem, found]) => ({
    ecosystem,
    files,
    max,
    flaws: found.flatMap((one) =>
      flawsIn(renderFinding(rules, one)).filter(({ record }) => {
        const state = one.held.get(record)?.state.state;
        return state !== 'not-affected' && state !== 'false-positive';
      }),
    ),
  }));
}
