// Keeps the feeds loaded: looks at each source, and has imported what is new.

import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { FeedState } from '../evidence/advisory-ports.ts';
import type { ImportReport } from '../evidence/import-report.ts';
import {
  feedSource,
  findFeed,
  lookedForAt,
  noteFailure,
  noteUnchanged,
  type NoteDeps,
} from '../evidence/note-feed.ts';
import { sha256Of } from '../kernel/digest.ts';
import { GatehouseError, isGatehouseError, messageOf } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Fetcher } from '../outbound/fetcher.ts';
import type { FeedConfig } from './config-schema.ts';
import type { ImportRequest, ImportThread } from './import-thread.ts';

export interface FeedRunnerDeps {
  /** Closed with the runner. */
  readonly imports: Pick<ImportThread, 'import' | 'close'>;
  readonly fetcher: Fetcher;
  readonly log: Logger;
  readonly notes: NoteDeps;
  /** Called when a feed was imported, confirmed or could not be had. */
  readonly stateChanged: () => Promise<void>;
}

export interface FeedRunner {
  /** Imports one feed now, if its source changed. Throws `not-found`, `feed-unavailable` and what importing throws. */
  refresh(name: string): Promise<ImportReport | undefined>;
  /** Names of the feeds whose import is under way. */
  loading(): readonly string[];
  close(): Promise<void>;
}

const FEED_MAX_BYTES = 4 * 1024 ** 3;
/** Files and folders are cheap to look at, so that a new record is in force within seconds. */
const LOCAL_POLL_MS = 1_000;
/** How often it is written down that a file or folder is as it was. */
const CONFIRM_MS = 5 * 60 * 1_000;

/**
 * Starts polling: addresses every `pollMs`, files and folders every second; without `pollMs`, nothing is polled. One
 * import runs at a time.
 */
export function startFeedRunner(
  deps: FeedRunnerDeps,
  sources: readonly FeedConfig[],
  pollMs: number | undefined,
): FeedRunner {
  const runner = new Runner(deps, sources);
  if (pollMs === undefined) return runner;
  const addresses = sources.filter(({ location }) => isAddress(location)).map(({ name }) => name);
  const places = sources.filter(({ location }) => !isAddress(location)).map(({ name }) => name);
  runner.poll(places, LOCAL_POLL_MS);
  runner.poll(addresses, pollMs);
  return runner;
}

function isAddress(location: string): boolean {
  return /^https?:\/\//.test(location);
}

class Runner implements FeedRunner {
  readonly #deps: FeedRunnerDeps;
  readonly #sources: ReadonlyMap<string, FeedConfig>;
  readonly #loading = new Set<string>();
  readonly #etags = new Map<string, string>();
  readonly #confirmed = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #tail: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(deps: FeedRunnerDeps, sources: readonly FeedConfig[]) {
    this.#deps = deps;
    this.#sources = new Map(sources.map((source) => [source.name, source]));
  }

  poll(names: readonly string[], everyMs: number): void {
    if (names.length > 0) void this.#pollOn(names, everyMs);
  }

  async #pollOn(names: readonly string[], everyMs: number): Promise<void> {
    await Promise.all(names.map((name) => this.#refreshQuietly(name)));
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.poll(names, everyMs);
    }, everyMs);
    timer.unref();
    this.#timers.add(timer);
  }

  refresh(name: string): Promise<ImportReport | undefined> {
    const source = this.#sources.get(name);
    if (source === undefined) {
      return Promise.reject(
        new GatehouseError('not-found', `Cannot refresh feed ${name}: no such feed is configured`),
      );
    }
    const run = this.#tail.then(() => this.#refresh(source));
    this.#tail = run.catch(() => undefined);
    return run;
  }

  loading(): readonly string[] {
    return [...this.#loading];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#deps.imports.close();
    await this.#tail;
  }

  /** Polling goes on after a failure; the feed's age tells how long it has been failing. */
  async #refreshQuietly(name: string): Promise<void> {
    try {
      await this.refresh(name);
    } catch (error) {
      if (this.#isClosed) return;
      // A source that cannot be had is told in a line; anything else with all that is known of it.
      const told = isGatehouseError(error) ? messageOf(error) : error;
      this.#deps.log.warn('a feed could not be refreshed', { feed: name, error: told });
    }
  }

  async #refresh(source: FeedConfig): Promise<ImportReport | undefined> {
    if (this.#isClosed) return undefined;
    try {
      return await (isAddress(source.location) ? this.#refreshAddress(source) : this.#refreshPlace(source));
    } catch (error) {
      if (!this.#isClosed) {
        await noteFailure(this.#deps.notes, stateKeyOf(source), messageOf(error));
        await this.#deps.stateChanged();
      }
      throw error;
    }
  }

  async #noteUnchanged(source: FeedConfig): Promise<undefined> {
    await noteUnchanged(this.#deps.notes, source.name);
    await this.#deps.stateChanged();
    return undefined;
  }

  /** A place's validator is a digest of its files' times and sizes, kept as an address's ETag would be. */
  async #refreshPlace(source: FeedConfig): Promise<ImportReport | undefined> {
    const etag = sha256Of(await signatureOf(source.location));
    if (etag !== (await this.#knownEtag(source))) {
      const report = await this.#import(source, { path: source.location, etag });
      if (report.isComplete) this.#etags.set(source.name, etag);
      this.#confirmed.set(source.name, performance.now());
      return report;
    }
    if (performance.now() - (this.#confirmed.get(source.name) ?? -CONFIRM_MS) < CONFIRM_MS) return undefined;
    this.#confirmed.set(source.name, performance.now());
    return this.#noteUnchanged(source);
  }

  async #knownEtag(source: FeedConfig): Promise<string | undefined> {
    const known = this.#etags.get(source.name);
    if (known !== undefined) return known;
    const state = await this.#stateOf(source);
    if (state?.etag !== undefined) this.#etags.set(source.name, state.etag);
    return state?.etag;
  }

  /** As far as it is about the place where the feed is looked for now. */
  async #stateOf({ name, location }: FeedConfig): Promise<FeedState | undefined> {
    const state = await findFeed(this.#deps.notes, name);
    return state && lookedForAt(state, feedSource(location));
  }

  async #refreshAddress(source: FeedConfig): Promise<ImportReport | undefined> {
    const state = await this.#stateOf(source);
    const response = await this.#deps.fetcher.get({
      url: source.location,
      credentials: feedOrigin(source.name),
      maxBytes: FEED_MAX_BYTES,
      encoding: 'identity',
      ...(state?.etag === undefined ? {} : { etag: state.etag }),
      ...(state?.lastModified === undefined ? {} : { lastModified: state.lastModified }),
    });
    if (response.status === 304) {
      response.discard();
      return this.#noteUnchanged(source);
    }
    if (response.status !== 200) {
      response.discard();
      throw new GatehouseError(
        'feed-unavailable',
        `Cannot fetch feed ${source.name}: found status ${response.status}, expected 200`,
      );
    }
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-feed-'));
    try {
      const path = join(folder, 'feed');
      await pipeline(Readable.from(response.body), createWriteStream(path));
      const { etag, 'last-modified': lastModified } = response.headers;
      return await this.#import(source, {
        path,
        name: fileNameOf(source.location),
        ...(etag === undefined ? {} : { etag }),
        ...(lastModified === undefined ? {} : { lastModified }),
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #import(
    source: FeedConfig,
    from: Pick<ImportRequest, 'path' | 'name' | 'etag' | 'lastModified'>,
  ): Promise<ImportReport> {
    this.#loading.add(source.name);
    try {
      const request = { ...stateKeyOf(source), mode: 'whole' as const, ...from };
      const report = await this.#deps.imports.import(request);
      await this.#deps.stateChanged();
      const { problems, ...facts } = report;
      this.#deps.log.info('a feed was imported', { ...facts, problems: problems.slice(0, 5) });
      return report;
    } finally {
      this.#loading.delete(source.name);
    }
  }
}

function stateKeyOf({ name, kind, location }: FeedConfig) {
  return { feed: name, kind, source: feedSource(location) };
}

/** The name under which the way out knows a feed. */
export function feedOrigin(name: string): string {
  return `feed:${name}`;
}

function fileNameOf(address: string): string {
  const { pathname } = new URL(address);
  return pathname.slice(pathname.lastIndexOf('/') + 1);
}

/** Changes when the file, or any file directly in the folder or one below, does. Throws `feed-unavailable`. */
async function signatureOf(path: string): Promise<string> {
  try {
    const facts = await stat(path);
    if (!facts.isDirectory()) return `${facts.mtimeMs}:${facts.size}`;
    const names = (await readdir(path, { recursive: true })).sort();
    const parts = await Promise.all(
      names.map(async (name) => {
        const { mtimeMs, size } = await stat(join(path, name));
        return `${name}:${mtimeMs}:${size}`;
      }),
    );
    return parts.join('\n');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file or folder' : messageOf(cause);
    throw new GatehouseError('feed-unavailable', `Cannot read feed source ${path}: ${why}`, { cause });
  }
}
