// A client's request waits for its person's yes.

import { z } from 'zod';

import { shortenAddress } from '../../../kernel/address.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import { describePageProof, grantPageProof } from '../../../identity/one-time/page-proof.ts';
import { grantedProof, proofRequest, waitingProof } from '../client-login-contract.ts';
import { route } from '../route.ts';

const params = z.object({ id: z.string().min(1).max(100) });

const describeRoute = route({
  method: 'GET',
  url: '/api/v1/client-proofs/:id',
  summary: "A client's request that waits for its person, as they are shown it",
  access: 'read-own-account',
  params,
  answer: waitingProof,
  async handle(deps, { principal, params: { id }, address }) {
    const { expiresAt, ...waiting } = await describePageProof(deps.identity, principal, id);
    return { ...waiting, ownNetwork: shortenAddress(address), expiresAt: formatInstant(expiresAt) };
  },
});

const grantRoute = route({
  method: 'POST',
  url: '/api/v1/client-proofs/:id',
  summary: 'Says yes to the request, once; takes a second factor, just shown',
  access: 'prove-for-client',
  params,
  body: proofRequest,
  answer: grantedProof,
  async handle(deps, { principal, params: { id }, body: { isSparing } }) {
    return given('code', await grantPageProof(deps.identity, principal, { id, isSparing }));
  },
});

export const clientProofRoutes = [describeRoute, grantRoute];
