// Live events over server-sent events (WHATWG HTML section 9.2): every listener gets what is written, once it is
// committed, and goes on where it broke off.

import type { ServerResponse } from 'node:http';

import { mayEver, requireAccess } from '../../identity/access.ts';
import type { Principal } from '../../identity/principal.ts';
import type { DecisionRecord } from '../../exposure/decision-ports.ts';
import { CHANGE_KINDS } from '../../journal/change-kinds.ts';
import type { ChangeKind } from '../../journal/changes.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { SECOND_MS } from '../../kernel/clock.ts';
import type { ApiDeps } from './deps.ts';
import { describeFeeds } from './describe-feeds.ts';
import { renderDecision, renderEntry } from './render-decision.ts';
import type { ApiCall } from './route.ts';

/** The listeners of `/api/v1/events`. */
export interface EventStreams {
  /** Takes over the call's response; false when there are too many listeners. */
  open(call: ApiCall): boolean;
  /** Ends every stream. */
  close(): void;
}

export interface EventStreamOptions {
  readonly maxListeners?: number;
  readonly heartbeatMs?: number;
}

/** How far a listener has read. */
interface Position {
  readonly journal: number;
  readonly decisions: number;
}

interface Listener {
  readonly call: ApiCall;
  readonly response: ServerResponse;
  readonly showsJournal: boolean;
  readonly showsReaders: boolean;
  /** Where it goes on; undefined: from now. */
  resumeAt: Position | undefined;
}

/** Events of one batch, in order, with the position after them. */
interface Batch {
  readonly entries: readonly JournalEntry[];
  readonly decisions: readonly DecisionRecord[];
  readonly from: Position;
  readonly to: Position;
  readonly isFull: boolean;
}

/** What whoever may listen may know of the journal: it is what lists of findings tell. */
const FOR_ALL: ReadonlySet<ChangeKind> = new Set(['finding-opened', 'finding-resolved', 'finding-decided']);

const BATCH = 500;
/** Bytes that may wait for one listener; a slower one is cut off and comes back with its last id. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** A listener that was away longer than this many batches goes on from now. */
const MAX_CATCH_UP_BATCHES = 10;

/** Subscribes to the journal and the decision log. 100 listeners, a heartbeat every 15 seconds. */
export function createEventStreams(deps: ApiDeps, options: EventStreamOptions = {}): EventStreams {
  return new Streams(deps, options.maxListeners ?? 100, options.heartbeatMs ?? 15 * SECOND_MS);
}

class Streams implements EventStreams {
  readonly #deps: ApiDeps;
  readonly #maxListeners: number;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #unsubscribe: readonly (() => void)[];
  /** All open ones; `#live` are those that have caught up. */
  readonly #open = new Set<Listener>();
  readonly #live = new Set<Listener>();
  #position: Position | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isWoken = false;
  #isClosed = false;

  constructor(deps: ApiDeps, maxListeners: number, heartbeatMs: number) {
    this.#deps = deps;
    this.#maxListeners = maxListeners;
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs);
    this.#heartbeat.unref();
    const wake = () => this.#wake();
    this.#unsubscribe = [deps.journal.feed.subscribe(CHANGE_KINDS, wake), deps.decisions.log.subscribe(wake)];
  }

  open(call: ApiCall): boolean {
    if (this.#isClosed || this.#open.size >= this.#maxListeners) return false;
    const { response, principal, message } = call;
    const now = this.#deps.clock.now();
    const listener: Listener = {
      call,
      response,
      showsJournal: mayEver(principal, 'read-journal', { now }),
      showsReaders: mayEver(principal, 'read-exposure', { now }),
      resumeAt: parsePosition(message.headers['last-event-id']),
    };
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 2000\n\n');
    this.#open.add(listener);
    response.on('close', () => this.#drop(listener));
    this.#inTurn(() => this.#join(listener));
    return true;
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    for (const end of this.#unsubscribe) end();
    for (const listener of this.#open) listener.response.end();
    this.#open.clear();
    this.#live.clear();
  }

  #drop(listener: Listener): void {
    this.#open.delete(listener);
    this.#live.delete(listener);
  }

  /** Reading happens one after the other, so that nobody misses or repeats what is written meanwhile. */
  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error: unknown) => this.#deps.report(error));
  }

  #wake(): void {
    if (this.#isWoken || this.#open.size === 0) return;
    this.#isWoken = true;
    this.#inTurn(async () => {
      this.#isWoken = false;
      await this.#readOn();
    });
  }

  async #join(listener: Listener): Promise<void> {
    // Without live listeners nobody read on meanwhile.
    if (this.#live.size === 0) this.#position = await this.#readEnd();
    const end = this.#position ?? (await this.#readEnd());
    let at = listener.resumeAt ?? end;
    for (let round = 0; round < MAX_CATCH_UP_BATCHES; round += 1) {
      if (at.journal >= end.journal && at.decisions >= end.decisions) break;
      const batch = await this.#readBatch(at, end);
      await this.#send([listener], batch);
      at = batch.to;
      if (!batch.isFull) break;
    }
    if (this.#open.has(listener)) this.#live.add(listener);
  }

  async #readOn(): Promise<void> {
    if (this.#live.size === 0 || this.#position === undefined) return;
    for (;;) {
      const batch = await this.#readBatch(this.#position);
      this.#position = batch.to;
      await this.#send([...this.#live], batch);
      if (!batch.isFull || this.#isClosed) return;
    }
  }

  async #readEnd(): Promise<Position> {
    const { journal, decisions } = this.#deps;
    const [newest] = (await decisions.store.list({}, { limit: 1 })).records;
    return { journal: await journal.reader.lastSequence(), decisions: newest?.position ?? 0 };
  }

  /** What was written after `from`, up to `until`. */
  async #readBatch(from: Position, until?: Position): Promise<Batch> {
    const { journal, decisions } = this.#deps;
    const entries = await journal.reader.readAfter(from.journal, BATCH);
    const records = await decisions.store.after(from.decisions, BATCH);
    const before = {
      entries: entries.filter(({ sequence }) => until === undefined || sequence <= until.journal),
      decisions: records.filter(({ position }) => until === undefined || position <= until.decisions),
    };
    return {
      ...before,
      from,
      to: {
        journal: before.entries.at(-1)?.sequence ?? from.journal,
        decisions: before.decisions.at(-1)?.position ?? from.decisions,
      },
      isFull: entries.length === BATCH || records.length === BATCH,
    };
  }

  async #send(listeners: readonly Listener[], batch: Batch): Promise<void> {
    if (batch.entries.length === 0 && batch.decisions.length === 0) return;
    const feeds = batch.entries.some(({ kind }) => kind === 'feed-updated')
      ? formatEvent('feeds', batch.to, { items: await describeFeeds(this.#deps) })
      : '';
    const texts = new Map<string, string>();
    for (const listener of listeners) {
      const key = `${listener.showsJournal} ${listener.showsReaders}`;
      const text = texts.get(key) ?? this.#format(batch, listener) + feeds;
      texts.set(key, text);
      this.#write(listener, text);
    }
  }

  #format(batch: Batch, { showsJournal, showsReaders }: Listener): string {
    const { registry, visibility } = this.#deps;
    const changes = batch.entries.map((entry) => {
      const at = { journal: entry.sequence, decisions: batch.from.decisions };
      return showsJournal || FOR_ALL.has(entry.kind) ? formatEvent('change', at, renderEntry(entry)) : '';
    });
    const decisions = batch.decisions.map((record) => {
      const at = { journal: batch.to.journal, decisions: record.position };
      // The stream is told to many at once: of packages that not all may know it tells only who reads the journal.
      if (!showsJournal && visibility.isHidden(record)) return '';
      return formatEvent('decision', at, renderDecision(registry.adapters, record, showsReaders));
    });
    return [...changes, ...decisions].join('');
  }

  #write({ response }: Listener, text: string): void {
    if (text === '') return;
    response.write(text);
    if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
  }

  /** Keeps connections alive, and ends those whose caller may listen no more. */
  async #beat(): Promise<void> {
    // What other servers on the same database decided is announced by nobody.
    this.#wake();
    for (const listener of this.#open) {
      if (await this.#mayStay(listener)) this.#write(listener, ':\n\n');
      else listener.response.end();
    }
  }

  async #mayStay({ call, showsJournal, showsReaders }: Listener): Promise<boolean> {
    try {
      const now = this.#deps.clock.now();
      const principal: Principal = await this.#deps.identify(call.message);
      requireAccess(principal, 'read-decisions', { now });
      return (
        showsJournal === mayEver(principal, 'read-journal', { now }) &&
        showsReaders === mayEver(principal, 'read-exposure', { now })
      );
    } catch {
      // Signed out, revoked, or unknown for now: the client comes back and is told why.
      return false;
    }
  }
}

/** One event; JSON holds no line break, so that the data is one line. */
function formatEvent(name: string, at: Position, data: unknown): string {
  return `id: ${at.journal}-${at.decisions}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function parsePosition(lastEventId: string | string[] | undefined): Position | undefined {
  const match = /^(\d{1,15})-(\d{1,16})$/.exec(lastEventId?.toString() ?? '');
  if (match === null) return undefined;
  return { journal: Number(match[1]), decisions: Number(match[2]) };
}
