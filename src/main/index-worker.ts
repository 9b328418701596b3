// The worker thread that reads and writes large indexes, so that they never hold the server's event loop.

import { constants, setPriority } from 'node:os';
import { parentPort, workerData, type MessagePort, type Transferable } from 'node:worker_threads';

import { isGatehouseError, messageOf } from '../kernel/errors.ts';
import type { Documents, PackageIndex } from '../ecosystems/adapter-index-document.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import {
  compressDocument,
  isStored,
  STORED_BYTES,
  type RenderedDocument,
  type StoredBytes,
} from '../registry/compress-document.ts';
import { viewOf } from '../registry/index-engine.ts';
import type {
  Failure,
  IndexAnswer,
  IndexAnswers,
  IndexNote,
  IndexQuestion,
  IndexQuestions,
  IndexWorkerData,
} from './index-messages.ts';
import { unpackOrder, type OrderPart } from './pack-order.ts';
import { freeMemory, storeDocument } from './store-document.ts';

/** Documents of open indexes together; the one that was used last stays open whatever its size. */
const OPEN_BYTES = 128 * 1024 * 1024;
/** An index that is not used for so long is let go; the server sends its documents again when it needs it. */
const IDLE_MS = 5_000;
/** Versions and files in one answer, few enough to be read in a few milliseconds. */
const FACTS_WEIGHT = 800;
/** Smaller bytes may stand in memory that is shared with others, and are copied. */
const SHARED_BYTES = 64 * 1024;

interface OpenIndex {
  readonly index: PackageIndex;
  readonly documents: Documents;
  usedAt: number;
}

class IndexWorker {
  readonly #port: MessagePort;
  readonly #folder: string | undefined;
  /** Documents on their way in, by the id of their index. */
  readonly #arriving = new Map<number, Map<string, Uint8Array>>();
  /** The least recently used first. */
  readonly #open = new Map<number, OpenIndex>();
  readonly #orders = new Map<number, OrderPart[]>();

  constructor(port: MessagePort, { folder }: IndexWorkerData) {
    this.#port = port;
    this.#folder = folder;
  }

  start(): void {
    this.#port.on('message', (message: IndexQuestion | IndexNote) => void this.#hear(message));
    setInterval(() => this.#closeIdle(), IDLE_MS / 2).unref();
  }

  async #hear(message: IndexQuestion | IndexNote): Promise<void> {
    if (message.kind === 'close') {
      this.#arriving.delete(message.index);
      this.#close(message.index);
    } else if (message.kind === 'part') this.#addPart(message.order, message.part);
    else await this.#answer(message);
  }

  async #answer(question: IndexQuestion): Promise<void> {
    const { request } = question;
    try {
      const answer = await this.#find(question);
      const transfer = typeof answer === 'object' && 'etag' in answer ? buffersOf(answer) : [];
      this.#port.postMessage({ request, answer } satisfies IndexAnswer, transfer);
    } catch (error) {
      this.#port.postMessage({ request, failure: describe(error) } satisfies IndexAnswer);
    }
  }

  #find(
    question: IndexQuestion,
  ): IndexAnswers['piece' | 'open' | 'about' | 'facts'] | Promise<IndexAnswers['render']> {
    if (question.kind === 'piece') return this.#take(question);
    if (question.kind === 'open') return this.#read(question);
    if (question.kind === 'about') return this.#readAbout(question);
    if (question.kind === 'facts') return this.#facts(question);
    return this.#render(question);
  }

  #take({ index: id, document, sizeBytes, at, bytes }: IndexQuestions['piece']): 'taken' {
    const documents = this.#arriving.get(id) ?? new Map<string, Uint8Array>();
    this.#arriving.set(id, documents);
    let whole = documents.get(document);
    if (whole === undefined || at === 0) {
      this.#makeRoom(sizeBytes);
      whole = Buffer.allocUnsafeSlow(sizeBytes);
      documents.set(document, whole);
    }
    whole.set(bytes, at);
    return 'taken';
  }

  #read({ index: id, ecosystem, context }: IndexQuestions['open']): IndexAnswers['open'] {
    const documents = this.#takeArrived(id);
    this.#close(id);
    const index = ADAPTERS[ecosystem].index.read(documents, context);
    this.#open.set(id, { index, documents, usedAt: performance.now() });
    const { name, updatedAt, status } = index;
    return {
      name,
      ...(updatedAt === undefined ? {} : { updatedAt }),
      ...(status === undefined ? {} : { status }),
      count: index.versions.length,
    };
  }

  #readAbout({ index: id, ecosystem, question }: IndexQuestions['about']): IndexAnswers['about'] {
    const documents = this.#takeArrived(id);
    try {
      return ADAPTERS[ecosystem].about.read(question, { ...question, documents });
    } finally {
      for (const bytes of documents.values()) freeMemory(bytes);
    }
  }

  #takeArrived(id: number): Map<string, Uint8Array> {
    const documents = this.#arriving.get(id) ?? new Map<string, Uint8Array>();
    this.#arriving.delete(id);
    return documents;
  }

  #facts({ index: id, from }: IndexQuestions['facts']): IndexAnswers['facts'] {
    const open = this.#use(id);
    if (open === undefined) return 'not-open';
    const { versions } = open.index;
    let end = from;
    for (let weight = 0; end < versions.length && weight < FACTS_WEIGHT; end += 1) {
      weight += 1 + (versions[end]?.artifacts.length ?? 0);
    }
    return versions.slice(from, end);
  }

  async #render({ index: id, order, head }: IndexQuestions['render']): Promise<IndexAnswers['render']> {
    const parts = this.#orders.get(order) ?? [];
    this.#orders.delete(order);
    const open = this.#use(id);
    if (open === undefined) return 'not-open';
    const rendered = open.index.render(viewOf(unpackOrder(parts, head, open.index.versions)));
    if (rendered === undefined) return 'nothing';
    const isTooLarge = this.#folder !== undefined && rendered.body.byteLength >= STORED_BYTES;
    const answer = isTooLarge
      ? await storeDocument(rendered, this.#folder ?? '')
      : ownBytes(await compressDocument(rendered));
    this.#use(id);
    return answer;
  }

  #addPart(order: number, part: OrderPart): void {
    const parts = this.#orders.get(order);
    if (parts === undefined) this.#orders.set(order, [part]);
    else parts.push(part);
  }

  #use(id: number): OpenIndex | undefined {
    const open = this.#open.get(id);
    if (open === undefined) return undefined;
    open.usedAt = performance.now();
    this.#open.delete(id);
    this.#open.set(id, open);
    return open;
  }

  #makeRoom(sizeBytes: number): void {
    let total = sizeBytes;
    for (const { documents } of this.#open.values()) total += sizeOf(documents);
    for (const [id, { documents }] of this.#open) {
      if (total <= OPEN_BYTES) return;
      total -= sizeOf(documents);
      this.#close(id);
    }
  }

  #closeIdle(): void {
    const now = performance.now();
    for (const [id, { usedAt }] of this.#open) if (now - usedAt > IDLE_MS) this.#close(id);
  }

  #close(id: number): void {
    const documents = this.#open.get(id)?.documents ?? new Map<string, Uint8Array>();
    this.#open.delete(id);
    for (const bytes of documents.values()) freeMemory(bytes);
  }
}

function sizeOf(documents: Documents): number {
  let sizeBytes = 0;
  for (const bytes of documents.values()) sizeBytes += bytes.byteLength;
  return sizeBytes;
}

/** The document with bytes that no one else has. */
function ownBytes(document: RenderedDocument): RenderedDocument {
  const { body, gzip, brotli } = document;
  return {
    ...document,
    body: own(body),
    ...(gzip === undefined ? {} : { gzip: own(gzip) }),
    ...(brotli === undefined ? {} : { brotli: own(brotli) }),
  };
}

function own(bytes: Uint8Array | StoredBytes): Uint8Array | StoredBytes {
  if (isStored(bytes) || bytes.byteLength >= SHARED_BYTES) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.byteLength);
  copy.set(bytes);
  return copy;
}

function buffersOf({ body, gzip, brotli }: RenderedDocument): Transferable[] {
  return [body, gzip, brotli].flatMap((bytes) => {
    if (bytes === undefined || isStored(bytes)) return [];
    return bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
  });
}

function describe(error: unknown): Failure {
  if (!isGatehouseError(error)) return { message: messageOf(error) };
  return { code: error.code, message: error.message, facts: error.facts };
}

if (parentPort !== null) {
  // On Linux this is the priority of this thread alone: the server's own thread goes first.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what IndexThread starts this worker with
  new IndexWorker(parentPort, workerData as IndexWorkerData).start();
}
