import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Change } from '../journal/journal.ts';
import type { PostedLetter } from '../journal/outbox.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import type { LetterStore, WaitingLetter } from './ports.ts';
import { GIVE_UP_MS, sendLetters } from './send-letters.ts';

const START = Date.UTC(2026, 0, 1);

const letter = (id: string): PostedLetter => ({
  id,
  to: 'ada@example.com',
  subject: 'Hello',
  text: 'https://gate.example/verify#secret',
  postedAt: START,
});

/** A post office of one: what waits, what was carried, and a carrier that can be told to fail. */
function office(...posted: readonly PostedLetter[]) {
  const waiting = new Map(posted.map((one) => [one.id, { ...one, dueAt: one.postedAt, attempts: 0 }]));
  const journal: Change[] = [];
  const carried: string[] = [];
  const reports: { readonly id: string; readonly error: string; readonly isGivenUp: boolean }[] = [];
  const state = { now: START, fault: '', transactions: 0 };
  const letters: LetterStore = {
    async take(now, { limit, dueAgainAt }) {
      const due = [...waiting.values()].filter(({ dueAt }) => dueAt <= now).slice(0, limit);
      for (const one of due) waiting.set(one.id, { ...one, dueAt: dueAgainAt, attempts: one.attempts + 1 });
      return due.map(({ dueAt: _dueAt, ...one }): WaitingLetter => ({ ...one, attempts: one.attempts + 1 }));
    },
    async postpone(id, { dueAt }) {
      const one = waiting.get(id);
      if (one !== undefined) waiting.set(id, { ...one, dueAt });
    },
    remove: async (id) => void waiting.delete(id),
    waiting: async () => ({ count: waiting.size }),
    nextDueAt: async () => [...waiting.values()].map(({ dueAt }) => dueAt).sort((a, b) => a - b)[0],
  };
  const send = (signal?: AbortSignal) =>
    sendLetters(
      {
        letters,
        unit: {
          transact: (work) => {
            state.transactions += 1;
            return work({ letters, journal: { record: (change) => void journal.push(change) } });
          },
        },
        carrier: {
          carry: async ({ id }) => {
            if (state.fault !== '') throw new Error(state.fault);
            carried.push(id);
          },
          close: async () => {},
        },
        clock: { now: () => state.now },
        report: ({ id }, error, isGivenUp) => void reports.push({ id, error, isGivenUp }),
      },
      signal,
    );
  return { state, waiting, journal, carried, reports, send };
}

test('every letter that waits is sent once, and then forgotten', async () => {
  const post = office(...Array.from({ length: 45 }, (_, n) => letter(`l${n}`)));
  assert.equal(await post.send(), 45);
  assert.equal(new Set(post.carried).size, 45);
  assert.equal(post.waiting.size, 0);
  assert.deepEqual(
    post.journal.slice(0, 1).map(({ kind, data }) => ({ kind, data })),
    [{ kind: 'letter-sent', data: { letterId: 'l0' } }],
  );
  assert.equal(await post.send(), 0);
  assert.equal(post.carried.length, 45);
});

test('a look that finds nothing keeps nobody from writing', async () => {
  const post = office();
  assert.equal(await post.send(), 0);
  assert.equal(post.state.transactions, 0);
});

test('a letter that was not taken is tried again, each time twice as late', async () => {
  const post = office(letter('one'));
  post.state.fault = '421 try later';
  await post.send();
  assert.equal(post.waiting.get('one')?.dueAt, START + 30 * SECOND_MS);
  post.state.now = START + 29 * SECOND_MS;
  await post.send();
  assert.equal(post.reports.length, 1);
  post.state.now = START + 30 * SECOND_MS;
  await post.send();
  assert.equal(post.waiting.get('one')?.dueAt, post.state.now + MINUTE_MS);
  post.state.fault = '';
  post.state.now += MINUTE_MS;
  assert.equal(await post.send(), 1);
  assert.deepEqual(post.carried, ['one']);
  assert.deepEqual(
    post.reports.map(({ isGivenUp }) => isGivenUp),
    [false, false],
  );
});

test('one that fails keeps no other from leaving', async () => {
  const post = office(letter('bad'), letter('good'));
  post.state.fault = 'no such mailbox';
  await post.send();
  post.state.fault = '';
  post.state.now += DAY_MS;
  assert.equal(await post.send(), 2);
});

test('after a week it is given up, and the journal says why, without what it said', async () => {
  const post = office(letter('one'));
  post.state.fault = `550 no such mailbox${'!'.repeat(1_000)}`;
  for (let at = START; post.waiting.size > 0 && at < START + 2 * GIVE_UP_MS; at += 10 * MINUTE_MS) {
    post.state.now = at;
    await post.send();
  }
  assert.equal(post.waiting.size, 0);
  assert.equal(post.reports.at(-1)?.isGivenUp, true);
  const [lost] = post.journal;
  assert.equal(lost?.kind, 'letter-lost');
  assert.ok(JSON.stringify(lost).length < 600);
  assert.ok(!JSON.stringify(post.journal).includes('secret'));
  assert.ok(
    post.state.now >= START + GIVE_UP_MS - 6 * 60 * MINUTE_MS && post.state.now <= START + GIVE_UP_MS,
  );
});

test('at the end of the server no further letter is taken', async () => {
  const post = office(letter('one'));
  assert.equal(await post.send(AbortSignal.abort()), 0);
  assert.equal(post.waiting.get('one')?.attempts, 0);
});
