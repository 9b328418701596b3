import assert from 'node:assert/strict';
import { test } from 'node:test';

import { JournalFeed, startJournalFeed } from './journal-feed.ts';
import type { JournalEntry, JournalReader } from './journal.ts';

function entry(sequence: number, kind: 'policy-applied' | 'feed-updated' = 'feed-updated'): JournalEntry {
  const common = { sequence, actor: 'gatehouse', at: sequence };
  return kind === 'feed-updated'
    ? { ...common, kind, data: { feed: 'osv', added: 1, changed: 0, withdrawn: 0 } }
    : { ...common, kind, data: { view: 'default', revision: sequence, sha256: '' as never } };
}

/** A journal in memory that counts how often it was read. */
function memoryJournal(): JournalReader & { entries: JournalEntry[]; reads: number } {
  const journal = {
    entries: [] as JournalEntry[],
    reads: 0,
    lastSequence: async () => journal.entries.at(-1)?.sequence ?? 0,
    readAfter: async (sequence: number, limit: number) => {
      journal.reads += 1;
      return journal.entries.filter((entry) => entry.sequence > sequence).slice(0, limit);
    },
    readBefore: async () => [],
  };
  return journal;
}

const failOnReport = (error: unknown): void => {
  throw error;
};

test('a subscriber gets the entries of its kinds, in order, from its subscription on', async () => {
  const reader = memoryJournal();
  reader.entries.push(entry(1));
  const feed = await startJournalFeed({ reader, report: failOnReport });
  const seen: number[] = [];
  feed.subscribe(['feed-updated'], ({ sequence, data }) => {
    assert.equal(data.feed, 'osv');
    seen.push(sequence);
  });
  reader.entries.push(entry(2), entry(3, 'policy-applied'), entry(4));
  await feed.publish();
  assert.deepEqual(seen, [2, 4]);
});

test('an entry that is committed while a read is under way is handed over before its publish resolves', async () => {
  const reader = memoryJournal();
  const gate = Promise.withResolvers<void>();
  const feed = new JournalFeed(
    {
      reader: {
        ...reader,
        readAfter: async (sequence, limit) => {
          const found = await reader.readAfter(sequence, limit);
          await gate.promise;
          return found;
        },
      },
      report: failOnReport,
    },
    0,
  );
  const seen: number[] = [];
  feed.subscribe(['feed-updated'], ({ sequence }) => void seen.push(sequence));
  reader.entries.push(entry(1));
  const first = feed.publish();
  await new Promise(setImmediate);
  reader.entries.push(entry(2));
  const second = feed.publish();
  gate.resolve();
  await first;
  await second;
  assert.deepEqual(seen, [1, 2]);
});

test('a handler that throws or rejects is reported with its entry and stops neither itself nor others', async () => {
  const reader = memoryJournal();
  const reported: [string, number | undefined][] = [];
  const feed = new JournalFeed(
    { reader, report: (error, entry) => reported.push([(error as Error).message, entry?.sequence]) },
    0,
  );
  const seen: number[] = [];
  feed.subscribe(['feed-updated'], () => {
    throw new Error('sync');
  });
  feed.subscribe(['feed-updated'], async () => {
    throw new Error('async');
  });
  feed.subscribe(['feed-updated'], ({ sequence }) => void seen.push(sequence));
  reader.entries.push(entry(1), entry(2));
  await feed.publish();
  await new Promise(setImmediate);
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(
    reported.map(([message, sequence]) => `${message} ${sequence}`).sort((a, b) => a.localeCompare(b)),
    ['async 1', 'async 2', 'sync 1', 'sync 2'],
  );
});

test('a slow subscriber holds up nobody, gets one entry at a time, and misses none of more than fit its queue', async () => {
  const reader = memoryJournal();
  const feed = new JournalFeed({ reader, report: failOnReport }, 0);
  const gate = Promise.withResolvers<void>();
  const slow: number[] = [];
  let running = 0;
  const done = Promise.withResolvers<void>();
  feed.subscribe(['feed-updated'], async ({ sequence }) => {
    running += 1;
    assert.equal(running, 1);
    await gate.promise;
    running -= 1;
    slow.push(sequence);
    if (sequence === 7_001) done.resolve();
  });
  const quick: number[] = [];
  feed.subscribe(['feed-updated'], ({ sequence }) => void quick.push(sequence));
  for (let sequence = 1; sequence <= 7_000; sequence += 1) reader.entries.push(entry(sequence));
  await feed.publish();
  assert.equal(quick.length, 7_000);
  gate.resolve();
  reader.entries.push(entry(7_001));
  await feed.publish();
  await done.promise;
  assert.deepEqual(
    slow,
    Array.from({ length: 7_001 }, (_, index) => index + 1),
  );
});

test('publish waits for an awaited subscriber, and for no other', async () => {
  const reader = memoryJournal();
  const feed = await startJournalFeed({ reader, report: failOnReport });
  const [slow, never] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  feed.subscribe(['feed-updated'], () => never.promise);
  const done: number[] = [];
  const handler = async ({ sequence }: JournalEntry): Promise<void> => {
    await slow.promise;
    done.push(sequence);
  };
  feed.subscribe(['feed-updated'], handler, { isAwaited: true });
  reader.entries.push(entry(1), entry(2));
  const published = feed.publish().then(() => [...done]);
  setImmediate(() => slow.resolve());
  assert.deepEqual(await published, [1, 2]);
  never.resolve();
});

test('a journal that cannot be read is reported, and the next publish hands over what was missed', async () => {
  const reader = memoryJournal();
  const reported: unknown[] = [];
  let fails = true;
  const feed = new JournalFeed(
    {
      reader: {
        ...reader,
        readAfter: async (sequence, limit) => {
          if (fails) throw new Error('gone');
          return await reader.readAfter(sequence, limit);
        },
      },
      report: (error) => reported.push(error),
    },
    0,
  );
  const seen: number[] = [];
  feed.subscribe(['feed-updated'], ({ sequence }) => void seen.push(sequence));
  reader.entries.push(entry(1));
  await feed.publish();
  assert.deepEqual(seen, []);
  assert.equal(reported.length, 1);
  fails = false;
  await feed.publish();
  assert.deepEqual(seen, [1]);
});

test('an ended subscription gets nothing more', async () => {
  const reader = memoryJournal();
  const feed = new JournalFeed({ reader, report: failOnReport }, 0);
  const seen: number[] = [];
  const end = feed.subscribe(['feed-updated'], ({ sequence }) => {
    seen.push(sequence);
    end();
  });
  reader.entries.push(entry(1), entry(2));
  await feed.publish();
  assert.deepEqual(seen, [1]);
});
