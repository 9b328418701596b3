// Where a build's identity token comes from: a file, a variable, or the CI service that is asked for one.

import { readFile } from 'node:fs/promises';

import { LOOPBACK_HOSTS } from '../../http/loopback-hosts.ts';
import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import type { Machine } from '../machine.ts';

/** The variable that GitLab's `id_tokens` and CircleCI's `circleci run oidc get` are to fill. */
export const ID_TOKEN_VARIABLE = 'GATEHOUSE_ID_TOKEN';

/** Longer ones are no identity tokens. */
const MAX_TOKEN_LENGTH = 20_000;

/** The identity token for `audience`. Throws `not-found` that says how to come by one, `upstream-unreachable`, `upstream-invalid`. */
export async function findIdentityToken(
  machine: Pick<Machine, 'environment' | 'fetch'>,
  audience: string,
  tokenFile: string | undefined,
): Promise<string> {
  if (tokenFile !== undefined) return checked(await readTokenFile(tokenFile));
  const { environment } = machine;
  const given = environment[ID_TOKEN_VARIABLE];
  if (given !== undefined && given !== '') return checked(given);
  const url = environment['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const secret = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (url !== undefined && secret !== undefined) return askGitHub(machine, { url, secret, audience });
  throw new GatehouseError('not-found', `Cannot find an identity token: ${adviceFor(environment, audience)}`);
}

/** What to write into the CI's configuration. */
function adviceFor(environment: Machine['environment'], audience: string): string {
  if (environment['GITHUB_ACTIONS'] === 'true') {
    return 'give the job "permissions: id-token: write"';
  }
  if (environment['GITLAB_CI'] === 'true') {
    return `give the job "id_tokens: { ${ID_TOKEN_VARIABLE}: { aud: ${audience} } }"`;
  }
  if (environment['CIRCLECI'] === 'true') {
    return `set ${ID_TOKEN_VARIABLE}="$(circleci run oidc get --claims '{"aud": "${audience}"}')"`;
  }
  return `put one for the audience ${audience} into ${ID_TOKEN_VARIABLE}, or into a file for --token-file`;
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new GatehouseError('not-found', `Cannot read the identity token in ${file}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function askGitHub(
  { fetch }: Pick<Machine, 'fetch'>,
  { url, secret, audience }: { readonly url: string; readonly secret: string; readonly audience: string },
): Promise<string> {
  const address = URL.parse(url);
  // The secret goes where the variable says, and must not go in the clear.
  if (address === null || (address.protocol !== 'https:' && !LOOPBACK_HOSTS.has(address.hostname))) {
    throw new GatehouseError(
      'upstream-invalid',
      'Cannot ask for an identity token: ACTIONS_ID_TOKEN_REQUEST_URL is no https address',
    );
  }
  address.searchParams.set('audience', audience);
  const answer = await fetch(address.href, {
    headers: { authorization: `Bearer ${secret}`, accept: 'application/json' },
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new GatehouseError('upstream-unreachable', 'Cannot ask GitHub for an identity token', { cause });
  });
  const said: unknown = answer.ok ? await answer.json().catch(() => undefined) : undefined;
  const value = (said as { readonly value?: unknown } | undefined)?.value;
  if (typeof value === 'string') return checked(value);
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot use what GitHub answered: found status ${answer.status}, expected an identity token`,
  );
}

/** Throws `upstream-invalid`; the token itself is told to nobody. */
function checked(raw: string): string {
  const token = raw.trim();
  if (token.length <= MAX_TOKEN_LENGTH && /^[\w-]+(?:\.[\w-]+){2}$/.test(token)) return token;
  throw new GatehouseError('upstream-invalid', 'Cannot use the identity token: found no JSON Web Token');
}
