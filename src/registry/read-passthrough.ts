// Reads a document that the upstream keeps about a package or itself, and serves it as it stands when the version is allowed.

import { createHash } from 'node:crypto';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import { verdictOf } from '../kernel/verdict.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import type { RegistryRequest } from '../ecosystems/adapter-routes.ts';
import type { RenderedDocument } from './compress-document.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage } from './examine-package.ts';
import { fetchDocuments } from './fetch-documents.ts';
import { HOSTED } from './hosted/hosted-ports.ts';
import type { Upstream } from './upstreams.ts';
import { readIndex } from './read-index.ts';
import { refuse } from './refuse.ts';

export type PassthroughRequest = Extract<RegistryRequest, { kind: 'passthrough' }>;

export type PassthroughAnswer =
  | { readonly kind: 'document'; readonly body: Uint8Array; readonly contentType: string }
  /** It is made here, from what is published here. */
  | { readonly kind: 'index'; readonly document: RenderedDocument }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly isHosted?: boolean };

/** The document, or the refusal of the package or version it is about. Throws `not-found` and what fetching throws. */
export async function readPassthrough(
  deps: RegistryDeps,
  ecosystem: Ecosystem,
  request: PassthroughRequest,
  view: string,
): Promise<PassthroughAnswer> {
  const made = await readHostedInstead(deps, ecosystem, request, view);
  if (made !== undefined) return made;
  const home = await findHome(deps, ecosystem, request, view);
  if ('kind' in home) return home;
  const key = `passthrough:${request.path}`;
  const fetched = await fetchDocuments(
    {
      clock: deps.clock,
      blobs: deps.blobs,
      client: deps.client,
      documents: deps.stores.documents,
      limits: deps.limits.documents,
    },
    home,
    { ecosystem, upstream: home.name, name: request.name ?? '' },
    [{ key, path: request.path, accept: request.accept }],
  );
  if (fetched.toSave.length > 0) {
    await deps.work.transact(async ({ documents }) => {
      for (const record of fetched.toSave) await documents.save(record);
    });
  }
  const document = fetched.vanished ? undefined : fetched.documents.get(key);
  if (document === undefined) {
    throw new GatehouseError('not-found', `Cannot find ${request.path}: upstream ${home.name} has none`);
  }
  const body = await document.read();
  return { kind: 'document', body: digestIfAsked(body, request), contentType: request.contentType };
}

/** What its publishers here say of it is decided version by version, as an index is. */
async function readHostedInstead(
  deps: RegistryDeps,
  ecosystem: Ecosystem,
  { name, hosted }: PassthroughRequest,
  view: string,
): Promise<PassthroughAnswer | undefined> {
  if (name === undefined || hosted === undefined) return undefined;
  const { loaded } = await examinePackage(deps, { ecosystem, name }, view);
  return loaded?.upstream.name === HOSTED ? readIndex(deps, { ecosystem, name, ...hosted, view }) : undefined;
}

function digestIfAsked(body: Uint8Array, { digest }: PassthroughRequest): Uint8Array {
  return digest === undefined ? body : Buffer.from(createHash(digest).update(body).digest('hex'));
}

/** The upstream to ask: the package's own, else the first of the ecosystem. */
async function findHome(
  deps: RegistryDeps,
  ecosystem: Ecosystem,
  { name, version, path, reservedAs }: PassthroughRequest,
  view: string,
): Promise<Upstream | Extract<PassthroughAnswer, { kind: 'refused' }>> {
  if (name === undefined) {
    const refused = await refuseReserved(deps, ecosystem, reservedAs, view);
    if (refused !== undefined) return refused;
    const first = deps.upstreams.find((upstream) => upstream.ecosystem === ecosystem);
    if (first !== undefined) return first;
    throw new GatehouseError('not-found', `Cannot find ${path}: no ${ecosystem} upstream is configured`);
  }
  const ref = { ecosystem, name };
  const { decision, loaded } = await examinePackage(deps, ref, view, version);
  const verdict = version === undefined ? decision.name : verdictOf(decision, version);
  if (verdict.action === 'block' || loaded === undefined) {
    return { kind: 'refused', refusal: refuse(deps, ref, verdict, version) };
  }
  if (loaded.upstream.name !== HOSTED) return loaded.upstream;
  throw new GatehouseError('not-found', `Cannot find ${path}: ${name} is published here and has none`);
}

/** A group of ours is not even asked for upstream. */
async function refuseReserved(
  deps: RegistryDeps,
  ecosystem: Ecosystem,
  name: PackageName | undefined,
  view: string,
): Promise<Extract<PassthroughAnswer, { kind: 'refused' }> | undefined> {
  if (name === undefined || deps.knowledge.reservations({ ecosystem, name }).length === 0) return undefined;
  const ref = { ecosystem, name };
  const { decision } = await examinePackage(deps, ref, view);
  return decision.name.action === 'block'
    ? { kind: 'refused', refusal: refuse(deps, ref, decision.name) }
    : undefined;
}
