// Impact: who has a package, by which ways, and what to move.

import { z } from 'zod';

import { formatPurl, parsePurl } from '../../../formats/purl.ts';
import { mayEver } from '../../../identity/access.ts';
import { findBlastRadius, type Dependant } from '../../../inventory/impact/blast-radius.ts';
import { findFetches } from '../../../inventory/impact/find-fetches.ts';
import { findImpact } from '../../../inventory/impact/find-impact.ts';
import { findPathTree } from '../../../inventory/impact/find-path-tree.ts';
import { findApplication } from '../../../inventory/applications/read-application.ts';
import { given } from '../../../kernel/given.ts';
import { applicationName } from '../application-contract.ts';
import { assertKnownHere, isKnownHere } from '../assert-known-here.ts';
import { chooseView } from '../choose-view.ts';
import { blastRadius, impactPage, impactTree } from '../impact-contract.ts';
import { limit, viewName } from '../query.ts';
import { readImpactQuestion } from '../read-impact-question.ts';
import { renderAffected, renderFetches, renderTree } from '../render-impact.ts';
import { renderVerdict } from '../render-verdict.ts';
import { route } from '../route.ts';

const applicationId = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'expected the next of a page');
const question = {
  purl: z.string().max(4_096).optional(),
  range: z.string().max(1_000).optional(),
  record: z.string().min(1).max(200).optional(),
};

const impactRoute = route({
  method: 'GET',
  url: '/api/v1/impact',
  summary:
    'Which applications have a package, a version, a range of versions or what a record is against, and how each came to it',
  access: 'read-applications',
  query: z.object({ ...question, after: applicationId.optional(), limit }),
  answer: impactPage,
  async handle(deps, { query, principal }) {
    const { adapters } = deps.registry;
    const asked = await readImpactQuestion(deps, query);
    const page = { ...(query.after === undefined ? {} : { after: query.after }), limit: query.limit };
    const { meant, found, next } = await findImpact(deps.impact, asked, page);
    const isFirst = query.after === undefined;
    const showsReaders = isFirst && mayEver(principal, 'read-exposure', { now: deps.clock.now() });
    const fetched = showsReaders
      ? { fetched: renderFetches(await findFetches({ ...deps.impact, exposure: deps.exposure }, asked)) }
      : {};
    return {
      items: found.map((one) => renderAffected(adapters, one)),
      ...(next === undefined ? {} : { next }),
      ...fetched,
      undecided: meant.undecided.map(({ version }) => version).slice(0, 100),
    };
  },
});

const treeRoute = route({
  method: 'GET',
  url: '/api/v1/impact/tree',
  summary: 'The ways by which applications came to it, as one tree: what was asked about at its root',
  access: 'read-applications',
  query: z.object({
    ...question,
    application: applicationName.optional(),
    environment: applicationName.optional(),
    nodes: z.coerce.number().int().min(1).max(3_000).default(300),
    children: z.coerce.number().int().min(1).max(200).default(12),
  }),
  answer: impactTree,
  async handle(deps, { query }) {
    const { application, environment, nodes, children } = query;
    const asked = await readImpactQuestion(deps, query);
    const one =
      application === undefined
        ? undefined
        : await findApplication(deps.inventory.stores, application, environment);
    const tree = await findPathTree(deps.impact, asked, { nodes, children }, one?.id);
    return renderTree(deps.registry.adapters, tree);
  },
});

const blastRoute = route({
  method: 'GET',
  url: '/api/v1/blast-radius',
  summary: 'Who depends on a package, near and far, among all packages that the gate has seen',
  access: 'read-applications',
  query: z.object({ purl: z.string().min(1).max(4_096), view: viewName.optional() }),
  answer: blastRadius,
  async handle(deps, call) {
    const { adapters } = deps.registry;
    const { ref, version } = parsePurl(adapters, call.query.purl);
    const view = chooseView(deps, call, call.query.view);
    await assertKnownHere(deps, call, ref);
    const asked = { ref, ...given('version', version) };
    const found = await findBlastRadius({ ...deps.inventory, ...deps.blast }, asked, view);
    const known: Dependant[] = [];
    for (const one of found.direct) if (await isKnownHere(deps, call, one.ref)) known.push(one);
    return {
      ...found,
      byDepth: [...found.byDepth],
      // Of packages that the caller may not know, nothing is told but that somebody counts.
      direct: known.map(({ ref: own, verdict, ...rest }) => ({
        ...own,
        ...rest,
        purl: formatPurl(adapters, own, { version: rest.version }),
        ...(verdict === undefined ? {} : { verdict: renderVerdict(verdict) }),
      })),
    };
  },
});

export const impactRoutes = [impactRoute, treeRoute, blastRoute];
