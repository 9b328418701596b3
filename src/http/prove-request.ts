// A client shows, with its request, that its person is there; or is told how to.

import { isGatehouseError, type GatehouseError } from '../kernel/errors.ts';
import type { OneTimeChallenge, OneTimeRules, RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import { isSpared, proofAsked, proveOnce, type ProofDeps } from '../identity/one-time/one-time-proof.ts';
import { beginPageProof } from '../identity/one-time/page-proof.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** `Publisher.prove` of a request: by the code that came with it, or because its person was there a moment ago. */
export function proverOf(
  { registry, clientLogin }: Pick<RegistryHttpDeps, 'registry' | 'clientLogin'>,
  { ecosystem, request, message, reader }: Exchange,
): ((needed: GatehouseError) => Promise<void>) | undefined {
  const oneTime = oneTimeOf(registry, { ecosystem, request });
  if (oneTime === undefined || clientLogin === undefined) return undefined;
  const { principal, address } = reader;
  return async (needed) => {
    const asked = proofAsked(needed);
    if (principal.kind !== 'token' || asked === undefined) throw needed;
    if (asked.kind === 'change' && (await isSpared(clientLogin, principal, address))) return;
    const code = oneTime.presented(message.headers as Headers);
    if (code === undefined) throw needed;
    await proveOnce(clientLogin, principal, { code, what: asked.what, request: requestOf(message), address });
  };
}

/** The answer to `error` where it asks for a proof, and the client can give one. */
export async function challengeFor(
  deps: Pick<RegistryHttpDeps, 'registry' | 'clientLogin'>,
  exchange: Exchange,
  error: unknown,
): Promise<RenderedAnswer | undefined> {
  const { registry, clientLogin } = deps;
  const asked = proofAsked(error);
  const oneTime = oneTimeOf(registry, exchange);
  const { principal } = exchange.reader;
  if (
    asked === undefined ||
    oneTime === undefined ||
    clientLogin === undefined ||
    principal.kind !== 'token'
  ) {
    return undefined;
  }
  const isFetched = oneTime.opensPage(exchange.message.headers as Headers);
  const account = await clientLogin.identity.findAccount(principal.accountId);
  const factors = await clientLogin.factorStores.factors.factorsOf(principal.accountId);
  return oneTime.challenge({
    sentence: (error as GatehouseError).message,
    act: asked.what,
    registryUrl: `${registry.publicUrl}/${exchange.ecosystem}`,
    hasAuthenticator: account !== undefined && factors.some(({ kind }) => kind === 'totp'),
    ...(await pageFor(clientLogin, exchange, { ...asked, isFetched })),
  });
}

/** Where an ecosystem's own client cannot, scripts that settle who publishes still can. */
function oneTimeOf(
  { adapters }: RegistryHttpDeps['registry'],
  { ecosystem, request }: Pick<Exchange, 'ecosystem' | 'request'>,
): OneTimeRules | undefined {
  const { answers, publisherConfigs } = adapters[ecosystem];
  return request.kind === 'publisher-configs' ? publisherConfigs?.oneTime : answers.oneTime;
}

/** A page to say yes on; none for who had too many made. */
async function pageFor(
  deps: ProofDeps,
  { message, reader }: Exchange,
  asked: Pick<Parameters<typeof beginPageProof>[2], 'kind' | 'what' | 'isFetched'>,
): Promise<Pick<OneTimeChallenge, 'pageUrl' | 'done'>> {
  if (reader.principal.kind !== 'token') return {};
  const client = message.headers['user-agent'] ?? '';
  const { address } = reader;
  try {
    const about = { ...asked, request: requestOf(message), client, address };
    const { id, doneSecret } = await beginPageProof(deps, reader.principal, about);
    const pageUrl = `${deps.letterHead.publicUrl}/client-proof/${id}`;
    return asked.isFetched ? { pageUrl, done: doneSecret } : { pageUrl };
  } catch (error) {
    if (!isGatehouseError(error, 'too-many-requests')) throw error;
    // A code can still be typed.
    return {};
  }
}

/** What a code of the page is good for: this method and address, without its query. */
export function requestOf({ method = '', url = '' }: Exchange['message']): string {
  return `${method} ${url.split('?', 1)[0] ?? ''}`;
}
