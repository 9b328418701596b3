// A real OpenID provider on loopback: the protocol is `oidc-provider`'s, the person and the claims are the test's. Everybody
// signs in there without being asked; tokens can be made wrong in every way that a hostile provider could.

import {
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

import Provider, { type Configuration } from 'oidc-provider';

import { ask } from './ask.ts';

type Claims = Record<string, unknown>;

/** A token before it is signed. */
export interface UnsignedToken {
  header: { alg: string; kid?: string; typ?: string };
  claims: Claims;
  /** Who signs; default the provider's own key. `none`: nobody. */
  key?: KeyObject | 'none';
}

export interface TestOpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What came, in order: `POST /token`. */
  readonly requests: readonly string[];
  /** Who signs in from now on; claims over those of the protocol, undefined to leave one out. */
  signInAs(subject: string, claims?: Claims): void;
  /** The public key that signs now, as it is told to the world. */
  publicKey(): KeyObject;
  /** Signs by this algorithm from now on. Default RS256. */
  signBy(algorithm: 'RS256' | 'ES256'): void;
  /** Makes new keys, under new ids; the old ones are told no more. */
  rotateKeys(): void;
  /** Changes each ID token before it is signed, until called with nothing. */
  forge(change?: (token: UnsignedToken) => void): void;
  /** Changes what the provider says of itself, until called with nothing. */
  describe(change?: (metadata: Claims) => void): void;
  /** Changes the set of keys that it tells to the world, until called with nothing. */
  publishKeys(change?: (keys: readonly Claims[]) => readonly Claims[]): void;
  /** A signed token of these claims beside those that every token has: for whoever takes one without a browser. */
  mint(claims: Claims): string;
  /** Goes where a browser is sent, with cookies of its own, and answers the address that it is sent back to. */
  visit(url: string): Promise<string>;
}

interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Claims;
}

type Keys = Readonly<Record<'RS256' | 'ES256', Key>>;

/** Starts it on a free port; ended with the test. */
export async function startOpenIdProvider(
  t: Pick<TestContext, 'after'>,
  client: { readonly id?: string; readonly secret?: string } = {},
): Promise<TestOpenIdProvider> {
  const clientId = client.id ?? 'gatehouse';
  const clientSecret = client.secret ?? 'a secret: of the client/+';
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state = {
    keys: makeKeys(),
    algorithm: 'RS256' as 'RS256' | 'ES256',
    subject: 'someone',
    claims: {} as Claims,
    forge: undefined as ((token: UnsignedToken) => void) | undefined,
    describe: undefined as ((metadata: Claims) => void) | undefined,
    publishKeys: undefined as ((keys: readonly Claims[]) => readonly Claims[]) | undefined,
  };
  const provider = new Provider(issuer, configurationFor(clientId, clientSecret, state.keys));
  // The gate's address is known only after the provider's.
  provider.Client.prototype.redirectUriAllowed = () => true;
  const requests: string[] = [];
  const signToken = (claims: Claims): string => {
    const { kid, privateKey } = state.keys[state.algorithm];
    const token: UnsignedToken = { header: { alg: state.algorithm, kid, typ: 'JWT' }, claims };
    state.forge?.(token);
    return encode(token, privateKey);
  };
  provider.use(async (context, next) => {
    requests.push(`${context.method} ${context.path}`);
    if (context.path.startsWith('/interaction/')) return finishInteraction(provider, context, state.subject);
    const tenant = /^\/([\da-f-]{36})\/\.well-known\/openid-configuration$/.exec(context.path)?.[1];
    // An issuer for each organisation, with one set of keys, as CircleCI has them.
    if (tenant !== undefined) {
      context.body = { issuer: `${issuer}/${tenant}`, jwks_uri: `${issuer}/jwks` };
      return;
    }
    await next();
    const told = Object.values(state.keys).map(({ jwk }) => jwk);
    if (context.path === '/jwks') context.body = { keys: state.publishKeys?.(told) ?? told };
    const body = context.body as Claims | undefined;
    if (context.path === '/.well-known/openid-configuration' && body !== undefined) state.describe?.(body);
    if (context.path === '/token' && typeof body?.['id_token'] === 'string') {
      body['id_token'] = signToken({ ...claimsOf(body['id_token']), ...state.claims });
    }
  });
  server.on('request', (request, response) => void provider.callback()(request, response));
  return {
    issuer,
    clientId,
    clientSecret,
    requests,
    signInAs(subject, claims = {}) {
      Object.assign(state, { subject, claims });
    },
    publicKey: () => createPublicKey(state.keys[state.algorithm].privateKey),
    signBy: (algorithm) => void (state.algorithm = algorithm),
    rotateKeys: () => void (state.keys = makeKeys()),
    forge: (change) => void (state.forge = change),
    describe: (change) => void (state.describe = change),
    publishKeys: (change) => void (state.publishKeys = change),
    mint(claims) {
      const now = Math.floor(Date.now() / 1000);
      return signToken({ iss: issuer, iat: now, exp: now + 300, ...claims });
    },
    visit: (url) => visit(issuer, url),
  };
}

function configurationFor(clientId: string, clientSecret: string, keys: Keys): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: ['http://127.0.0.1/'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['a key of the cookies'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    jwks: {
      keys: Object.values(keys).map(({ privateKey, kid }) => ({
        ...privateKey.export({ format: 'jwk' }),
        kid,
      })),
    },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
    findAccount: (_context, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      const grant = new oidc.provider.Grant({ clientId, ...(accountId === undefined ? {} : { accountId }) });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}

async function finishInteraction(
  provider: Provider,
  context: Parameters<Parameters<Provider['use']>[0]>[0],
  accountId: string,
): Promise<void> {
  context.respond = false;
  await provider.interactionFinished(context.req, context.res, { login: { accountId } });
}

function makeKeys(): Keys {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { RS256: toKey('RS256', rsa), ES256: toKey('ES256', ec) };
}

function toKey(alg: string, { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): Key {
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('hex').slice(0, 16);
  return { kid, privateKey, jwk: { ...jwk, kid, alg, use: 'sig' } };
}

function encode({ header, claims, key }: UnsignedToken, own: KeyObject): string {
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  if (key === 'none') return `${signed}.`;
  const by = key ?? own;
  if (by.type === 'secret') return `${signed}.${createHmac('sha256', by).update(signed).digest('base64url')}`;
  const signature = sign('sha256', Buffer.from(signed), { key: by, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
}

/** As a browser would, as long as it stays at the provider. */
async function visit(issuer: string, url: string): Promise<string> {
  const cookies = new Map<string, string>();
  for (let at = url, hop = 0; hop < 10; hop += 1) {
    if (!at.startsWith(`${issuer}/`)) return at;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(at, { headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) } });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    const { location } = answer.headers;
    if (location === undefined) throw new Error(`the provider answered ${answer.status}: ${answer.text}`);
    at = new URL(location, at).href;
  }
  throw new Error('the provider goes round in circles');
}
