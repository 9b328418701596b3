// New names: whether the caller may create one, and appeals for those that look like others.

import {
  appealName,
  checkName,
  decideAppeal,
  listAppeals,
  type SeenAppeal,
} from '../../../identity/namespaces/name-appeals.ts';
import { ownerName } from '../../../identity/organisations/owned-packages.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import {
  appealDecision,
  appealItem,
  appealList,
  appealRequest,
  nameAnswer,
  nameParam,
  namespaceQuery,
  type AppealItem,
} from '../namespace-contract.ts';
import { idParam } from '../query.ts';
import { route } from '../route.ts';

const checkRoute = route({
  method: 'GET',
  url: '/api/v1/names/:ecosystem/:name',
  summary: 'Whether the caller may create a package of this name, and why not',
  access: 'ask-for-names',
  params: nameParam,
  answer: nameAnswer,
  async handle(deps, { principal, params }) {
    const { ecosystem } = params;
    const name = deps.governance.names[ecosystem].parse(params.name);
    const answer = await checkName(deps.namespaces, principal, { ecosystem, name });
    if (!answer.may) return { name, ...answer };
    const owner = answer.owner && (await ownerName(deps.namespaces.stores, answer.owner));
    return { name, may: true, ...given('owner', owner) };
  },
});

const appealsRoute = route({
  method: 'GET',
  url: '/api/v1/names/appeals',
  summary: 'Appeals of the caller; with all, of everybody (reviewers)',
  access: 'ask-for-names',
  query: namespaceQuery,
  answer: appealList,
  handle: async (deps, { principal, query }) => ({
    items: (await listAppeals(deps.namespaces, principal, { isAll: query.all === 'true' })).map(renderAppeal),
  }),
});

const appealRoute = route({
  method: 'POST',
  url: '/api/v1/names/appeals',
  summary: 'Asks that a name be let through although it looks like another one',
  access: 'appeal-names',
  body: appealRequest,
  answer: appealItem,
  status: 201,
  async handle(deps, { principal, body }) {
    const name = deps.governance.names[body.ecosystem].parse(body.name);
    return renderAppeal(await appealName(deps.namespaces, principal, { ...body, name }));
  },
});

const decideRoute = route({
  method: 'PUT',
  url: '/api/v1/names/appeals/:id',
  summary: 'Answers an appeal; a refusal takes an earlier grant back',
  access: 'decide-appeals',
  params: idParam,
  body: appealDecision,
  answer: appealItem,
  async handle(deps, { principal, params, body }) {
    const decision = { ...params, isGranted: body.decision === 'granted', answer: body.answer };
    return renderAppeal(await decideAppeal(deps.namespaces, principal, decision));
  },
});

export const nameRoutes = [appealsRoute, appealRoute, decideRoute, checkRoute];

function renderAppeal(appeal: SeenAppeal): AppealItem {
  const { id, ecosystem, name, looksLike, likeness, accountName, reason, askedAt, state } = appeal;
  return {
    id,
    ecosystem,
    name,
    looksLike,
    how: likeness,
    account: accountName,
    reason,
    askedAt: formatInstant(askedAt),
    state,
    ...given('decidedBy', appeal.decidedBy),
    ...given('answer', appeal.answer),
  };
}
