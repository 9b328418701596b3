// How the server stands, and its feeds.

import { z } from 'zod';

import { GatehouseError } from '../../../kernel/errors.ts';
import { feedList, status } from '../status-contract.ts';
import { describeFeeds } from '../describe-feeds.ts';
import { readStatus } from '../read-status.ts';
import { route } from '../route.ts';

const statusRoute = route({
  method: 'GET',
  url: '/api/v1/status',
  summary: 'How the server, its feeds, upstreams and storage stand, and what needs somebody',
  access: 'see-status',
  answer: status,
  handle: (deps, { principal }) => readStatus(deps, principal),
});

const feedsRoute = route({
  method: 'GET',
  url: '/api/v1/feeds',
  summary: 'The feeds of advisories and how they stand',
  access: 'see-status',
  answer: feedList,
  handle: async (deps) => ({ items: await describeFeeds(deps) }),
});

const refreshRoute = route({
  method: 'POST',
  url: '/api/v1/feeds/:name/refresh',
  summary: 'Begins to load a feed again; answers the feeds as they stand then',
  access: 'refresh-feeds',
  params: z.object({ name: z.string().min(1).max(100) }),
  answer: feedList,
  async handle(deps, { params, message }) {
    if (!deps.feeds.configured.some(({ name }) => name === params.name)) {
      throw new GatehouseError(
        'not-found',
        'Cannot refresh feed: found none of this name in the configuration',
      );
    }
    // An import may take minutes; how it went is told by the feed's state.
    deps.feeds.refresh(params.name).catch((error: unknown) => deps.report(error, message));
    return { items: await describeFeeds(deps) };
  },
});

export const statusRoutes = [statusRoute, feedsRoute, refreshRoute];
