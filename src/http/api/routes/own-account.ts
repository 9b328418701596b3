// Where letters to an account go, and the links in them.

import { followLetter } from '../../../identity/accounts/follow-letter.ts';
import { readOwnAccount } from '../../../identity/accounts/own-account.ts';
import { askForEmail } from '../../../identity/accounts/own-email.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import { emailRequest, ownAccount, verifyAnswer, verifyRequest } from '../account-contract.ts';
import { renderEmail } from '../render-email.ts';
import { route } from '../route.ts';

const readRoute = route({
  method: 'GET',
  url: '/api/v1/account',
  summary: "The caller's own account",
  access: 'read-own-account',
  answer: ownAccount,
  async handle(deps, { principal }) {
    const { id, name, role, createdAt, email } = await readOwnAccount(deps.identity, principal);
    return { id, name, role, createdAt: formatInstant(createdAt), ...given('email', renderEmail(email)) };
  },
});

const emailRoute = route({
  method: 'POST',
  url: '/api/v1/account/email',
  summary: 'Sends a letter with a link to an address; once it is followed the address is the account’s',
  access: 'manage-own-account',
  body: emailRequest,
  status: 202,
  async handle(deps, { principal, body, address }) {
    await askForEmail(deps.identity, principal, { ...body, address });
    return undefined;
  },
});

const verifyRoute = route({
  method: 'POST',
  url: '/api/v1/verify',
  summary: 'Follows the link of a letter: an address is its reader’s',
  access: 'anyone',
  body: verifyRequest,
  answer: verifyAnswer,
  handle: (deps, { principal, body, address }) =>
    followLetter(deps.identity, principal, { ...body, address }),
});

export const ownAccountRoutes = [readRoute, emailRoute, verifyRoute];
