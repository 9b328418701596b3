// Answers clients that add, list and end trusted publishers as their ecosystem's registry has them: by the use cases of the pages.

import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import type {
  ConfigProvider,
  PublisherConfigRequest,
  PublisherConfigRules,
  ToldConfig,
} from '../ecosystems/adapter-publisher-configs.ts';
import { isNamespacePattern } from '../identity/trusted-publishing/publisher-owner.ts';
import {
  addPublisher,
  listOwnPublishers,
  listPublishers,
  removePublisher,
} from '../identity/trusted-publishing/publishers.ts';
import type { Publisher } from '../identity/trusted-publishing/trusted-publishing-ports.ts';
import {
  assertCovered,
  isCovered,
  look,
  prove,
  publicIssuerOf,
  publisherWords,
  type Governing,
} from './governing.ts';
import { readBody } from './read-body.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';
import { requireGoverning } from './send-governed.ts';
import { sendAnswer } from './send-document.ts';

interface Asking extends Governing {
  readonly rules: PublisherConfigRules;
}

/** Throws `not-found` where there is no such list, `needs-confirmation`, and what each use case throws. */
export async function sendPublisherConfigs(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: PublisherConfigRequest,
): Promise<void> {
  const { governing } = deps;
  const rules = deps.registry.adapters[exchange.ecosystem].publisherConfigs;
  if (rules === undefined || governing === undefined) {
    throw new GatehouseError('not-found', 'Cannot find this address');
  }
  requireGoverning(deps, exchange, request.ask === 'list' ? 'publishers' : `${request.ask}-publisher`);
  const asking = { deps, exchange, governing, rules };
  sendAnswer(exchange.message, exchange.response, await answerTo(asking, request));
}

function answerTo(asking: Asking, request: PublisherConfigRequest): Promise<RenderedAnswer> {
  switch (request.ask) {
    case 'list':
      return list(asking, request);
    case 'add':
      return add(asking, request.provider);
    case 'remove':
      return remove(asking, request);
  }
}

async function list(
  asking: Asking,
  request: Extract<PublisherConfigRequest, { ask: 'list' }>,
): Promise<RenderedAnswer> {
  const { provider, perPage, after } = request;
  const all = (await meant(asking, request)).filter((one) => one.provider === provider).toSorted(byTime);
  const following = after === undefined ? all : all.filter((one) => byTime(one, after) > 0);
  return asking.rules.list(provider, {
    configs: following.slice(0, perPage).map(told),
    total: all.length,
    ...(following.length > perPage ? { next: request } : {}),
  });
}

async function meant(
  asking: Asking,
  { name, user = '' }: Extract<PublisherConfigRequest, { ask: 'list' }>,
): Promise<readonly Publisher[]> {
  const { exchange, governing, rules } = asking;
  const { ecosystem } = exchange;
  const person = await look(asking, 'list trusted publishers');
  if (name !== undefined) {
    assertCovered(asking, name);
    return listPublishers(governing.trusted, person, { ecosystem, pattern: name });
  }
  if (!rules.isUser(user, person.accountId)) {
    throw new GatehouseError('not-allowed', 'Cannot list trusted publishers of somebody else');
  }
  return listOwnPublishers(governing.trusted, person, ecosystem, (own) => isCovered(asking, own));
}

async function add(asking: Asking, provider: ConfigProvider): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const { ecosystem } = exchange;
  const { name, settings } = rules.read(await readBody(exchange.message), provider);
  const right = 'publish';
  const person = await prove(asking, publisherWords(name, { provider, settings, right }), {
    ecosystem,
    name,
  });
  const issuer = publicIssuerOf(governing.trusted, provider);
  const subject = { ecosystem, pattern: name };
  const wish = { subject, issuer: issuer.name, settings, right } as const;
  return rules.added(provider, told(await addPublisher(governing.trusted, person, wish)));
}

async function remove(
  asking: Asking,
  { provider, id }: Extract<PublisherConfigRequest, { ask: 'remove' }>,
): Promise<RenderedAnswer> {
  const { exchange, governing, rules } = asking;
  const name = await nameOfKnown(asking, provider, id);
  const ref = { ecosystem: exchange.ecosystem, name };
  const person = await prove(asking, `end a trusted publisher of ${name}`, ref);
  await removePublisher(governing.trusted, person, id);
  return rules.removed();
}

/** The id is all that is sent: whether there is such a one, only those learn who may see it, and whose token is for its package. */
async function nameOfKnown(
  asking: Asking,
  provider: ConfigProvider,
  id: string,
): Promise<ToldConfig['name']> {
  const { exchange, governing } = asking;
  const { ecosystem } = exchange;
  const person = await look(asking, 'end a trusted publisher');
  const found = await governing.trusted.stores.publishers.find(id);
  if (found?.ecosystem !== ecosystem || found.provider !== provider) throw noConfig();
  // Those of a whole namespace are in no list here.
  if (isNamespacePattern(found.pattern)) throw noConfig();
  const name = asPackageName(found.pattern);
  if (!isCovered(asking, name)) throw noConfig();
  try {
    const seen = await listPublishers(governing.trusted, person, found);
    if (seen.some((one) => one.id === id)) return name;
  } catch (error) {
    if (!isGatehouseError(error, 'not-found')) throw error;
  }
  throw noConfig();
}

function byTime(
  left: Pick<Publisher, 'createdAt' | 'id'>,
  right: Pick<Publisher, 'createdAt' | 'id'>,
): number {
  return left.createdAt - right.createdAt || (left.id < right.id ? -1 : Number(left.id > right.id));
}

function told({ id, pattern, settings, pins, createdAt }: Publisher): ToldConfig {
  return { id, name: asPackageName(pattern), settings, pins, createdAt };
}

function noConfig(): GatehouseError {
  return new GatehouseError(
    'not-found',
    'Cannot end a trusted publisher: found none of this id that you may know',
  );
}
