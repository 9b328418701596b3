// Records who fetched what, beside the response: counted in memory, written within the second.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Clock, Instant } from '../kernel/clock.ts';
import type { PackageRef } from '../kernel/package-ref.ts';

import type { ExposureRecord, ExposureStores } from './ports.ts';

/** One artifact served to one reader. */
export interface ArtifactUse extends PackageRef {
  readonly version: string;
  readonly file: string;
  /** As `readerName` writes it. */
  readonly reader: string;
  /** As `clientName` writes it. */
  readonly client: string;
}

export interface ExposureRecorderDeps {
  readonly unit: UnitOfWork<ExposureStores>;
  readonly clock: Clock;
  /** Called when a flush failed (its uses are kept and tried again). Must not throw. */
  readonly report: (error: unknown) => void;
}

export interface ExposureRecorderOptions {
  /** How long a use waits at most before it is written. */
  readonly flushMs?: number;
  /** Different uses in memory at which a flush starts at once; new ones are dropped (and counted) at twice as many. */
  readonly maxPending?: number;
}

/** How the recorder stands. */
export interface ExposureRecorderState {
  /** Different uses that wait to be written. */
  readonly pending: number;
  /** Uses that were lost, since the store failed for so long that memory ran full. */
  readonly dropped: number;
  /** Flushes that failed, since the start. */
  readonly failedFlushes: number;
}

/** Records uses; made by `createExposureRecorder`, ended by `close`. */
export interface ExposureRecorder {
  /** Notes a use. Synchronous and without IO. After `close` it counts as dropped. */
  record(use: ArtifactUse): void;
  /** Writes what was recorded before the call. Rejects with the store's error; nothing is lost by that. */
  flush(): Promise<void>;
  state(): ExposureRecorderState;
  /** Stops the timer and writes what is left. Rejects when that fails. */
  close(): Promise<void>;
}

/** Rows of one transaction, so that none holds the database, or the event loop, for long. */
const CHUNK = 500;
const LONGEST_RETRY_MS = 30_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type PendingUse = Mutable<ExposureRecord>;

/** Makes the recorder; half a second and 20,000 different uses unless told otherwise. */
export function createExposureRecorder(
  deps: ExposureRecorderDeps,
  options: ExposureRecorderOptions = {},
): ExposureRecorder {
  return new Recorder(deps, options.flushMs ?? 500, options.maxPending ?? 20_000);
}

class Recorder implements ExposureRecorder {
  readonly #deps: ExposureRecorderDeps;
  readonly #flushMs: number;
  readonly #maxPending: number;
  #pending = new Map<string, PendingUse>();
  /** Uses that a flush under way holds. */
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #failuresInARow = 0;
  #failedFlushes = 0;
  #dropped = 0;
  #closed = false;

  constructor(deps: ExposureRecorderDeps, flushMs: number, maxPending: number) {
    this.#deps = deps;
    this.#flushMs = flushMs;
    this.#maxPending = maxPending;
  }

  record(use: ArtifactUse): void {
    const now = this.#deps.clock.now();
    const key = keyOf(use);
    const known = this.#pending.get(key);
    if (this.#closed) {
      this.#dropped += 1;
    } else if (known !== undefined) {
      known.lastAt = now;
      known.count += 1;
    } else {
      this.#add(key, use, now);
    }
  }

  flush(): Promise<void> {
    // What a flush under way took may miss the caller's use, so another one follows it.
    const before = this.#flushing ?? Promise.resolve();
    const flushing = before
      .catch(() => undefined) // reported to its own caller
      .then(() => this.#writeAll())
      .finally(() => {
        if (this.#flushing === flushing) this.#flushing = undefined;
      });
    this.#flushing = flushing;
    return flushing;
  }

  state(): ExposureRecorderState {
    return {
      pending: this.#pending.size + this.#inFlight,
      dropped: this.#dropped,
      failedFlushes: this.#failedFlushes,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.flush();
  }

  #add(key: string, use: ArtifactUse, now: Instant): void {
    const size = this.#pending.size + this.#inFlight;
    if (size >= 2 * this.#maxPending) {
      this.#dropped += 1;
      return;
    }
    const { ecosystem, name, version, file, reader, client } = use;
    this.#pending.set(key, {
      ecosystem,
      name,
      version,
      file,
      reader,
      client,
      firstAt: now,
      lastAt: now,
      count: 1,
    });
    // Forced once when the mark is reached; while flushes fail, the timer's retries are enough.
    if (size + 1 === this.#maxPending && this.#failuresInARow === 0) this.#flushInBackground();
    else this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const delayMs = Math.min(LONGEST_RETRY_MS, this.#flushMs * 2 ** Math.min(this.#failuresInARow, 10));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flushInBackground();
    }, delayMs);
    this.#timer.unref();
  }

  #flushInBackground(): void {
    this.flush().catch((error: unknown) => {
      this.#deps.report(error);
      this.#schedule();
    });
  }

  async #writeAll(): Promise<void> {
    const taken = [...this.#pending.entries()];
    this.#pending = new Map();
    this.#inFlight = taken.length;
    try {
      for (let start = 0; start < taken.length; start += CHUNK) {
        const chunk = taken.slice(start, start + CHUNK);
        await this.#deps.unit.transact(({ exposure }) => exposure.add(chunk.map(([, use]) => use)));
        this.#inFlight -= chunk.length;
        await yieldToOthers();
      }
      this.#failuresInARow = 0;
    } catch (error) {
      const written = taken.length - this.#inFlight;
      this.#failuresInARow += 1;
      this.#failedFlushes += 1;
      this.#keep(taken.slice(written));
      throw error;
    } finally {
      this.#inFlight = 0;
    }
  }

  /** Puts back what was not written, together with what was recorded meanwhile. */
  #keep(unwritten: readonly (readonly [string, PendingUse])[]): void {
    for (const [key, use] of unwritten) {
      const newer = this.#pending.get(key);
      if (newer === undefined) {
        this.#pending.set(key, use);
      } else {
        newer.firstAt = use.firstAt;
        newer.count += use.count;
      }
    }
  }
}

/** What a row is known by. NUL stands in none of the parts: names, files and clients are parsed before. */
function keyOf(use: ArtifactUse): string {
  return `${use.ecosystem}\0${use.name}\0${use.version}\0${use.file}\0${use.reader}\0${use.client}`;
}
