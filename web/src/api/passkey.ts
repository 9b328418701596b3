// Asks the browser's passkeys, and hands on what they answer as the API takes it.

import type { CreationOptions, RequestOptions } from '../../../src/http/api/factor-contract.ts';
import { ApiProblem } from './problem.ts';

/** Whether this browser knows passkeys, on this page. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Makes one. Throws ApiProblem when the person or the browser does not want to. */
export function createPasskey(options: CreationOptions): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return asked(() => navigator.credentials.create({ publicKey }));
}

/** Asks one. Throws ApiProblem when the person or the browser does not want to. */
export function askPasskey(options: RequestOptions): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return asked(() => navigator.credentials.get({ publicKey }));
}

async function asked(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await ask();
    if (credential !== null) return (credential as PublicKeyCredential).toJSON();
    throw noPasskey('the browser gave none');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw noPasskey(WORDS[error.name] ?? `the browser says ${error.name}`);
  }
}

/** https://www.w3.org/TR/webauthn-3/#sctn-createCredential-exceptions */
const WORDS: Readonly<Record<string, string>> = {
  NotAllowedError: 'it was not given, or it took too long; try again',
  InvalidStateError: 'this authenticator has a passkey of your account already',
  SecurityError:
    'this page stands at another address than passkeys belong to; open it at the address that the server calls its own',
};

function noPasskey(why: string): ApiProblem {
  const detail = `Cannot use a passkey: ${why}`;
  return new ApiProblem({ type: 'about:blank', title: 'No passkey', status: 0, code: 'no-passkey', detail });
}
