// How far applications are behind, and for how long: all is counted before somebody asks.

import { z } from 'zod';

import { figuresOf } from '../../../inventory/currency/currency-figures.ts';
import type { KeptSums } from '../../../inventory/currency/currency-ports.ts';
import { OSSRA_FIGURES, OSSRA_SAMPLE } from '../../../inventory/currency/ossra.ts';
import { ALL } from '../../../inventory/currency/renew-currency.ts';
import { dayOf } from '../../../inventory/currency/sum-application.ts';
import { findApplication } from '../../../inventory/applications/read-application.ts';
import { applicationName, plainWords } from '../application-contract.ts';
import { applicationCurrencyPage, currency } from '../currency-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { applicationPlace, readApplicationPlace } from '../application-place.ts';
import { asPage, limit } from '../query.ts';
import { renderDay, renderFigures, renderMeasured, renderWhich } from '../render-currency.ts';
import { timeField } from '../render-verdict.ts';
import { route } from '../route.ts';

const MOST_FURTHEST = 25;
const MOST_DAYS = 1_100;

const currencyRoute = route({
  method: 'GET',
  url: '/api/v1/currency',
  summary:
    'How far an application, or all together, are behind, for how long they are vulnerable, and the figures of the OSSRA report beside',
  access: 'read-applications',
  query: z.object({
    application: applicationName.optional(),
    environment: applicationName.optional(),
    days: z.coerce.number().int().min(0).max(MOST_DAYS).default(90),
  }),
  answer: currency,
  async handle(deps, { query }) {
    await renew(deps);
    const { currencySums, componentFacts } = deps.currency.stores;
    const application =
      query.application === undefined
        ? undefined
        : await findApplication(deps.inventory.stores, query.application, query.environment);
    const scopeId = application?.id ?? ALL;
    const [kept] = await currencySums.sums([scopeId]);
    const today = dayOf(deps.clock.now());
    const days = query.days === 0 ? [] : await currencySums.days(scopeId, today - query.days + 1, today);
    const furthest =
      application === undefined
        ? undefined
        : await componentFacts.furthestBehind(application.id, MOST_FURTHEST);
    return {
      ...(application === undefined ? {} : { application: renderWhich(application) }),
      ...renderKept(deps, kept),
      trend: days.map(renderDay),
      ...(furthest === undefined
        ? {}
        : { furthest: furthest.map((one) => renderMeasured(deps.registry.adapters, one)) }),
      published: OSSRA_FIGURES.map((figure) => ({ ...figure })),
      sample: OSSRA_SAMPLE,
      isLoading: deps.currency.isLoading,
      isJudging: deps.currency.isJudging,
    };
  },
});

const applicationsRoute = route({
  method: 'GET',
  url: '/api/v1/currency/applications',
  summary: 'How far each application is behind, by name and environment',
  access: 'read-applications',
  query: z.object({
    owner: plainWords.optional(),
    environment: applicationName.optional(),
    after: applicationPlace.optional(),
    limit,
  }),
  answer: applicationCurrencyPage,
  async handle(deps, { query }) {
    await renew(deps);
    const { owner, environment, after } = query;
    const filter = {
      ...(owner === undefined ? {} : { owner }),
      ...(environment === undefined ? {} : { environment }),
    };
    const from = after === undefined ? {} : { after: readApplicationPlace(after) };
    const rows = await deps.inventory.stores.applications.list(filter, { ...from, limit: query.limit + 1 });
    const kept = await deps.currency.stores.currencySums.sums(rows.map(({ id }) => id));
    const byId = new Map(kept.map((one) => [one.scopeId, one]));
    return asPage(
      rows,
      query.limit,
      (one) => ({ ...renderWhich(one), ...renderKept(deps, byId.get(one.id)) }),
      (one) => `${one.name}/${one.environment}`,
    );
  },
});

/** Beside a server, both are done as soon as something changes. */
async function renew(deps: ApiDeps): Promise<void> {
  await deps.inventory.lookedUp();
  await deps.currency.renewed();
}

/** Ages are as of now, whenever they were counted. */
function renderKept({ clock }: ApiDeps, kept: KeptSums | undefined) {
  if (kept === undefined) return {};
  return {
    ...timeField('asOf', kept.at),
    figures: renderFigures(figuresOf(kept.sums, clock.now())),
  };
}

export const currencyRoutes = [currencyRoute, applicationsRoute];
