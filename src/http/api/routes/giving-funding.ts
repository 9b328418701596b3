// Where money is taken for a package: what its documents say, since when, and what people here looked up.

import { z } from 'zod';

import { stateFunding, withdrawFunding } from '../../../inventory/giving/state-funding.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import type { Evidence } from '../../../kernel/evidence.ts';
import { given } from '../../../kernel/given.ts';
import { formatPurl, parsePurl } from '../../../formats/purl.ts';
import type { ApiDeps } from '../deps.ts';
import {
  FUNDING_MOST_CHARACTERS,
  fundingRequest,
  packageFunding,
  statedFunding,
} from '../giving-contract.ts';
import { idParam } from '../query.ts';
import { renderStated } from '../render-giving.ts';
import { timeField } from '../render-verdict.ts';
import { route } from '../route.ts';
import { authorOf } from './governance-fields.ts';

const showRoute = route({
  method: 'GET',
  url: '/api/v1/giving/funding',
  summary: 'Where money is taken for a package, who says so and since when, links that are gone included',
  access: 'read-applications',
  query: z.object({ purl: z.string().min(1).max(4_096) }),
  answer: packageFunding,
  async handle(deps, { query }) {
    await deps.giving.renewed();
    const rules = deps.registry.adapters;
    const { ref } = parsePurl(rules, query.purl);
    const purl = formatPurl(rules, ref);
    const { fundingLinks, giving } = deps.giving.stores;
    const [about] = await fundingLinks.aboutOf([ref]);
    const statements = await deps.inventory.statements.ofPackage(ref, deps.clock.now());
    const stated = statements.filter((one): one is Evidence<'funding'> => one.kind === 'funding');
    return {
      purl,
      ...timeField('knownSince', about?.knownSince),
      ...given('repository', about?.repository),
      links: (about?.links ?? []).map(({ url, platform, source, since, goneAt }) => ({
        url,
        platform,
        source,
        since: formatInstant(since),
        ...timeField('goneAt', goneAt),
      })),
      stated: stated.map((one) => renderStated(rules, one)),
      ...given('line', (await giving.keysOf([purl])).get(purl)),
    };
  },
});

const stateRoute = route({
  method: 'POST',
  url: '/api/v1/giving/funding',
  summary: 'Says where money is taken for a package, by its FUNDING.yml, its funding.json, or links',
  access: 'state-funding',
  // Within JSON a text may take twice its length.
  bodyLimitBytes: 2 * FUNDING_MOST_CHARACTERS,
  body: fundingRequest,
  answer: statedFunding,
  status: 201,
  async handle(deps, { body, principal }) {
    const { ref } = parsePurl(deps.registry.adapters, body.purl);
    const { text, file: name = 'FUNDING.yml', links } = body;
    const request = { ref, links, author: authorOf(principal) };
    const { evidence, passedOver } = await stateFunding(fundingDeps(deps), {
      ...request,
      ...given('file', text === undefined ? undefined : { text, name }),
    });
    return { ...renderStated(deps.registry.adapters, evidence), passedOver: [...passedOver] };
  },
});

const withdrawRoute = route({
  method: 'DELETE',
  url: '/api/v1/giving/funding/:id',
  summary: 'Takes back what somebody said of where money is taken',
  access: 'state-funding',
  params: idParam,
  answer: statedFunding,
  handle: async (deps, { params, principal }) =>
    renderStated(
      deps.registry.adapters,
      await withdrawFunding(fundingDeps(deps), { id: params.id, author: authorOf(principal) }),
    ),
});

function fundingDeps({ clock, giving, inventory }: ApiDeps): Parameters<typeof stateFunding>[0] {
  return { clock, unit: giving.unit, newId: inventory.newId };
}

export const fundingRoutes = [showRoute, stateRoute, withdrawRoute];
