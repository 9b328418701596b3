// Who has it.

import { z } from 'zod';

import { readerName } from '../../../exposure/reader-name.ts';
import { whoHas } from '../../../exposure/who-has.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { parsePurl } from '../../../formats/purl.ts';
import { exposurePage, readerList } from '../exposure-contract.ts';
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

const readersRoute = route({
  method: 'GET',
  url: '/api/v1/readers',
  summary: 'What people call the tokens and accounts that exposure and decisions name by id',
  access: 'read-exposure',
  answer: readerList,
  async handle({ identity: { identity } }) {
    const [accounts, tokens] = await Promise.all([identity.accounts(), identity.tokens()]);
    const owners = new Map(accounts.map(({ id, name }) => [id, name]));
    return {
      items: [
        ...accounts.map(({ id, name }) => ({ reader: readerName({ kind: 'user', id }), name })),
        ...tokens.map(({ id, name, accountId }) => {
          const account = owners.get(accountId);
          return {
            reader: readerName({ kind: 'token', id }),
            name,
            ...(account === undefined ? {} : { account }),
          };
        }),
      ],
    };
  },
});

export const exposureRoutes = [whoRoute, readersRoute];
