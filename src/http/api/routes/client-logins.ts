// A client on the command line waits: its person sees who asks, and says yes.

import { z } from 'zod';

import { shortenAddress } from '../../../kernel/address.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { describeClientLogin, grantClientLogin } from '../../../identity/client-login/client-login.ts';
import { grantRequest, waitingLogin } from '../client-login-contract.ts';
import { route } from '../route.ts';

const params = z.object({ id: z.string().min(1).max(100) });

const describeRoute = route({
  method: 'GET',
  url: '/api/v1/client-logins/:id',
  summary: 'A client that waits to be signed in, as its person is shown it',
  access: 'read-own-account',
  params,
  answer: waitingLogin,
  async handle(deps, { principal, params: { id }, address }) {
    const { client, network, expiresAt } = await describeClientLogin(deps.identity, principal, id);
    return { client, network, ownNetwork: shortenAddress(address), expiresAt: formatInstant(expiresAt) };
  },
});

const grantRoute = route({
  method: 'POST',
  url: '/api/v1/client-logins/:id',
  summary: 'Signs the client in, for half a day; to publish takes a second factor',
  access: 'mint-read-tokens',
  params,
  body: grantRequest,
  async handle(deps, { principal, params: { id }, body: { scope } }) {
    await grantClientLogin(deps.identity, principal, { id, scope });
    return undefined;
  },
});

export const clientLoginRoutes = [describeRoute, grantRoute];
