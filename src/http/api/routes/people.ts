// Accounts of people, for administrators.

import {
  addPerson,
  changeRole,
  disablePerson,
  listPeople,
  offerPasswordLink,
  type InvitedPerson,
  type ListedPerson,
} from '../../../identity/accounts/people.ts';
import { resetFactors } from '../../../identity/factors/remove-factor.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import {
  addedPerson,
  invitedPerson,
  personList,
  personRequest,
  roleRequest,
  type PersonItem,
} from '../identity-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { idParam } from '../query.ts';
import { renderEmail } from '../render-email.ts';
import { timeField } from '../render-verdict.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/people',
  summary: 'Everyone who has an account, by name',
  access: 'read-people',
  answer: personList,
  handle: async (deps, { principal }) => ({
    items: (await listPeople(deps.identity, principal)).map(renderPerson),
  }),
});

const addRoute = route({
  method: 'POST',
  url: '/api/v1/people',
  summary:
    'Adds an account; the link by which its person chooses a password is answered once, or sent to their address',
  access: 'manage-people',
  body: personRequest,
  answer: addedPerson,
  status: 201,
  async handle(deps, { principal, body: { name, role, email } }) {
    const request = { name, role, ...given('email', email) };
    const { sentTo, ...invited } = await addPerson(deps.identity, principal, request);
    return sentTo === undefined ? renderInvitation(deps, invited) : { person: renderPerson(invited.person) };
  },
});

const linkRoute = route({
  method: 'POST',
  url: '/api/v1/people/:id/link',
  summary: 'A link by which the person chooses a new password',
  access: 'manage-people',
  params: idParam,
  answer: invitedPerson,
  status: 201,
  handle: async (deps, { principal, params }) =>
    renderInvitation(deps, await offerPasswordLink(deps.identity, principal, params.id)),
});

const roleRoute = route({
  method: 'PUT',
  url: '/api/v1/people/:id',
  summary: 'Gives an account another role',
  access: 'manage-people',
  params: idParam,
  body: roleRequest,
  async handle(deps, { principal, params, body }) {
    await changeRole(deps.identity, principal, { accountId: params.id, role: body.role });
    return undefined;
  },
});

const disableRoute = route({
  method: 'DELETE',
  url: '/api/v1/people/:id',
  summary: 'Disables an account: its sessions and tokens end',
  access: 'manage-people',
  params: idParam,
  async handle(deps, { principal, params }) {
    await disablePerson(deps.identity, principal, params.id);
    return undefined;
  },
});

const recoverRoute = route({
  method: 'POST',
  url: '/api/v1/people/:id/recover',
  summary: 'Takes the second factors off an account whose person lost them; its sessions end',
  access: 'reset-factors',
  params: idParam,
  async handle(deps, { principal, params }) {
    await resetFactors(deps.identity, principal, params.id);
    return undefined;
  },
});

export const peopleRoutes = [listRoute, addRoute, linkRoute, roleRoute, recoverRoute, disableRoute];

function renderInvitation(
  deps: ApiDeps,
  { person, secret }: InvitedPerson,
): { person: PersonItem; link: string } {
  // After the hash, so that it stands in no server's log.
  return { person: renderPerson(person), link: `${deps.publicUrl}/setup#${secret}` };
}

function renderPerson({
  id,
  name,
  role,
  createdAt,
  disabledAt,
  deletedAt,
  hasPassword,
  email,
  strongestFactor,
}: ListedPerson): PersonItem {
  return {
    id,
    name,
    role,
    createdAt: formatInstant(createdAt),
    ...timeField('disabledAt', disabledAt),
    ...timeField('deletedAt', deletedAt),
    hasPassword,
    ...given('email', renderEmail(email)),
    ...given('strongestFactor', strongestFactor),
  };
}
