// The log of decisions: what policy kept out, or would have, counted in memory and written within the second.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { HOUR_MS, type Clock, type Instant } from '../kernel/clock.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { Reason, Verdict } from '../kernel/verdict.ts';

import type {
  CountedDecision,
  Decision,
  DecisionMode,
  DecisionRecord,
  DecisionStores,
  Tally,
} from './decision-ports.ts';

/** An artifact that was served, or something refused. */
export interface DecidedRequest extends PackageRef {
  /** Empty when the whole package was refused. */
  readonly version: string;
  readonly verdict: Verdict;
  /** As `readerName` writes it. */
  readonly reader: string;
  /** As `clientName` writes it. */
  readonly client: string;
  readonly view: string;
}

export interface DecisionLogDeps {
  readonly unit: UnitOfWork<DecisionStores>;
  readonly clock: Clock;
  /** Called when a flush failed (its decisions are kept and tried again). Must not throw. */
  readonly report: (error: unknown) => void;
}

export interface DecisionLogOptions {
  /** How long a decision waits at most before it is written. */
  readonly flushMs?: number;
  /** Different decisions in memory; what comes beyond is counted in the tallies and dropped. */
  readonly maxPending?: number;
}

/** The log; made by `createDecisionLog`, ended by `close`. */
export interface DecisionLog {
  /** Notes that something was served: its tally, and what rules in observe mode would have done. Synchronous, without IO. */
  served(request: DecidedRequest): void;
  /** Notes a refusal under its leading reason, and what rules in observe mode would have done. Synchronous, without IO. */
  refused(request: DecidedRequest): void;
  /** Calls `listener` with rows once they are written, oldest write first. Answers a function that ends it. */
  subscribe(listener: (records: readonly DecisionRecord[]) => void): () => void;
  /** Writes what was noted before the call. Rejects with the store's error; nothing is lost by that. */
  flush(): Promise<void>;
  /** Different decisions that wait, and how many were dropped. */
  state(): { readonly pending: number; readonly dropped: number };
  /** Stops the timer and writes what is left. */
  close(): Promise<void>;
}

const CHUNK = 300;
const LONGEST_RETRY_MS = 30_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes the log; half a second and 10,000 different decisions unless told otherwise. */
export function createDecisionLog(deps: DecisionLogDeps, options: DecisionLogOptions = {}): DecisionLog {
  return new Log(deps, options.flushMs ?? 500, options.maxPending ?? 10_000);
}

class Log implements DecisionLog {
  readonly #deps: DecisionLogDeps;
  readonly #flushMs: number;
  readonly #maxPending: number;
  readonly #listeners = new Set<(records: readonly DecisionRecord[]) => void>();
  #decisions = new Map<string, Mutable<CountedDecision>>();
  /** By hour and what happened. */
  #tallies = new Map<string, Mutable<Tally> & { readonly at: Instant }>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failuresInARow = 0;
  #dropped = 0;
  #closed = false;

  constructor(deps: DecisionLogDeps, flushMs: number, maxPending: number) {
    this.#deps = deps;
    this.#flushMs = flushMs;
    this.#maxPending = maxPending;
  }

  served(request: DecidedRequest): void {
    this.#tally('served', { rule: '', action: 'allow' });
    this.#noteObserved(request);
    this.#schedule();
  }

  refused(request: DecidedRequest): void {
    const { verdict } = request;
    const leading = verdict.reasons.find(({ action }) => action === verdict.action);
    // A verdict without a reason is still a refusal.
    const reason = leading ?? { rule: 'unknown', action: verdict.action, summary: 'kept out' };
    this.#note(request, 'enforced', reason);
    this.#noteObserved(request);
    this.#schedule();
  }

  subscribe(listener: (records: readonly DecisionRecord[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  flush(): Promise<void> {
    const flushing = this.#flushing
      .catch(() => undefined) // reported to its own caller
      .then(() => this.#writeAll());
    this.#flushing = flushing;
    return flushing;
  }

  state(): { readonly pending: number; readonly dropped: number } {
    return { pending: this.#decisions.size, dropped: this.#dropped };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.flush();
  }

  #noteObserved(request: DecidedRequest): void {
    if (request.verdict.observed.length === 0) return;
    const byRule = new Map<string, Reason>();
    for (const reason of request.verdict.observed) {
      // The gravest of a rule comes first. A warning, or what lets through, would have kept nothing out.
      const isKeptOut = reason.action === 'hide' || reason.action === 'block';
      if (isKeptOut && !byRule.has(reason.rule)) byRule.set(reason.rule, reason);
    }
    for (const reason of byRule.values()) this.#note(request, 'observed', reason);
  }

  #note(
    request: DecidedRequest,
    mode: DecisionMode,
    reason: Pick<Reason, 'rule' | 'action' | 'summary'>,
  ): void {
    this.#tally(mode, reason);
    const { ecosystem, name, version, reader, client, view } = request;
    const { rule, action, summary } = reason;
    const decision: Decision = {
      ecosystem,
      name,
      version,
      action,
      mode,
      rule,
      summary,
      reader,
      client,
      view,
    };
    const now = this.#deps.clock.now();
    const key = keyOf(decision, now);
    const known = this.#decisions.get(key);
    if (known !== undefined) {
      known.lastAt = now;
      known.count += 1;
    } else if (this.#decisions.size >= this.#maxPending) {
      this.#dropped += 1;
    } else {
      this.#decisions.set(key, { ...decision, firstAt: now, lastAt: now, count: 1 });
    }
  }

  #tally(mode: Tally['mode'], { rule, action }: Pick<Reason, 'rule' | 'action'>): void {
    const at = this.#deps.clock.now();
    const key = `${hourOf(at)}\0${mode}\0${rule}\0${action}`;
    const known = this.#tallies.get(key);
    if (known === undefined) this.#tallies.set(key, { mode, rule, action, count: 1, at });
    else known.count += 1;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const delayMs = Math.min(LONGEST_RETRY_MS, this.#flushMs * 2 ** Math.min(this.#failuresInARow, 10));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush().catch((error: unknown) => {
        this.#deps.report(error);
        this.#schedule();
      });
    }, delayMs);
    this.#timer.unref();
  }

  async #writeAll(): Promise<void> {
    const tallies = [...this.#tallies];
    const decisions = [...this.#decisions];
    this.#tallies = new Map();
    this.#decisions = new Map();
    try {
      await this.#writeTallies(tallies);
      for (let next = decisions.splice(0, CHUNK); next.length > 0; next = decisions.splice(0, CHUNK)) {
        await this.#writeChunk(next, decisions);
        await yieldToOthers();
      }
      this.#failuresInARow = 0;
    } catch (error) {
      this.#failuresInARow += 1;
      this.#keep(tallies, decisions);
      throw error;
    }
  }

  /** Empties `tallies` once they are written, so that a later failure does not count them twice. */
  async #writeTallies(tallies: [string, Tally & { readonly at: Instant }][]): Promise<void> {
    if (tallies.length === 0) return;
    const byHour = Map.groupBy(
      tallies.map(([, tally]) => tally),
      ({ at }) => hourOf(at),
    );
    await this.#deps.unit.transact(async (stores) => {
      for (const [hour, ofHour] of byHour) await stores.decisions.addTallies(ofHour, hour);
    });
    tallies.length = 0;
  }

  async #writeChunk(
    chunk: [string, Mutable<CountedDecision>][],
    rest: [string, Mutable<CountedDecision>][],
  ): Promise<void> {
    const now = this.#deps.clock.now();
    try {
      const records = await this.#deps.unit.transact((stores) =>
        stores.decisions.add(
          chunk.map(([, decision]) => decision),
          now,
        ),
      );
      this.#announce(records);
    } catch (error) {
      rest.unshift(...chunk);
      throw error;
    }
  }

  #announce(records: readonly DecisionRecord[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(records);
      } catch (error) {
        this.#deps.report(error);
      }
    }
  }

  /** Puts back what was not written, together with what was noted meanwhile. */
  #keep(
    tallies: readonly [string, Mutable<Tally> & { readonly at: Instant }][],
    decisions: readonly [string, Mutable<CountedDecision>][],
  ): void {
    for (const [key, tally] of tallies) {
      const newer = this.#tallies.get(key);
      if (newer === undefined) this.#tallies.set(key, tally);
      else newer.count += tally.count;
    }
    for (const [key, decision] of decisions) {
      const newer = this.#decisions.get(key);
      if (newer === undefined) this.#decisions.set(key, decision);
      else {
        newer.firstAt = decision.firstAt;
        newer.count += decision.count;
      }
    }
  }
}

/** The start of the hour in which `at` lies: decisions of one hour are one row. */
export function hourOf(at: Instant): Instant {
  return at - (at % HOUR_MS);
}

function keyOf(decision: Decision, at: Instant): string {
  const { ecosystem, name, version, rule, mode, reader, client, view } = decision;
  return [hourOf(at), ecosystem, name, version, rule, mode, reader, client, view].join('\0');
}
