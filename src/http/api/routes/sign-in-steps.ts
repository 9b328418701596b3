// The second step of a sign-in, passkeys without a password, the browser that a letter confirms, and confirmation.

import { confirmPerson } from '../../../identity/sessions/confirm-person.ts';
import { confirmDevice } from '../../../identity/sessions/known-device.ts';
import { askPasskey, passSecondStep, secondStepOptions } from '../../../identity/sessions/second-step.ts';
import { passkeyOptions, signInWithPasskey } from '../../../identity/sessions/sign-in-passkey.ts';
import { given } from '../../../kernel/given.ts';
import { answerStep, beginSession, describeSession, placeOf } from '../begin-session.ts';
import { deviceCookie, deviceOf } from '../device-cookie.ts';
import {
  confirmRequest,
  deviceRequest,
  nothing,
  passkeySignInRequest,
  requestOptions,
  secondFactorRequest,
  sessionOrStep,
  ticketRequest,
} from '../factor-contract.ts';
import { session } from '../identity-contract.ts';
import { requirePerson } from '../../../identity/require-person.ts';
import { route } from '../route.ts';
import { sessionCookie } from '../session-cookie.ts';

const optionsRoute = route({
  method: 'POST',
  url: '/api/v1/session/second-factor/options',
  summary: 'What a passkey is asked as the second factor',
  access: 'anyone',
  body: ticketRequest,
  answer: requestOptions,
  handle: (deps, { body, address }) => secondStepOptions(deps.identity, { ticket: body.ticket, address }),
});

const factorRoute = route({
  method: 'POST',
  url: '/api/v1/session/second-factor',
  summary: 'Signs in with the ticket of the first step and a second factor',
  access: 'anyone',
  body: secondFactorRequest,
  answer: sessionOrStep,
  async handle(deps, call) {
    const { ticket, ...answer } = call.body;
    const device = given('device', deviceOf(call.message));
    const step = await passSecondStep(deps.identity, { ticket, answer, ...placeOf(call), ...device });
    return answerStep(deps, call, step);
  },
});

const passkeyOptionsRoute = route({
  method: 'POST',
  url: '/api/v1/session/passkey/options',
  summary: 'What a passkey is asked that signs in without a password',
  access: 'anyone',
  body: nothing,
  answer: requestOptions,
  handle: (deps, { address }) => passkeyOptions(deps.identity, { address }),
});

const passkeyRoute = route({
  method: 'POST',
  url: '/api/v1/session/passkey',
  summary: 'Signs in with a passkey alone',
  access: 'anyone',
  body: passkeySignInRequest,
  answer: session,
  handle: async (deps, call) =>
    beginSession(deps, call, await signInWithPasskey(deps.identity, { ...call.body, ...placeOf(call) })),
});

const deviceRoute = route({
  method: 'POST',
  url: '/api/v1/session/device',
  summary: 'Signs the browser in that a letter confirms; it must be the one that asked',
  access: 'anyone',
  body: deviceRequest,
  answer: session,
  async handle(deps, call) {
    const { started, deviceSecret } = await confirmDevice(deps.identity, {
      secret: call.body.secret,
      device: deviceOf(call.message),
      ...placeOf(call),
    });
    const { publicUrl, clock } = deps;
    call.setHeader('set-cookie', [
      sessionCookie(started, clock.now(), publicUrl),
      deviceCookie(deviceSecret, publicUrl),
    ]);
    return describeSession(deps, started.person);
  },
});

const confirmOptionsRoute = route({
  method: 'POST',
  url: '/api/v1/session/confirm/options',
  summary: 'What a passkey is asked that confirms the signed-in person',
  access: 'confirm-own-person',
  body: nothing,
  answer: requestOptions,
  handle: (deps, { principal }) =>
    askPasskey(deps.identity, requirePerson(principal, 'confirm').accountId, 'confirm'),
});

const confirmRoute = route({
  method: 'POST',
  url: '/api/v1/session/confirm',
  summary: 'Proves the signed-in person again, for the next five minutes',
  access: 'anyone',
  body: confirmRequest,
  answer: session,
  async handle(deps, { principal, body, address }) {
    const person = await confirmPerson(deps.identity, requirePerson(principal, 'confirm'), {
      ...body,
      address,
    });
    return describeSession(deps, person);
  },
});

export const signInStepRoutes = [
  optionsRoute,
  factorRoute,
  passkeyOptionsRoute,
  passkeyRoute,
  deviceRoute,
  confirmOptionsRoute,
  confirmRoute,
];
