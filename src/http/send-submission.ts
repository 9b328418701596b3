// Takes in what a client sends to be published, and answers in the client's own words.

import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import { listPackagePeople } from '../identity/organisations/package-people.ts';
import { requireWriter } from '../registry/publish/publish-right.ts';
import { submit } from '../registry/publish/submit.ts';
import { given } from '../kernel/given.ts';
import { proverOf } from './prove-request.ts';
import { withPublishingBody } from './read-publishing-body.ts';
import type { Exchange, RegistryHttpDeps, RequestOf } from './registry-exchange.ts';
import { sendAnswer } from './send-document.ts';

/** Throws `not-signed-in` before anything is read, and what reading the body and publishing throw. */
export async function sendSubmission(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  { variant, name, selector }: RequestOf<'submit'>,
): Promise<void> {
  const { publishing } = deps;
  const { ecosystem, message, response } = exchange;
  const { principal, address, view } = exchange.reader;
  if (publishing === undefined)
    throw new GatehouseError('read-only', 'Cannot publish: this server only reads');
  requireWriter(publishing.registry, principal);
  const publisher = { principal, place: { address, view }, ...given('prove', proverOf(deps, exchange)) };
  const answer = await withPublishingBody(publishing, principal, message, (body) =>
    submit(publishing, publisher, ecosystem, {
      variant,
      ...given('name', name),
      ...given('selector', selector),
      headers: message.headers as Readonly<Record<string, string | undefined>>,
      registryUrl: `${publishing.registry.publicUrl}/${ecosystem}`,
      body,
      takesSnapshots: publishing.rules.mavenSnapshots,
    }),
  );
  sendAnswer(message, response, answer);
}

/** Throws `not-found` in the same words for what is not published here and what its reader may not know. */
export async function sendPeople(
  { publishing, registry }: RegistryHttpDeps,
  { ecosystem, message, response, reader }: Exchange,
  { name }: RequestOf<'people'>,
): Promise<void> {
  const render = registry.adapters[ecosystem].publish?.renderPeople;
  if (publishing === undefined || render === undefined)
    throw new GatehouseError('not-found', 'Cannot tell who publishes this: nothing is published here');
  const people = await listPackagePeople(publishing.people, reader.principal, { ecosystem, name });
  sendAnswer(message, response, render(people));
}

/** The status by which the ecosystem's clients know an error of publishing; undefined: the house's own. */
export function statusForClient(
  { registry }: Pick<RegistryHttpDeps, 'registry'>,
  { ecosystem, request }: Pick<Exchange, 'ecosystem' | 'request'>,
  error: unknown,
): number | undefined {
  if (request.kind !== 'submit' || !isGatehouseError(error)) return undefined;
  return registry.adapters[ecosystem].publish?.statuses?.[error.code];
}
