// Second factors of one's own account.

import {
  enrolPasskey,
  enrolTotp,
  offerPasskey,
  offerTotp,
  renewCodes,
  type EnrolledFactor,
} from '../../../identity/factors/enrol.ts';
import type { Factor } from '../../../identity/factors/factor-ports.ts';
import { listOwnImpact, type SeenImpact } from '../../../identity/high-impact/see-impact.ts';
import { renameFactor } from '../../../identity/factors/rename-factor.ts';
import { relyingPartyOf } from '../../../identity/factors/relying-party.ts';
import { listFactors, removeFactor } from '../../../identity/factors/remove-factor.ts';
import { rememberDevice } from '../../../identity/sessions/known-device.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { isGatehouseError } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/given.ts';
import { deviceCookie } from '../device-cookie.ts';
import {
  creationOptions,
  enrolledFactor,
  factorItem,
  factorList,
  factorNameRequest,
  nothing,
  passkeyRequest,
  recoveryCodes,
  totpOffer,
  totpRequest,
  type FactorItem,
  type FactorList,
} from '../factor-contract.ts';
import { idParam } from '../query.ts';
import { timeField } from '../render-verdict.ts';
import { requirePerson } from '../../../identity/require-person.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/account/factors',
  summary: "The caller's second factors",
  access: 'read-own-account',
  answer: factorList,
  async handle(deps, { principal }) {
    const person = requirePerson(principal, 'list factors');
    const { factors, recoveryCodes: left } = await listFactors(deps.identity, person);
    const asking = (await listOwnImpact(deps.highImpact, person)).filter(({ isMissing }) => isMissing);
    return {
      items: factors.map(renderFactor),
      recoveryCodes: left,
      ...describeParty(deps.publicUrl),
      keyAskedBy: asking.flatMap(renderAsking),
    };
  },
});

function renderAsking({ record: { ecosystem, name, high }, isInForce }: SeenImpact) {
  if (high === undefined) return [];
  return [{ ecosystem, name, deadline: formatInstant(high.deadline), isInForce }];
}

const totpOfferRoute = route({
  method: 'POST',
  url: '/api/v1/account/factors/totp',
  summary: 'What an authenticator application needs; nothing is enrolled until it shows a code',
  access: 'manage-own-account',
  body: nothing,
  answer: totpOffer,
  status: 201,
  handle: (deps, { principal }) => offerTotp(deps.identity, requirePerson(principal, 'enrol')),
});

const totpRoute = route({
  method: 'POST',
  url: '/api/v1/account/factors/totp/confirm',
  summary: 'Enrols the authenticator that shows this code; its browser is known from then on',
  access: 'manage-own-account',
  body: totpRequest,
  answer: enrolledFactor,
  status: 201,
  async handle(deps, call) {
    const person = requirePerson(call.principal, 'enrol');
    const enrolled = await enrolTotp(deps.identity, person, { ...call.body, address: call.address });
    const secret = await deps.identity.unit.transact((work) =>
      rememberDevice(deps.identity, work, person.accountId, deps.clock.now()),
    );
    call.setHeader('set-cookie', deviceCookie(secret, deps.publicUrl));
    return renderEnrolled(enrolled);
  },
});

const passkeyOptionsRoute = route({
  method: 'POST',
  url: '/api/v1/account/factors/passkey/options',
  summary: 'What a browser is asked to make a passkey',
  access: 'manage-own-account',
  body: nothing,
  answer: creationOptions,
  handle: (deps, { principal }) => offerPasskey(deps.identity, requirePerson(principal, 'enrol')),
});

const passkeyRoute = route({
  method: 'POST',
  url: '/api/v1/account/factors/passkey',
  summary: 'Enrols a passkey',
  access: 'manage-own-account',
  body: passkeyRequest,
  answer: enrolledFactor,
  status: 201,
  handle: async (deps, { principal, body }) =>
    renderEnrolled(await enrolPasskey(deps.identity, requirePerson(principal, 'enrol'), body)),
});

const renameRoute = route({
  method: 'PATCH',
  url: '/api/v1/account/factors/:id',
  summary: "Calls one of the caller's second factors something else",
  access: 'manage-own-account',
  params: idParam,
  body: factorNameRequest,
  answer: factorItem,
  handle: async (deps, { principal, params, body }) =>
    renderFactor(
      await renameFactor(deps.identity, requirePerson(principal, 'rename factor'), { ...params, ...body }),
    ),
});

const removeRoute = route({
  method: 'DELETE',
  url: '/api/v1/account/factors/:id',
  summary: "Removes one of the caller's second factors; the other sessions end",
  access: 'manage-own-account',
  params: idParam,
  async handle(deps, { principal, params }) {
    await removeFactor(deps.identity, requirePerson(principal, 'remove factor'), params.id);
    return undefined;
  },
});

const codesRoute = route({
  method: 'POST',
  url: '/api/v1/account/recovery-codes',
  summary: 'A new set of recovery codes, told once; those of before end',
  access: 'manage-own-account',
  body: nothing,
  answer: recoveryCodes,
  status: 201,
  handle: async (deps, { principal }) => ({
    recoveryCodes: [...(await renewCodes(deps.identity, requirePerson(principal, 'make recovery codes')))],
  }),
});

export const factorRoutes = [
  listRoute,
  totpOfferRoute,
  totpRoute,
  passkeyOptionsRoute,
  passkeyRoute,
  renameRoute,
  removeRoute,
  codesRoute,
];

function renderEnrolled({ factor, recoveryCodes: codes }: EnrolledFactor) {
  return {
    factor: renderFactor(factor),
    ...given('recoveryCodes', codes === undefined ? codes : [...codes]),
  };
}

function renderFactor({ id, kind, name, createdAt, lastUsedAt }: Factor): FactorItem {
  return { id, kind, name, createdAt: formatInstant(createdAt), ...timeField('lastUsedAt', lastUsedAt) };
}

/** Whether browsers make passkeys here, and for which origin; else why not. */
function describeParty(publicUrl: string): Pick<FactorList, 'noPasskeys' | 'passkeyOrigin'> {
  try {
    return { passkeyOrigin: relyingPartyOf(publicUrl).origin };
  } catch (error) {
    if (!isGatehouseError(error, 'unsupported')) throw error;
    return { noPasskeys: error.message };
  }
}
