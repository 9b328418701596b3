// Where a person is signed in.

import { endOwnSessions, listSessions } from '../../../identity/sessions/own-sessions.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { nothing, sessionList } from '../factor-contract.ts';
import { idParam } from '../query.ts';
import { requirePerson } from '../../../identity/require-person.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/account/sessions',
  summary: "The caller's sessions, newest first",
  access: 'read-own-account',
  answer: sessionList,
  async handle(deps, { principal }) {
    const sessions = await listSessions(deps.identity, requirePerson(principal, 'list sessions'));
    return {
      items: sessions.map(({ createdAt, expiresAt, confirmedAt, ...shown }) => ({
        ...shown,
        createdAt: formatInstant(createdAt),
        expiresAt: formatInstant(expiresAt),
        confirmedAt: formatInstant(confirmedAt),
      })),
    };
  },
});

const endOthersRoute = route({
  method: 'DELETE',
  url: '/api/v1/account/sessions',
  summary: "Ends the caller's sessions but the one that asks",
  access: 'read-own-account',
  body: nothing,
  async handle(deps, { principal }) {
    await endOwnSessions(deps.identity, requirePerson(principal, 'end sessions'));
    return undefined;
  },
});

const endRoute = route({
  method: 'DELETE',
  url: '/api/v1/account/sessions/:id',
  summary: "Ends one of the caller's sessions",
  access: 'read-own-account',
  params: idParam,
  async handle(deps, { principal, params }) {
    await endOwnSessions(deps.identity, requirePerson(principal, 'end sessions'), params.id);
    return undefined;
  },
});

export const ownSessionRoutes = [listRoute, endOthersRoute, endRoute];
