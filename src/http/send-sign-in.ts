// Signs a client's person in by a page in their browser, and out again; and tells the client what they said to a request.

import { GatehouseError } from '../kernel/errors.ts';
import { beginClientLogin, fetchClientToken } from '../identity/client-login/client-login.ts';
import { fetchOneTimeCode } from '../identity/one-time/page-proof.ts';
import { endOwnToken } from '../identity/tokens/tokens.ts';
import type { Exchange, RegistryHttpDeps, RequestOf } from './registry-exchange.ts';
import { sendAnswer } from './send-document.ts';

/** How soon a client asks again. */
const RETRY_SECONDS = 2;

/** Throws `unsupported` where clients do not sign in so, and what signing in throws. */
export async function sendSignIn(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  { step, selector = '' }: RequestOf<'sign-in'>,
): Promise<void> {
  const { registry, clientLogin } = deps;
  const { ecosystem, message, response, reader } = exchange;
  const render = registry.adapters[ecosystem].answers.signIn;
  if (clientLogin === undefined || render === undefined) {
    throw new GatehouseError(
      'unsupported',
      'Cannot sign in here: expected a token from the web page (Account, Tokens)',
    );
  }
  switch (step) {
    case 'begin': {
      const client = message.headers['user-agent'] ?? '';
      const { id, doneSecret } = await beginClientLogin(clientLogin, { client, address: reader.address });
      const page = `${registry.publicUrl}/client-login/${id}`;
      return sendAnswer(
        message,
        response,
        render.begun(page, `${registry.publicUrl}/${ecosystem}`, doneSecret),
      );
    }
    case 'password': {
      const { sendPasswordLogin } = await import('./send-password-login.ts');
      return sendPasswordLogin(deps, exchange);
    }
    case 'fetch': {
      const token = await fetchClientToken(clientLogin, selector);
      return sendAnswer(
        message,
        response,
        token === undefined ? render.waiting(RETRY_SECONDS) : render.granted(token),
      );
    }
    case 'fetch-code': {
      const code = await fetchOneTimeCode(clientLogin, selector);
      return sendAnswer(
        message,
        response,
        code === undefined ? render.waiting(RETRY_SECONDS) : render.granted(code),
      );
    }
    case 'end': {
      const { principal } = reader;
      // A client names its own token twice: as its credential, and as what is to end. Another's is not ended so.
      if (principal.kind !== 'token' || message.headers.authorization !== `Bearer ${selector}`) {
        throw new GatehouseError('not-found', 'Cannot sign out: expected the token itself as the credential');
      }
      await endOwnToken(clientLogin, principal);
      return sendAnswer(message, response, render.ended());
    }
  }
}
