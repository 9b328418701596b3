import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';

import { createHopTrail, TRAIL_HEADER } from './hop-trail.ts';
import { startFetcher, startServer } from './testing/local-server.ts';

test('a request that leaves names whom it came through, this server last, however long it took', async () => {
  const trail = createHopTrail('here');
  assert.equal(trail.leaving(), 'here');
  const within = await trail.within('one, two', async () => {
    await turn();
    return trail.leaving();
  });
  assert.equal(within, 'one, two, here');
  assert.equal(trail.leaving(), 'here');
});

test('a request that was here before is refused before anything is done, as is one of eight hops', () => {
  const trail = createHopTrail('here');
  let done = 0;
  const work = () => (done += 1);
  assert.throws(() => trail.within('one, here, two', work), { code: 'upstream-loop' });
  assert.throws(() => trail.within('1, 2, 3, 4, 5, 6, 7, 8', work), { code: 'upstream-loop' });
  assert.equal(done, 0);
  assert.equal(trail.within('1, 2, 3, 4, 5, 6, 7', work), 1);
});

test('a trail so long that it would be cut, and this server out of it, is refused', () => {
  const trail = createHopTrail('here');
  const long = 'x'.repeat(1_000);
  const left = trail.within(long, () => trail.leaving());
  assert.throws(() => trail.within(left, () => undefined), { code: 'upstream-loop' });
});

test('the fetcher sends the trail with every request', async (t) => {
  const server = await startServer(t, (_request, response) => response.end());
  const trail = createHopTrail('here');
  const fetcher = startFetcher(t, [server.origin], { trail });
  await trail.within('one', () => fetcher.get({ url: server.origin, maxBytes: 10 }));
  await fetcher.get({ url: server.origin, maxBytes: 10 });
  assert.deepEqual(
    server.requests.map(({ headers }) => headers[TRAIL_HEADER]),
    ['one, here', 'here'],
  );
});
