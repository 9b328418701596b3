// Who has it.

import { z } from 'zod';

import { whoHas } from '../../../exposure/who-has.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { parsePurl } from '../../../registry/purl.ts';
import { exposurePage } from '../contract.ts';
import { after, limit } from '../query.ts';
import { route } from '../route.ts';

const whoRoute = route({
  method: 'GET',
  url: '/api/v1/who',
  summary: 'Who fetched a package, or one version of it, newest first',
  access: 'read-exposure',
  query: z.object({ purl: z.string().min(1).max(4_096), after, limit }),
  answer: exposurePage,
  async handle(deps, { query }) {
    const { ref, version } = parsePurl(deps.registry.adapters, query.purl);
    const { records, next } = await whoHas(deps, {
      ref,
      limit: query.limit,
      ...(version === undefined ? {} : { version }),
      ...(query.after === undefined ? {} : { after: query.after }),
    });
    return {
      items: records.map(({ version, file, reader, client, firstAt, lastAt, count }) => ({
        version,
        file,
        reader,
        client,
        firstAt: formatInstant(firstAt),
        lastAt: formatInstant(lastAt),
        count,
      })),
      ...(next === undefined ? {} : { next }),
    };
  },
});

export const exposureRoutes = [whoRoute];
