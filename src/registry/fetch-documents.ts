// Brings the documents of a package (or of an upstream itself) up to date: from storage while fresh, else from the upstream.

import type { Clock, Instant } from '../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import type { DocumentRequest } from '../ecosystems/adapter-index-document.ts';
import { findKept, keepBody, type KeptDocument, type KeptDocuments } from './kept-document.ts';
import type {
  BlobStore,
  DocumentOwner,
  DocumentRecord,
  DocumentStore,
  UpstreamClient,
  UpstreamResponse,
} from './ports.ts';
import { isRefusal, unexpectedStatus } from './unexpected-status.ts';
import { isOfUpstream, upstreamKey, type Upstream } from './upstreams.ts';

export interface FetchDocumentsDeps {
  readonly clock: Clock;
  readonly blobs: BlobStore;
  readonly client: UpstreamClient;
  readonly documents: Pick<DocumentStore, 'list'>;
  readonly limits: DocumentLimits;
}

export interface DocumentLimits {
  /** How long a document is served without asking the upstream again. */
  readonly freshMs: number;
  /** How long an absence is believed. */
  readonly absentMs: number;
  readonly maxBytes: number;
}

/** The documents at hand, and what changed on the way. */
export interface FetchedDocuments {
  readonly documents: KeptDocuments;
  /** What was kept before this fetch, of documents that changed. */
  readonly before: KeptDocuments;
  /** Rows to be saved: new, changed or confirmed. */
  readonly toSave: readonly DocumentRecord[];
  /** The oldest confirmation among them. */
  readonly checkedAt: Instant;
  /** Set when the upstream could not be asked and older bytes serve. */
  readonly staleBecause?: string;
  /** Whether the upstream once had the package and says now that it has not. */
  readonly vanished: boolean;
  /** Whether that was so already before this fetch. */
  readonly wasVanished: boolean;
  /** Whether a required document never existed. */
  readonly missing: boolean;
}

interface Fetched {
  readonly request: DocumentRequest;
  readonly record: DocumentRecord;
  readonly document?: KeptDocument;
  readonly before?: KeptDocument;
  readonly isNew: boolean;
  readonly vanished: boolean;
  readonly wasVanished: boolean;
  readonly staleBecause?: string;
}

/**
 * Fetches `requests` side by side. While an upstream is down, what was fetched before keeps serving.
 * Throws what the upstream client throws when nothing is at hand, and `upstream-refused` or `upstream-forbids` for
 * statuses that are no answer.
 */
export async function fetchDocuments(
  deps: FetchDocumentsDeps,
  upstream: Upstream,
  owner: DocumentOwner,
  requests: readonly DocumentRequest[],
): Promise<FetchedDocuments> {
  const known = new Map((await deps.documents.list(owner)).map((record) => [record.key, record]));
  const fetched = await Promise.all(
    requests.map((request) => fetchOne(deps, upstream, owner, request, known.get(request.key))),
  );
  const stale = fetched.find(({ staleBecause }) => staleBecause !== undefined)?.staleBecause;
  return {
    documents: collect(fetched, (one) => one.document),
    before: collect(fetched, (one) => one.before),
    toSave: fetched.filter(({ isNew }) => isNew).map(({ record }) => record),
    checkedAt: Math.min(...fetched.map(({ record }) => record.checkedAt)),
    ...(stale === undefined ? {} : { staleBecause: stale }),
    vanished: fetched.some(({ request, vanished }) => vanished && request.optional !== true),
    wasVanished: fetched.some(({ request, wasVanished }) => wasVanished && request.optional !== true),
    missing: fetched.some(({ request, document }) => document === undefined && request.optional !== true),
  };
}

function collect(
  fetched: readonly Fetched[],
  pick: (one: Fetched) => KeptDocument | undefined,
): KeptDocuments {
  return new Map(
    fetched.flatMap((one) => {
      const document = pick(one);
      return document === undefined ? [] : [[one.request.key, document] as const];
    }),
  );
}

async function fetchOne(
  deps: FetchDocumentsDeps,
  upstream: Upstream,
  owner: DocumentOwner,
  request: DocumentRequest,
  known: DocumentRecord | undefined,
): Promise<Fetched> {
  const now = deps.clock.now();
  const wasVanished = known !== undefined && known.absentSince !== undefined && known.sha256 !== undefined;
  const asBefore = { isNew: false, vanished: wasVanished, wasVanished };
  if (known !== undefined && now - known.checkedAt < lifetime(deps.limits, known)) {
    const held = await atHand(deps, request, known);
    // Without its bytes a document counts as never fetched.
    if (held.document !== undefined || known.sha256 === undefined) {
      return { ...held, ...asBefore };
    }
  }
  try {
    return { ...(await ask(deps, upstream, owner, request, known)), wasVanished };
  } catch (error) {
    if (known?.sha256 === undefined || !isUpstreamTrouble(error)) throw error;
    const staleBecause = error.message;
    return { ...(await atHand(deps, request, known)), ...asBefore, staleBecause };
  }
}

function lifetime(limits: DocumentLimits, record: DocumentRecord): number {
  return record.absentSince === undefined ? limits.freshMs : limits.absentMs;
}

function isUpstreamTrouble(error: unknown): error is GatehouseError {
  return isGatehouseError(
    error,
    'upstream-unreachable',
    'upstream-refused',
    'upstream-forbids',
    'upstream-loop',
    'upstream-invalid',
  );
}

/** The stored document; gone from the blob store it counts as never fetched. */
async function atHand(
  deps: FetchDocumentsDeps,
  request: DocumentRequest,
  record: DocumentRecord,
): Promise<Pick<Fetched, 'request' | 'record' | 'document'>> {
  const document = record.sha256 === undefined ? undefined : await findKept(deps.blobs, record.sha256);
  return { request, record, ...(document === undefined ? {} : { document }) };
}

async function ask(
  deps: FetchDocumentsDeps,
  upstream: Upstream,
  owner: DocumentOwner,
  request: DocumentRequest,
  known: DocumentRecord | undefined,
): Promise<Omit<Fetched, 'wasVanished'>> {
  const before = known?.sha256 === undefined ? undefined : await findKept(deps.blobs, known.sha256);
  const validators = known === undefined || before === undefined ? undefined : known;
  const response = await deps.client.get({
    url: addressOf(upstream, request),
    upstream: upstreamKey(upstream),
    maxBytes: deps.limits.maxBytes,
    ...(request.accept === undefined ? {} : { accept: request.accept }),
    ...(validators?.etag === undefined ? {} : { etag: validators.etag }),
    ...(validators?.lastModified === undefined ? {} : { lastModified: validators.lastModified }),
  });
  const now = deps.clock.now();
  const base = { request, isNew: true, vanished: false };
  if (response.status === 304 && known !== undefined && before !== undefined) {
    response.discard();
    const { absentSince: _, ...confirmed } = known;
    return { ...base, record: { ...confirmed, checkedAt: now }, document: before };
  }
  // What a gatehouse refuses is there, and kept from us: gone only for those who had it.
  const isAbsent = before !== undefined || !isRefusal(response);
  if (isAbsent && (response.status === 404 || response.status === 410 || response.status === 451)) {
    response.discard();
    return { ...base, ...absence(owner, request, known, before, now) };
  }
  return { ...base, ...(await accept(deps, upstream, owner, request, response, before)) };
}

/** Where the document is: below the upstream's address, or where the upstream says, on a host of its own. */
function addressOf(upstream: Upstream, { path }: DocumentRequest): string {
  const { href, host } = new URL(path, `${upstream.url}/`);
  if (isOfUpstream(upstream, href)) return href;
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot fetch a document: upstream ${upstream.name} points to ${host}, which is neither its own host nor one of its artifact_hosts`,
    { facts: { upstream: upstream.name, host } },
  );
}

function absence(
  owner: DocumentOwner,
  request: DocumentRequest,
  known: DocumentRecord | undefined,
  before: KeptDocument | undefined,
  now: Instant,
): Pick<Fetched, 'record' | 'document' | 'vanished'> {
  const record = known ?? { ...owner, key: request.key, sizeBytes: 0, fetchedAt: now, checkedAt: now };
  return {
    record: { ...record, checkedAt: now, absentSince: known?.absentSince ?? now },
    ...(before === undefined ? {} : { document: before }),
    vanished: before !== undefined,
  };
}

async function accept(
  deps: FetchDocumentsDeps,
  upstream: Upstream,
  owner: DocumentOwner,
  request: DocumentRequest,
  response: UpstreamResponse,
  before: KeptDocument | undefined,
): Promise<Pick<Fetched, 'record' | 'document' | 'before'>> {
  if (response.status !== 200) {
    response.discard();
    throw unexpectedStatus(upstream, request.path, response);
  }
  const document = await keepBody(deps.blobs, response.body, deps.limits.maxBytes);
  const now = deps.clock.now();
  const { etag, 'last-modified': lastModified } = response.headers;
  return {
    record: {
      ...owner,
      key: request.key,
      sha256: document.sha256,
      sizeBytes: document.sizeBytes,
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
      fetchedAt: now,
      checkedAt: now,
    },
    document,
    ...(before === undefined || before.sha256 === document.sha256 ? {} : { before }),
  };
}

/** A bounded body as one buffer; the bound is the client's. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
