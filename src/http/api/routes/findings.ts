// Kept findings: which there are, what people say of them, and how many there are in all.

import { z } from 'zod';

import { parsePurl } from '../../../formats/purl.ts';
import { requireAccess } from '../../../identity/access.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/given.ts';
import { decideFinding, parseUntil, setsAside } from '../../../inventory/findings/decide-finding.ts';
import {
  FINDING_CLASSES,
  FINDING_STATES,
  SEVERITIES,
  type FindingFilter,
  type FindingKey,
  type FindingPlace,
} from '../../../inventory/findings/finding-ports.ts';
import { findApplication, findApplications } from '../../../inventory/applications/read-application.ts';
import { readPortfolio } from '../../../inventory/findings/read-portfolio.ts';
import { applicationName, plainWords } from '../application-contract.ts';
import type { ApiContext } from '../deps.ts';
import {
  findingDecided,
  findingDecision,
  findingDetail,
  findingPage,
  portfolio,
} from '../finding-contract.ts';
import { asPage, limit } from '../query.ts';
import { renderHolding, renderKept, renderListed } from '../render-kept-finding.ts';
import { renderPortfolio } from '../render-portfolio.ts';
import { route } from '../route.ts';
import { authorOf } from './governance-fields.ts';

/** Words of a list, separated by commas. */
const listOf = <T extends string>(words: readonly [T, ...T[]]) =>
  z
    .string()
    .max(500)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(words)));

const yes = z.enum(['true', 'false']).transform((text) => text === 'true');
/** What `next` of a list says. */
const place = z
  .string()
  .regex(/^\d{1,3}\.\d{1,15}\.[A-Za-z0-9-]{1,100}\..{1,500}$/su, 'expected the next of a page');
const findingId = z.object({
  id: z.string().regex(/^\d{1,15}\..{1,500}$/su, 'expected the id of a finding'),
});

const query = z.object({
  application: applicationName.optional(),
  environment: applicationName.optional(),
  owner: plainWords.optional(),
  severity: listOf(SEVERITIES).optional(),
  kind: listOf(FINDING_CLASSES).optional(),
  kev: yes.optional(),
  overdue: yes.optional(),
  state: listOf([...FINDING_STATES, 'resolved']).optional(),
  package: z.string().max(4_096).optional(),
  record: z.string().min(1).max(300).optional(),
  after: place.optional(),
  limit,
});

const listRoute = route({
  method: 'GET',
  url: '/api/v1/findings',
  summary: 'Findings in applications, the most pressing first; without a state, what is open',
  access: 'read-applications',
  query,
  answer: findingPage,
  async handle(deps, { query }) {
    await deps.inventory.lookedUp();
    const filter = await readFilter(deps, query);
    const from = query.after === undefined ? {} : { after: readPlace(query.after) };
    const { findingListing } = deps.inventory.stores;
    const rows = await findingListing.list(filter, { ...from, limit: query.limit + 1 });
    return asPage(
      rows,
      query.limit,
      (row) => renderListed(deps.registry.adapters, row),
      ({ state: { urgency, componentId, recordId, applicationId } }) =>
        `${urgency}.${componentId}.${applicationId}.${recordId}`,
    );
  },
});

async function readFilter(deps: ApiContext, asked: z.output<typeof query>): Promise<FindingFilter> {
  const { application, environment, severity, kind, kev, overdue, state, record } = asked;
  const { stores } = deps.inventory;
  // Of a name alone every environment: whose number a list is of is told with each finding.
  const only =
    application === undefined ? undefined : await findApplications(stores, application, environment);
  const componentIds = asked.package === undefined ? undefined : await componentsOf(deps, asked.package);
  return {
    ...given(
      'applicationIds',
      only?.map(({ id }) => id),
    ),
    ...given('environment', only === undefined ? environment : undefined),
    ...given('owner', asked.owner),
    ...given('severities', severity),
    ...given('classes', kind),
    ...given('isKev', kev),
    ...given('isOverdue', overdue),
    ...given('states', state),
    ...given('componentIds', componentIds),
    ...given('record', record),
  };
}

/** Of every version of a package, or of that one in any spelling. */
async function componentsOf(deps: ApiContext, purl: string): Promise<readonly number[]> {
  const { ref, version } = parsePurl(deps.registry.adapters, purl);
  const { compare } = deps.registry.adapters[ref.ecosystem].versions;
  const known = await deps.inventory.stores.components.versionsOf(ref);
  return known
    .filter((one) => version === undefined || one.version === version || compare(one.version, version) === 0)
    .map(({ id }) => id);
}

function readPlace(after: string): FindingPlace {
  const [urgency = '', componentId = '', applicationId = '', ...record] = after.split('.');
  return {
    urgency: Number(urgency),
    componentId: Number(componentId),
    applicationId,
    recordId: record.join('.'),
  };
}

function readId(id: string): FindingKey {
  const at = id.indexOf('.');
  return { componentId: Number(id.slice(0, at)), recordId: id.slice(at + 1) };
}

/** Applications that are told with one finding. */
const SHOWN = 200;

const showRoute = route({
  method: 'GET',
  url: '/api/v1/findings/:id',
  summary: 'What is known against a component, and what each application that has or had it makes of that',
  access: 'read-applications',
  params: findingId,
  answer: findingDetail,
  async handle(deps, { params }) {
    await deps.inventory.lookedUp();
    const key = readId(params.id);
    const { findings, components, findingListing } = deps.inventory.stores;
    const kept = await findings.ofComponents([key.componentId]);
    const finding = kept.find(({ recordId }) => recordId === key.recordId);
    const component = (await components.byId([key.componentId])).get(key.componentId);
    if (finding === undefined || component === undefined) {
      throw new GatehouseError('not-found', `Cannot find finding ${params.id}`);
    }
    const states = [...FINDING_STATES, 'resolved' as const];
    const rows = await findingListing.list({ key, states }, { limit: SHOWN + 1 });
    return {
      finding: renderKept(deps.registry.adapters, component, finding),
      applications: rows.slice(0, SHOWN).map(renderHolding),
      hasMore: rows.length > SHOWN,
    };
  },
});

const decideRoute = route({
  method: 'POST',
  url: '/api/v1/findings/:id/state',
  summary: 'Says what is made of a finding, in one application or wherever it is',
  access: 'triage-findings',
  params: findingId,
  body: findingDecision,
  answer: findingDecided,
  async handle(deps, { params, body, principal }) {
    const { state, reason, until, application, environment, everywhere } = body;
    if (setsAside(state)) requireAccess(principal, 'set-findings-aside', { now: deps.clock.now() });
    if ((application === undefined) === (everywhere !== true)) {
      throw new GatehouseError(
        'invalid-request',
        'Cannot tell where: expected an application, or everywhere as true',
      );
    }
    await deps.inventory.lookedUp();
    const where =
      application === undefined
        ? undefined
        : await findApplication(deps.inventory.stores, application, environment);
    const applications = await decideFinding(deps.inventory, {
      key: readId(params.id),
      state,
      author: authorOf(principal),
      ...given('reason', reason),
      ...given('until', until === undefined ? undefined : parseUntil(until)),
      ...given('application', where),
    });
    return { applications };
  },
});

const portfolioRoute = route({
  method: 'GET',
  url: '/api/v1/portfolio',
  summary:
    'How all applications stand: open findings, their trend, age and owners; nothing is counted for it',
  access: 'read-applications',
  query: z.object({
    days: z.coerce.number().int().min(1).max(800).default(90),
    owners: z.coerce.number().int().min(0).max(500).default(50),
  }),
  answer: portfolio,
  handle: async (deps, { query }) => renderPortfolio(await readPortfolio(deps.inventory, query)),
});

export const findingRoutes = [listRoute, showRoute, decideRoute, portfolioRoute];
