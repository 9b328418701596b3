// An identity for a token: our own address of it, and those where the clients of Python, npm and Cargo look, each in its own words.

import { readAudience } from '../../../identity/trusted-publishing/audience.ts';
import { endOwnToken } from '../../../identity/trusted-publishing/end-token.ts';
import { exchangeIdentity } from '../../../identity/trusted-publishing/exchange-identity.ts';
import { refusalOf } from '../../../identity/trusted-publishing/refusal.ts';
import { formatInstant, SECOND_MS } from '../../../kernel/clock.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/given.ts';
import type { ApiDeps } from '../deps.ts';
import { renderSnippet } from '../publishing-snippets.ts';
import { problemOf } from '../problem.ts';
import {
  audienceAnswer,
  cargoExchangeRequest,
  discoveryAnswer,
  discoveryQuery,
  exchangedForCargo,
  exchangedForNpm,
  exchangedToken,
  exchangeRequest,
  mintedForPython,
  mintRequest,
  npmPackageParam,
  snippet,
  snippetQuery,
  trustedPublishing,
} from '../publisher-contract.ts';
import { route, type ApiCall, type ToldError } from '../route.ts';

const PYTP_TYPE = 'application/vnd.pypi.pytp.v1+json';
const UPLOAD_PATHS: ReadonlySet<string> = new Set(['/pypi/legacy/', '/pypi/legacy']);

class NotAcceptable extends GatehouseError {
  constructor(message: string) {
    super('invalid-request', message);
  }
}

const aboutRoute = route({
  method: 'GET',
  url: '/api/v1/trusted-publishing',
  summary: 'What identity tokens must be for here, and whose are taken',
  access: 'anyone',
  answer: trustedPublishing,
  async handle(deps) {
    const issuers = deps.trusted.issuers.map(({ name, provider, url, audience }) => ({
      name,
      provider,
      url,
      ...given('audience', audience),
    }));
    return { audience: await audienceOf(deps), issuers };
  },
});

const snippetRoute = route({
  method: 'GET',
  url: '/api/v1/trusted-publishing/snippet',
  summary:
    "What a build writes into its CI's configuration to publish a package here without a stored secret",
  access: 'anyone',
  query: snippetQuery,
  answer: snippet,
  async handle(deps, { query: { ecosystem, name, provider } }) {
    const audience = await audienceOf(deps);
    const parsed = deps.governance.names[ecosystem].parse(name);
    return renderSnippet({ provider, ecosystem, name: parsed, url: deps.publicUrl, audience });
  },
});

const exchangeRoute = route({
  method: 'POST',
  url: '/api/v1/trusted-publishing/exchange',
  summary: 'Exchanges an identity token for one that publishes, for fifteen minutes',
  access: 'anyone',
  body: exchangeRequest,
  answer: exchangedToken,
  status: 201,
  async handle(deps, { body, address }) {
    const { ecosystem, name } = body;
    const parsed = name === undefined ? undefined : deps.governance.names[ecosystem].parse(name);
    const { text, token } = await exchangeIdentity(deps.trusted, {
      identityToken: body.token,
      ecosystem,
      ...given('name', parsed),
      door: 'own',
      address,
    });
    const packages = token.packages.map(({ pattern }) => `${ecosystem}:${pattern}`);
    return { token: text, expiresAt: formatInstant(token.expiresAt), packages, actions: [...token.actions] };
  },
});

const audienceRoute = route({
  method: 'GET',
  url: '/_/oidc/audience',
  summary: 'What identity tokens must be for, where clients of Python look for it',
  access: 'anyone',
  answer: audienceAnswer,
  handle: async (deps) => ({ audience: await audienceOf(deps) }),
});

const mintRoute = route({
  method: 'POST',
  url: '/_/oidc/mint-token',
  summary: 'Exchanges an identity token, where clients of Python do so',
  access: 'anyone',
  body: mintRequest,
  answer: mintedForPython,
  tellError: (error) =>
    toldAs(error, 422, (description) => ({
      message: 'Token request failed',
      errors: [{ code: refusalOf(error) ?? 'invalid-payload', description }],
    })),
  handle: async (deps, call) => ({ success: true, ...(await exchangeForPython(deps, call)) }) as const,
});

/** PEP 807, draft. */
const discoveryRoute = route({
  method: 'GET',
  url: '/.well-known/pytp',
  summary: 'Where clients of Python exchange identity tokens, for the address that they upload to (PEP 807)',
  access: 'anyone',
  query: discoveryQuery,
  answer: discoveryAnswer,
  answerType: PYTP_TYPE,
  tellError: (error) => (error instanceof NotAcceptable ? notAcceptable(error) : undefined),
  handle({ publicUrl }, { query, message }) {
    assertAccepts(message.headers.accept);
    if (!UPLOAD_PATHS.has(query.discover)) {
      throw new GatehouseError('not-found', 'Cannot find an upload at this path, expected /pypi/legacy/');
    }
    return {
      'audience-endpoint': `${publicUrl}/_/oidc/audience`,
      'token-mint-endpoint': `${publicUrl}/_/pytp/mint-token`,
    };
  },
});

const pytpMintRoute = route({
  method: 'POST',
  url: '/_/pytp/mint-token',
  summary: 'Exchanges an identity token, as PEP 807 describes it',
  access: 'anyone',
  body: mintRequest,
  answer: mintedForPython,
  answerType: PYTP_TYPE,
  handle: (deps, call) => exchangeForPython(deps, call),
});

const npmRoute = route({
  method: 'POST',
  url: '/-/npm/v1/oidc/token/exchange/package/:name',
  summary: 'Exchanges the identity token that npm presents, for one package',
  access: 'anyone',
  takesForeignToken: true,
  params: npmPackageParam,
  answer: exchangedForNpm,
  status: 201,
  tellError: (error) =>
    toldAs(error, npmStatusOf(error), (detail) => ({
      message: `OIDC token exchange error - ${detail}`,
    })),
  async handle(deps, { params, message, address }) {
    const { text, token } = await exchangeIdentity(deps.trusted, {
      identityToken: /^Bearer\s+(\S+)$/i.exec(message.headers.authorization ?? '')?.[1] ?? '',
      ecosystem: 'npm',
      name: deps.governance.names.npm.parse(params.name),
      door: 'npm',
      address,
    });
    const { createdAt, expiresAt } = token;
    const [created, expires] = [new Date(createdAt).toISOString(), new Date(expiresAt).toISOString()];
    return { token_type: 'oidc', token: text, created, expires } as const;
  },
});

/** Cargo's action takes the registry's address, or the host's. */
const CARGO_PATHS = ['/api/v1/trusted_publishing/tokens', '/cargo/api/v1/trusted_publishing/tokens'] as const;

const cargoRoutes = CARGO_PATHS.flatMap((url) => [
  route({
    method: 'POST',
    url,
    summary: "Exchanges an identity token, where Cargo's action does so",
    access: 'anyone',
    body: cargoExchangeRequest,
    answer: exchangedForCargo,
    tellError: (error) => toldAs(error, 400, (detail) => ({ errors: [{ detail }] })),
    async handle(deps, { body, address }) {
      const asked = { identityToken: body.jwt, ecosystem: 'cargo', door: 'cargo', address } as const;
      return { token: (await exchangeIdentity(deps.trusted, asked)).text };
    },
  }),
  route({
    method: 'DELETE',
    url,
    summary: "Ends the trusted publisher's token that is presented",
    access: 'anyone',
    status: 204,
    async handle(deps, { principal }) {
      if (principal.kind !== 'token' || principal.scope !== 'publisher') {
        throw new GatehouseError('invalid-request', "Cannot end a token: expected a trusted publisher's own");
      }
      await endOwnToken(deps.trusted, principal);
      return undefined;
    },
  }),
]);

export const identityExchangeRoutes = [
  aboutRoute,
  snippetRoute,
  exchangeRoute,
  audienceRoute,
  mintRoute,
  discoveryRoute,
  pytpMintRoute,
  npmRoute,
  ...cargoRoutes,
];

/** Throws `NotAcceptable` where another form is asked for; who asks for none gets this one. */
function assertAccepts(accept: string | undefined): void {
  const types = (accept ?? '*/*').split(',').map((one) => one.split(';', 1)[0]?.trim().toLowerCase());
  if (types.some((type) => type === PYTP_TYPE || type === '*/*' || type === 'application/*')) return;
  throw new NotAcceptable(`Cannot answer in this form, expected ${PYTP_TYPE}`);
}

function notAcceptable({ message: detail }: NotAcceptable): ToldError {
  return { status: 406, body: { type: 'about:blank', title: 'Not Acceptable', status: 406, detail } };
}

async function audienceOf({ trusted }: Pick<ApiDeps, 'trusted'>): Promise<string> {
  return readAudience({ ...trusted, instance: trusted.stores.instance });
}

async function exchangeForPython(
  deps: ApiDeps,
  { body, address }: ApiCall<undefined, undefined, { token?: unknown }>,
): Promise<{ token: string; expires: number }> {
  const { text, token } = await exchangeIdentity(deps.trusted, {
    identityToken: typeof body.token === 'string' ? body.token : '',
    ecosystem: 'pypi',
    door: 'own',
    address,
  });
  return { token: text, expires: Math.floor(token.expiresAt / SECOND_MS) };
}

function npmStatusOf(error: unknown): number {
  const why = refusalOf(error);
  if (why === undefined) return problemOf(error).status;
  return why === 'invalid-payload' ? 400 : 401;
}

/** What the sender did wrong, in a client's own status and form; what is our fault, or too much, is told as everywhere. */
function toldAs(error: unknown, status: number, write: (detail: string) => object): ToldError | undefined {
  const problem = problemOf(error);
  if (problem.status >= 500 || problem.status === 429) return undefined;
  return { status, body: write(problem.detail) };
}
