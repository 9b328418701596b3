// Whoever has no account yet, or cannot get into theirs.

import { admitRecovery, sendRecovery } from '../../../identity/accounts/recovery.ts';
import { signUp } from '../../../identity/accounts/sign-up.ts';
import { recoveryRequest, signUpRequest, signUpWay } from '../account-contract.ts';
import { route } from '../route.ts';

const wayRoute = route({
  method: 'GET',
  url: '/api/v1/sign-up',
  summary: 'How accounts come about here',
  access: 'anyone',
  answer: signUpWay,
  handle: (deps) => ({ way: deps.identity.signUp }),
});

const signUpRoute = route({
  method: 'POST',
  url: '/api/v1/sign-up',
  summary: 'Asks for an account, where that is open; a letter goes to the address, by whose link it is made',
  access: 'anyone',
  body: signUpRequest,
  status: 202,
  async handle(deps, { body, address }) {
    await signUp(deps.identity, { ...body, address });
    return undefined;
  },
});

const recoveryRoute = route({
  method: 'POST',
  url: '/api/v1/recovery',
  summary: 'Asks for a letter by which an account’s password is chosen anew; the answer is always the same',
  access: 'anyone',
  body: recoveryRequest,
  status: 202,
  async handle(deps, { body, address, message }) {
    admitRecovery(deps.identity, address);
    // Nobody waits for it: how long it takes would tell whether there is such an account.
    sendRecovery(deps.identity, body.name).catch((error: unknown) => deps.report(error, message));
    return undefined;
  },
});

export const signUpRoutes = [wayRoute, signUpRoute, recoveryRoute];
