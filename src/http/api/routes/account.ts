// A person's own account.

import { changePassword } from '../../../identity/accounts/change-password.ts';
import { passwordRequest } from '../identity-contract.ts';
import { requirePerson } from '../../../identity/require-person.ts';
import { route } from '../route.ts';

const passwordRoute = route({
  method: 'PUT',
  url: '/api/v1/account/password',
  summary: "Chooses another password; the caller's other sessions end",
  access: 'change-own-password',
  body: passwordRequest,
  async handle(deps, { principal, body }) {
    await changePassword(deps.identity, requirePerson(principal, 'change password'), body.password);
    return undefined;
  },
});

export const accountRoutes = [passwordRoute];
