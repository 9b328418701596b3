// Hands committed journal entries to those who asked for them, in order and at least once while the process lives.

import type { ChangeKind } from './changes.ts';
import type { JournalEntry, JournalReader } from './journal.ts';

/** What a subscriber does with an entry. */
export type JournalHandler<K extends ChangeKind> = (entry: JournalEntry<K>) => void | Promise<void>;

export interface JournalFeedDeps {
  readonly reader: JournalReader;
  /** Called when a handler, or reading the journal (then without an entry), failed. Must not throw. */
  readonly report: (error: unknown, entry?: JournalEntry) => void;
}

const BATCH = 500;
/** Entries that wait for one slow subscriber before it falls back to reading the journal itself. */
const QUEUE_LIMIT = 2_000;

interface Subscriber {
  readonly kinds: ReadonlySet<ChangeKind>;
  readonly handler: (entry: JournalEntry) => void | Promise<void>;
  /** Entries that were read and not yet handled. */
  queue: JournalEntry[];
  /** The newest sequence that was queued or passed over. */
  position: number;
  /** Whether a drain is under way. */
  draining: boolean;
  /** The last drain. */
  drained: Promise<void>;
  readonly isAwaited: boolean;
  ended: boolean;
}

/** Subscriptions to the journal; made by `startJournalFeed`. */
export class JournalFeed {
  readonly #deps: JournalFeedDeps;
  readonly #subscribers = new Set<Subscriber>();
  #position: number;
  #running: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  constructor(deps: JournalFeedDeps, position: number) {
    this.#deps = deps;
    this.#position = position;
  }

  /**
   * Calls `handler` with each later entry of `kinds`, one at a time and in order. A handler that throws is reported and
   * goes on with the next entry. A slow one holds up neither writers nor other subscribers, unless it `isAwaited`: then
   * `publish` waits for it, so that it must read alone and never commit. Answers a function that ends the subscription.
   */
  subscribe<K extends ChangeKind>(
    kinds: readonly K[],
    handler: JournalHandler<K>,
    { isAwaited } = { isAwaited: false },
  ): () => void {
    const subscriber: Subscriber = {
      kinds: new Set<ChangeKind>(kinds),
      handler: handler as Subscriber['handler'],
      queue: [],
      position: this.#position,
      draining: false,
      drained: Promise.resolve(),
      isAwaited,
      ended: false,
    };
    this.#subscribers.add(subscriber);
    return () => {
      subscriber.ended = true;
      subscriber.queue = [];
      this.#subscribers.delete(subscriber);
    };
  }

  /**
   * Reads on in the journal and hands over what is new. When it resolves, all that was committed before the call is
   * handed over, and handlers that are synchronous or awaited are done with it. Never rejects.
   */
  publish(): Promise<void> {
    // A read that is under way may have begun before the caller's commit, so another one follows it.
    this.#queued ??= this.#running.then(() => {
      this.#queued = undefined;
      this.#running = this.#readOn();
      return this.#running;
    });
    return this.#queued;
  }

  async #readOn(): Promise<void> {
    try {
      for (;;) {
        const entries = await this.#deps.reader.readAfter(this.#position, BATCH);
        for (const entry of entries) this.#deliver(entry);
        if (entries.length < BATCH) break;
      }
    } catch (error) {
      // The entries are committed and stay in the journal; the next publish reads them.
      this.#deps.report(error);
    }
    for (const subscriber of this.#subscribers) if (subscriber.isAwaited) await subscriber.drained;
  }

  #deliver(entry: JournalEntry): void {
    this.#position = entry.sequence;
    for (const subscriber of this.#subscribers) {
      const isBehind = subscriber.position < entry.sequence - 1 || subscriber.queue.length >= QUEUE_LIMIT;
      if (!isBehind) {
        subscriber.position = entry.sequence;
        if (subscriber.kinds.has(entry.kind)) subscriber.queue.push(entry);
      }
      if (!subscriber.draining && (isBehind || subscriber.queue.length > 0)) {
        subscriber.drained = this.#drain(subscriber);
      }
    }
  }

  async #drain(subscriber: Subscriber): Promise<void> {
    subscriber.draining = true;
    try {
      while (!subscriber.ended) {
        const entry = subscriber.queue.shift();
        if (entry !== undefined) {
          const pending = this.#handle(subscriber, entry);
          // Awaiting only promises keeps synchronous handlers synchronous.
          if (pending !== undefined) await pending;
        } else if (subscriber.position < this.#position) {
          await this.#catchUp(subscriber);
        } else {
          return;
        }
      }
    } catch (error) {
      // The journal could not be read; the subscriber stays behind and catches up with the next entry.
      this.#deps.report(error);
    } finally {
      subscriber.draining = false;
    }
  }

  #handle(subscriber: Subscriber, entry: JournalEntry): Promise<void> | undefined {
    try {
      const pending = subscriber.handler(entry);
      if (!(pending instanceof Promise)) return undefined;
      return pending.catch((error: unknown) => this.#deps.report(error, entry));
    } catch (error) {
      this.#deps.report(error, entry);
      return undefined;
    }
  }

  /** Reads for a subscriber whose queue was full, so that a slow handler never costs unbounded memory. */
  async #catchUp(subscriber: Subscriber): Promise<void> {
    const target = this.#position;
    const entries = await this.#deps.reader.readAfter(subscriber.position, BATCH);
    if (entries.length === 0) subscriber.position = target;
    for (const entry of entries) {
      subscriber.position = entry.sequence;
      if (subscriber.kinds.has(entry.kind)) subscriber.queue.push(entry);
    }
  }
}

/** A feed of all entries that are committed from now on. */
export async function startJournalFeed(deps: JournalFeedDeps): Promise<JournalFeed> {
  return new JournalFeed(deps, await deps.reader.lastSequence());
}
