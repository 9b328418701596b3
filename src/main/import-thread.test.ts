import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Worker } from 'node:worker_threads';

import { startJournalFeed } from '../journal/journal-feed.ts';
import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { withTemporaryFolder } from '../storage/contract/engines.ts';
import { createAdvisoryLookups } from '../storage/advisory-store.ts';
import { openDatabase, type Database, type DatabaseLocation } from '../storage/database.ts';
import { createJournalReader } from '../storage/journal-store.ts';
import { ImportThread, type ImportRequest, type ImportThreadOptions } from './import-thread.ts';

interface Scene {
  readonly database: Database;
  readonly location: Extract<DatabaseLocation, { readonly kind: 'sqlite' }>;
  readonly open: (options?: Partial<ImportThreadOptions>) => ImportThread;
  /** Threads that were started so far. */
  readonly workers: readonly Worker[];
  /** A source of advisories with these ids. */
  readonly osv: (...ids: readonly string[]) => ImportRequest;
  /** A source of as many records as are wanted, none of which can be read. */
  readonly unreadable: (count: number) => ImportRequest;
}

function withScene(context: TestContext, run: (scene: Scene) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const location = { kind: 'sqlite', path: join(folder, 'gatehouse.db') } as const;
    const database = await openDatabase(location);
    const workers: Worker[] = [];
    const threads: ImportThread[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    context.after(() => process.off('worker', note));
    let files = 0;
    const source = (lines: readonly string[]): ImportRequest => {
      const path = join(folder, `${(files += 1)}.ndjson`);
      writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
      return { feed: 'a', kind: 'osv', path, mode: 'changes' };
    };
    try {
      await run({
        database,
        location,
        workers,
        open(options = {}) {
          const thread = new ImportThread({ location, committed: () => {}, ...options });
          threads.push(thread);
          return thread;
        },
        osv: (...ids) => source(ids.map(advisoryLine)),
        unreadable: (count) => source(Array.from({ length: count }, () => '{}')),
      });
    } finally {
      for (const thread of threads) await thread.close();
      await database.close();
    }
  });
}

function advisoryLine(id: string): string {
  const affected = [{ package: { ecosystem: 'npm', name: 'wave' }, versions: ['1.0.0'] }];
  return JSON.stringify({ id, modified: '2025-01-01T00:00:00Z', summary: 'A hole', affected });
}

async function idsIn({ database }: Scene): Promise<readonly string[]> {
  const found = await createAdvisoryLookups(database.read).linkedRecords('npm', ['A-1', 'A-2', 'A-3']);
  return found.map(({ id }) => id).toSorted();
}

function isEnded(error: unknown): boolean {
  return isGatehouseError(error) && error.code === 'feed-unavailable' && /was ended/.test(error.message);
}

test('imports that follow each other share a thread, one at a time', (context) =>
  withScene(context, async (scene) => {
    const thread = scene.open();
    const reports = await Promise.all([thread.import(scene.osv('A-1')), thread.import(scene.osv('A-2'))]);
    reports.push(await thread.import(scene.osv('A-2', 'A-3')));
    assert.deepEqual(
      reports.map(({ added, unchanged }) => [added, unchanged]),
      [
        [1, 0],
        [1, 0],
        [1, 1],
      ],
    );
    assert.deepEqual(await idsIn(scene), ['A-1', 'A-2', 'A-3']);
    // One bound of memory holds for all that it imports.
    assert.deepEqual(
      scene.workers.map(({ resourceLimits }) => resourceLimits?.maxOldGenerationSizeMb),
      [400],
    );
  }));

test('a thread in which an import failed is replaced', (context) =>
  withScene(context, async (scene) => {
    const thread = scene.open();
    await thread.import(scene.osv('A-1'));
    await assert.rejects(thread.import({ ...scene.osv('A-2'), kind: 'kev' }), {
      code: 'feed-unavailable',
      message: /found a feed of kind osv/,
    });
    await thread.import(scene.osv('A-3'));
    assert.deepEqual(await idsIn(scene), ['A-1', 'A-3']);
    assert.equal(scene.workers.length, 2);
  }));

test('a source that is not there is told of in the report, and takes no thread with it', (context) =>
  withScene(context, async (scene) => {
    const thread = scene.open();
    const report = await thread.import({ ...scene.osv(), path: join(scene.osv().path, 'nowhere') });
    assert.equal(report.isComplete, false);
    await thread.import(scene.osv('A-1'));
    assert.equal(scene.workers.length, 1);
  }));

test('an import whose thread dies fails; those that wait have another thread', (context) =>
  withScene(context, async (scene) => {
    const thread = scene.open();
    const [first, second] = [thread.import(scene.osv('A-1')), thread.import(scene.osv('A-2'))];
    second.catch(() => {});
    first.catch(() => {});
    const dying = await workerOf(scene);
    await dying.terminate();
    await assert.rejects(first, isEnded);
    await second;
    assert.equal(scene.workers.length, 2);
    assert.ok((await idsIn(scene)).includes('A-2'));
  }));

test('a thread that dies between two imports is replaced', (context) =>
  withScene(context, async (scene) => {
    const thread = scene.open();
    await thread.import(scene.osv('A-1'));
    await scene.workers[0]?.terminate();
    await thread.import(scene.osv('A-2'));
    assert.deepEqual(await idsIn(scene), ['A-1', 'A-2']);
    assert.equal(scene.workers.length, 2);
  }));

test('a thread without work ends; the next import starts another', (context) =>
  withScene(context, async (scene) => {
    const thread = scene.open({ idleMs: 1 });
    await thread.import(scene.osv('A-1'));
    const [worker] = scene.workers;
    assert.ok(worker !== undefined);
    const [exitCode] = (await once(worker, 'exit')) as readonly unknown[];
    // By itself, its database closed.
    assert.equal(exitCode, 0);
    await thread.import(scene.osv('A-2'));
    assert.deepEqual(await idsIn(scene), ['A-1', 'A-2']);
    assert.equal(scene.workers.length, 2);
  }));

test('a thread that read very much is not kept', (context) =>
  withScene(context, async (scene) => {
    const thread = scene.open();
    await thread.import(scene.unreadable(10_001));
    await thread.import(scene.unreadable(1));
    assert.equal(scene.workers.length, 2);
  }));

test('closing ends a thread without work, breaks off an import, and begins no other', (context) =>
  withScene(context, async (scene) => {
    const resting = scene.open();
    await resting.import(scene.osv('A-1'));
    await resting.close();
    assert.deepEqual(scene.workers.map(hasExited), [true]);
    await assert.rejects(resting.import(scene.osv('A-2')), isEnded);

    const working = scene.open();
    const broken = [working.import(scene.osv('A-2')), working.import(scene.osv('A-3'))].map((one) =>
      assert.rejects(one, isEnded),
    );
    await workerOf(scene, 1);
    await working.close();
    await Promise.all(broken);
    assert.deepEqual(scene.workers.map(hasExited), [true, true]);
  }));

test('whoever follows the journal is woken by the import, without a look at the database', (context) =>
  withScene(context, async (scene) => {
    const feed = await startJournalFeed({
      reader: createJournalReader(scene.database.read),
      report: (error) => assert.fail(String(error)),
    });
    const heard: string[] = [];
    feed.subscribe(['feed-updated'], ({ data }) => void heard.push(`${data.feed} ${data.added}`));
    let published = Promise.resolve();
    let commits = 0;
    const thread = scene.open({
      committed() {
        commits += 1;
        published = feed.publish();
      },
    });
    await thread.import(scene.osv('A-1'));
    await published;
    assert.ok(heard.includes('a 1'));
    // What changes nothing wakes nobody, and what changes much does once.
    await thread.import(scene.osv('A-1'));
    assert.equal(commits, 1);
    const many = Array.from({ length: 250 }, (_, at) => `B-${at}`);
    await thread.import(scene.osv(...many));
    assert.equal(commits, 2);
  }));

test('a thread without work does not keep the process alive', (context) =>
  withScene(context, async (scene) => {
    const program = join(dirname(scene.location.path), 'program.mjs');
    writeFileSync(
      program,
      `import { ImportThread } from ${JSON.stringify(import.meta.resolve('./import-thread.ts'))};
      const [location, request] = JSON.parse(process.argv[2]);
      const thread = new ImportThread({ location, committed: () => {}, idleMs: ${HOUR_MS} });
      console.log((await thread.import(request)).added);`,
    );
    const given = JSON.stringify([scene.location, scene.osv('A-1')]);
    const printed = execFileSync(process.execPath, [program, given], {
      encoding: 'utf8',
      timeout: 2 * MINUTE_MS,
    });
    assert.equal(printed, '1\n');
  }));

/** The worker at this place, as soon as it was started. */
async function workerOf({ workers }: Scene, at = 0): Promise<Worker> {
  for (;;) {
    const worker = workers[at];
    if (worker !== undefined) return worker;
    await new Promise(setImmediate);
  }
}

/** A worker that has ended has no number. */
function hasExited({ threadId }: Worker): boolean {
  return threadId === -1;
}
