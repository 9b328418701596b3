// A client's person makes, lists and ends tokens of their own, and asks who they are.

import { GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { TokenAsk, ToldToken } from '../ecosystems/adapter-governance.ts';
import type { RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import { parseReservationPattern } from '../governance/reservation-pattern.ts';
import type { Person } from '../identity/principal.ts';
import { hashSecret } from '../identity/secret.ts';
import { proveOwnPassword } from '../identity/sessions/prove-password.ts';
import { WRITE_ACTIONS } from '../identity/tokens/token-actions.ts';
import { looksLikeToken, prefixOf } from '../identity/tokens/token-text.ts';
import { listTokens, mintToken, revokeToken, type ListedToken } from '../identity/tokens/tokens.ts';
import { readBody } from './read-body.ts';
import { look, prove, type Asking } from './governing.ts';

export async function tellTokens(asking: Asking): Promise<RenderedAnswer> {
  const person = await look(asking, 'list tokens');
  const tokens = await inForce(asking, person);
  return asking.rules.tokens(tokens.map(told));
}

async function inForce({ governing: { identity } }: Asking, person: Person): Promise<readonly ListedToken[]> {
  const now = identity.clock.now();
  const tokens = await listTokens(identity, person);
  return tokens.filter(({ revokedAt, expiresAt = Infinity }) => revokedAt === undefined && expiresAt > now);
}

function told(token: ListedToken): ToldToken {
  const { id, name, scope, asksProof, networks = [], packages = [], createdAt } = token;
  return {
    id,
    prefix: prefixOf(scope),
    name,
    isReading: scope === 'read',
    asksProof: asksProof === true,
    networks,
    packages: packages.map(({ ecosystem, pattern }) => `${ecosystem}:${pattern}`),
    createdAt,
    ...given('expiresAt', token.expiresAt),
    ...given('lastUsedAt', token.lastUsedAt),
  };
}

export async function mint(asking: Asking): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const { identity } = governing;
  const wish = rules.readToken(await readBody(exchange.message), identity.clock.now());
  const { password } = wish;
  if (password === undefined) {
    throw new GatehouseError('invalid-request', 'Cannot make a token: expected your password');
  }
  const person = await prove(asking, 'make a token');
  await proveOwnPassword(identity, person, { password, address: exchange.reader.address });
  const { text, token } = await mintToken(identity, person, requestOf(asking, wish));
  return rules.minted(text, told(token));
}

function requestOf(
  { deps, exchange: { ecosystem } }: Asking,
  wish: TokenAsk,
): Parameters<typeof mintToken>[2] {
  const { names } = deps.registry.adapters[ecosystem];
  const { name, may, packages, networks, asksProof, lifetimeMs } = wish;
  const patterns = packages.map((one) => ({
    ecosystem,
    pattern: parseReservationPattern(one, names, 'bind a token to'),
  }));
  return {
    name,
    scope: may === 'read' ? 'read' : 'write',
    ...(may === 'read' ? {} : { actions: may === 'stage' ? ['stage'] : actionsFor(asksProof), asksProof }),
    ...(patterns.length === 0 ? {} : { packages: patterns }),
    ...(networks.length === 0 ? {} : { networks }),
    ...given('lifetimeMs', lifetimeMs),
  };
}

/** What is asked of nobody decides about nobody. */
function actionsFor(asksProof: boolean): readonly string[] {
  return Object.keys(WRITE_ACTIONS).filter((action) => asksProof || action !== 'manage-owners');
}

export async function revoke(asking: Asking, which: string): Promise<RenderedAnswer> {
  const { governing, rules } = asking;
  const person = await prove(asking, 'end a token');
  const own = await governing.identity.identity.tokensOf(person.accountId);
  const hash = looksLikeToken(which) ? hashSecret(which) : undefined;
  const token = own.find((one) => one.id === which || one.hash === hash);
  if (token === undefined) throw new GatehouseError('not-found', 'Cannot revoke token: you have none such');
  await revokeToken(governing.identity, person, token.id);
  return rules.done();
}

export async function tellProfile({ exchange, governing, rules }: Asking): Promise<RenderedAnswer> {
  const { principal } = exchange.reader;
  const accountId = principal.kind === 'nobody' ? '' : principal.accountId;
  const account = await governing.identity.identity.findAccount(accountId);
  if (account === undefined)
    throw new GatehouseError('not-signed-in', 'Cannot tell your profile: expected a token of an account');
  const { name, createdAt, strongestFactor } = account;
  return rules.profile({ name, hasFactor: strongestFactor !== undefined, createdAt });
}
