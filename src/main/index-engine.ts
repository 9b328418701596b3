// Reads and writes indexes: small ones where they are asked for, large ones in worker threads.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { IndexContext, IndexFacts } from '../ecosystems/adapter-index-document.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import { startTurn } from '../evidence/turn.ts';
import type { RenderedDocument } from '../registry/compress-document.ts';
import {
  createInlineEngine,
  type IndexEngine,
  type ReadIndex,
  type RenderOrder,
} from '../registry/index-engine.ts';
import { sizeOfKept, SMALL_BYTES, type KeptDocuments } from '../registry/kept-document.ts';
import type { IndexAnswers, IndexWorkerData } from './index-messages.ts';
import { IndexThread } from './index-thread.ts';
import { packOrder } from './pack-order.ts';
import { takeStored } from './stored-file.ts';

export interface ThreadedIndexEngine extends IndexEngine {
  /** Ends the threads; what they were working on fails with `undecided`. */
  close(): Promise<void>;
}

/** From this size on documents have a thread of their own, so that lesser ones do not wait for them. */
const HUGE_BYTES = 16 * 1024 * 1024;
/** Others that are read or written at the same time; together they fit into what the worker keeps open. */
const LARGE_AT_ONCE = 4;
/** A thread without work ends after this long. */
const IDLE_MS = 20_000;
/** What one version, and one file of it, take in memory, roughly. */
const FACTS_BYTES = 400;

/** Threads start with the first large document. */
export function createIndexEngine(
  adapters: Readonly<Record<Ecosystem, Adapter>>,
  data: IndexWorkerData = {},
): ThreadedIndexEngine {
  const startThread = () => new IndexThread(data);
  const inline = createInlineEngine(adapters);
  const large = new Lane(startThread, LARGE_AT_ONCE);
  const huge = new Lane(startThread, 1);
  let indexes = 0;
  return {
    async read(ecosystem, documents, context) {
      const sizeBytes = sizeOfKept(documents);
      if (sizeBytes <= SMALL_BYTES) return inline.read(ecosystem, documents, context);
      const lane = sizeBytes < HUGE_BYTES ? large : huge;
      const reading = { id: indexes++, ecosystem, documents, context };
      const isDecisionEnough = adapters[ecosystem].index.rendersByDecisionAlone === true;
      return lane.use((thread) => readElsewhere(lane, thread, reading, isDecisionEnough));
    },
    async readAbout(ecosystem, documents, question) {
      const sizeBytes = sizeOfKept(documents);
      if (sizeBytes <= SMALL_BYTES) return inline.readAbout(ecosystem, documents, question);
      const lane = sizeBytes < HUGE_BYTES ? large : huge;
      const index = indexes++;
      return lane.use(async (thread) => {
        await send(thread, { id: index, documents });
        return thread.ask('about', { index, ecosystem, question });
      });
    },
    async close() {
      await Promise.all([large.end(), huge.end()]);
    },
  };
}

/** One thread at a time: started when it is needed, replaced when it died, ended when it has nothing to do. */
class Lane {
  readonly #start: () => IndexThread;
  readonly #maxUsers: number;
  readonly #queue: (() => void)[] = [];
  #thread: IndexThread | undefined;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(start: () => IndexThread, maxUsers: number) {
    this.#start = start;
    this.#maxUsers = maxUsers;
  }

  async use<T>(work: (thread: IndexThread) => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      if (this.#thread === undefined || this.#thread.isEnded) this.#thread = this.#start();
      return await work(this.#thread);
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#users < this.#maxUsers) {
      this.#users += 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#queue.push(resolve);
    await promise;
  }

  /** The place goes to who waited longest. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#users -= 1;
    if (this.#users === 0) this.#idle = setTimeout(() => void this.end(), IDLE_MS).unref();
  }

  /** Says so to the thread, if it is the one at work. */
  close(thread: IndexThread, index: number): void {
    if (thread === this.#thread) thread.tell({ kind: 'close', index });
  }

  async end(): Promise<void> {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }
}

interface Reading {
  readonly id: number;
  readonly ecosystem: Ecosystem;
  readonly documents: KeptDocuments;
  readonly context: IndexContext;
}

async function readElsewhere(
  lane: Lane,
  thread: IndexThread,
  reading: Reading,
  isDecisionEnough: boolean,
): Promise<ReadIndex> {
  const { count, ...facts } = await open(thread, reading);
  const versions = await fetchVersions(thread, reading, count);
  const files = versions.reduce((sum, { artifacts }) => sum + artifacts.length, 0);
  return {
    ...facts,
    versions,
    heldBytes: (versions.length + files) * FACTS_BYTES,
    render: (order) => lane.use((now) => renderElsewhere(now, reading, versions, order, isDecisionEnough)),
    release: () => lane.close(thread, reading.id),
  };
}

async function open(thread: IndexThread, reading: Reading): Promise<IndexAnswers['open']> {
  await send(thread, reading);
  return thread.ask('open', { index: reading.id, ecosystem: reading.ecosystem, context: reading.context });
}

/** Documents go over piece by piece: no large one is ever whole in this thread. */
async function send(
  thread: IndexThread,
  { id: index, documents }: Pick<Reading, 'id' | 'documents'>,
): Promise<void> {
  for (const [document, kept] of documents) {
    let at = 0;
    for await (const bytes of kept.stream()) {
      const sizeBytes = bytes.byteLength;
      const transfer = kept.bytes === undefined ? ownBuffer(bytes) : [];
      const piece = { index, document, sizeBytes: kept.sizeBytes, at, bytes };
      await thread.ask('piece', piece, transfer);
      at += sizeBytes;
    }
  }
}

/** The memory of `bytes`, when nothing else is in it. */
function ownBuffer({ buffer, byteLength }: Uint8Array): readonly ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

/** One answer after the other, so that none holds the event loop for long. */
async function fetchVersions(
  thread: IndexThread,
  reading: Reading,
  count: number,
): Promise<IndexFacts['versions']> {
  const versions: IndexFacts['versions'][number][] = [];
  while (versions.length < count) {
    const some = await thread.ask('facts', { index: reading.id, from: versions.length });
    if (some === 'not-open') await open(thread, reading);
    else for (const one of some) versions.push(one);
  }
  return versions;
}

/** How often an index that was let go is opened again for the same order. */
const MAX_OPENINGS = 3;

/** An index that the thread has let go, or never had, is opened again. */
async function renderElsewhere(
  thread: IndexThread,
  reading: Reading,
  versions: IndexFacts['versions'],
  order: RenderOrder,
  isDecisionEnough: boolean,
): Promise<RenderedDocument | undefined> {
  for (let openings = 0; openings <= MAX_OPENINGS; openings += 1) {
    const answer = await sendOrder(thread, reading.id, versions, order, isDecisionEnough);
    if (answer === 'nothing') return undefined;
    if (answer !== 'not-open') return 'stored' in answer ? takeStored(answer) : answer;
    await open(thread, reading);
  }
  throw new GatehouseError('undecided', `Cannot write the index of ${order.ref.name}: found it closed`);
}

async function sendOrder(
  thread: IndexThread,
  index: number,
  versions: IndexFacts['versions'],
  order: RenderOrder,
  isDecisionEnough: boolean,
): Promise<IndexAnswers['render']> {
  const number = thread.nextOrder();
  const turn = startTurn();
  const parts = packOrder(order, versions, isDecisionEnough);
  let next = parts.next();
  for (; next.done !== true; next = parts.next()) {
    if (next.value !== undefined) thread.tell({ kind: 'part', order: number, part: next.value });
    await turn.next();
  }
  return thread.ask('render', { index, order: number, head: next.value });
}
