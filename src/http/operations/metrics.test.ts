import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PackageCaches } from '../../registry/package-caches.ts';
import type { UpstreamResponse } from '../../registry/ports.ts';
import { addGauges } from './add-gauges.ts';
import { countFetches } from './count-fetches.ts';
import { createMetrics } from './metrics.ts';

/** The samples of a text, by name and labels; each line must be of the format. */
function parse(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match =
      /^([a-z0-9_]+(?:\{[a-z]+="(?:[^"\\\n]|\\.)*"(?:,[a-z]+="(?:[^"\\\n]|\\.)*")*\})?) (\S+)$/.exec(line);
    assert.ok(match, line);
    samples.set(match[1] ?? '', Number(match[2]));
  }
  return samples;
}

test('requests are counted by part, kind and status, and timed in cumulative buckets', async () => {
  const metrics = createMetrics();
  metrics.answered('npm', 'index', 200, 3);
  metrics.answered('npm', 'index', 200, 40_000);
  metrics.answered('npm', 'index', 304, 0.5);
  const samples = parse(await metrics.render());
  metrics.close();
  const labels = 'part="npm",kind="index"';
  assert.equal(samples.get(`gatehouse_requests_total{${labels},status="200"}`), 2);
  assert.equal(samples.get(`gatehouse_requests_total{${labels},status="304"}`), 1);
  assert.equal(samples.get(`gatehouse_request_seconds_bucket{${labels},le="0.001"}`), 1);
  assert.equal(samples.get(`gatehouse_request_seconds_bucket{${labels},le="0.005"}`), 2);
  assert.equal(samples.get(`gatehouse_request_seconds_bucket{${labels},le="30"}`), 2);
  assert.equal(samples.get(`gatehouse_request_seconds_bucket{${labels},le="+Inf"}`), 3);
  assert.equal(samples.get(`gatehouse_request_seconds_count{${labels}}`), 3);
  assert.ok(Math.abs((samples.get(`gatehouse_request_seconds_sum{${labels}}`) ?? 0) - 40.0035) < 1e-6);
});

test('labels from outside are escaped, and cannot make series without end', async () => {
  const metrics = createMetrics();
  metrics.refused('npm', 'a"b\\c', 'block');
  for (let index = 0; index < 3_000; index += 1) metrics.refused('npm', `rule-${index}`, 'block');
  const text = await metrics.render();
  metrics.close();
  assert.ok(text.includes('rule="a\\"b\\\\c"'));
  const samples = parse(text);
  assert.equal(samples.get('gatehouse_refusals_total{ecosystem="npm",rule="other",action="block"}'), 1_001);
});

test('a gauge that cannot be read is left out, and the others still go out', async () => {
  const metrics = createMetrics();
  metrics.gauge('broken', 'Broken.', () => Promise.reject(new Error('no')));
  metrics.gauge('whole', 'Whole.', () => [{ value: 7 }]);
  const samples = parse(await metrics.render());
  metrics.close();
  assert.equal(samples.get('whole'), 7);
  assert.equal(samples.has('broken'), false);
  assert.equal(samples.get('gatehouse_unreadable_gauges_total'), 1);
  assert.ok((samples.get('process_resident_memory_bytes') ?? 0) > 1_000_000);
  assert.ok(samples.has('gatehouse_event_loop_delay_p99_seconds'));
});

test('fetches are counted by how they went', async () => {
  const metrics = createMetrics();
  const statuses = [200, 304, 404, 410, 403, 500];
  const client = countFetches(
    {
      async get() {
        const status = statuses.shift();
        if (status === undefined) throw new Error('unreachable');
        return { status } as UpstreamResponse;
      },
    },
    metrics,
  );
  const request = { url: 'https://registry.example/x', maxBytes: 1, upstream: 'npm:main' };
  for (let index = 0; index < 6; index += 1) await client.get(request);
  await assert.rejects(client.get(request), { message: 'unreachable' });
  const samples = parse(await metrics.render());
  metrics.close();
  const of = (outcome: string) =>
    samples.get(`gatehouse_upstream_requests_total{upstream="npm:main",outcome="${outcome}"}`);
  assert.deepEqual(['ok', 'not-modified', 'missing', 'refused', 'failed'].map(of), [1, 1, 2, 2, 1]);
});

test("the house's gauges tell caches, feeds and what waits", async () => {
  const metrics = createMetrics();
  const caches = new PackageCaches({ documentBytes: 1_000, renderedBytes: 1_000 });
  caches.loaded.get('nothing');
  addGauges(metrics, {
    clock: { now: () => 61_000 },
    caches,
    feeds: {
      configured: [
        { name: 'osv', kind: 'osv', location: '/osv' },
        { name: 'kev', kind: 'kev', location: '/kev' },
      ],
      lookups: {
        feeds: async () => [
          { feed: 'osv', kind: 'osv', generation: 1, lastTriedAt: 1, lastGoodAt: 1_000, records: 1, bad: 0 },
        ],
      },
    },
    decisions: { state: () => ({ pending: 2, dropped: 3 }) },
  });
  const samples = parse(await metrics.render());
  metrics.close();
  assert.equal(samples.get('gatehouse_feed_age_seconds{feed="osv"}'), 60);
  assert.equal(samples.get('gatehouse_cache_lookups_total{cache="documents",result="miss"}'), 1);
  assert.equal(samples.get('gatehouse_decisions_waiting'), 2);
  assert.equal(samples.get('gatehouse_decisions_dropped_total'), 3);
});
