// Signs a client's person in by name and password, and asks for a code where one is due.

import { GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import { loginByPassword } from '../identity/client-login/password-login.ts';
import { proofAsked } from '../identity/one-time/one-time-proof.ts';
import { requestOf } from './prove-request.ts';
import { readBody } from './read-body.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';
import { sendAnswer } from './send-document.ts';

/** Throws `unsupported` where nobody signs in so, and what signing in throws. */
export async function sendPasswordLogin(
  { registry, governing }: RegistryHttpDeps,
  { ecosystem, message, response, reader }: Exchange,
): Promise<void> {
  const { signIn, oneTime } = registry.adapters[ecosystem].answers;
  if (signIn === undefined || oneTime === undefined || governing === undefined) {
    throw new GatehouseError(
      'unsupported',
      'Cannot sign in here: expected a token from the web page (Account, Tokens)',
    );
  }
  const login = signIn.readPassword(await readBody(message));
  const headers = message.headers as Readonly<Record<string, string | undefined>>;
  try {
    const token = await loginByPassword(governing.identity, {
      ...login,
      ...given('code', oneTime.presented(headers)),
      request: requestOf(message),
      client: headers['user-agent'] ?? '',
      address: reader.address,
    });
    sendAnswer(message, response, signIn.grantedByPassword(token));
  } catch (error) {
    if (proofAsked(error) === undefined) throw error;
    const sentence = 'Cannot sign in: it takes a one-time code of your authenticator';
    const registryUrl = `${registry.publicUrl}/${ecosystem}`;
    sendAnswer(
      message,
      response,
      oneTime.challenge({ sentence, act: 'sign in', registryUrl, hasAuthenticator: true }),
    );
  }
}
