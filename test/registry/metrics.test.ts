// The metrics of a whole gate after some traffic, held to the text format; and the sign of life, which asks nobody.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startGate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { parsePrometheus } from '../support/prometheus.ts';
import { SAMPLES } from '../support/samples.ts';

test('/metrics of a gate that served, refused and failed is the Prometheus text format to the letter', async (t) => {
  const records = [malwareRecord({ ecosystem: 'npm', name: '@acme/tide', versions: ['1.0.1'] })];
  const gate = await startGate(t, { records });
  const bad = await SAMPLES.npm.publish(gate.upstream, { version: '1.0.1' });
  for (const [ecosystem, sample] of Object.entries(SAMPLES)) {
    const { path } = await sample.publish(gate.upstream, { version: '1.0.0' });
    assert.equal((await gate.ask(sample.indexPath, { headers: sample.indexHeaders })).status, 200, ecosystem);
    assert.equal((await gate.ask(path)).status, 200, ecosystem);
    assert.equal((await gate.ask(sample.absentPath)).status, 404, ecosystem);
  }
  assert.ok((await gate.ask('/npm/%5cn%22%0a')).status >= 400);
  assert.equal((await gate.ask(bad.path)).status, 403);

  const { status, headers, text } = await gate.ask('/metrics');
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  const families = parsePrometheus(text);
  const types = new Set(families.map(({ type }) => type));
  assert.ok(types.has('histogram') && types.has('counter') && types.has('gauge'), [...types].join());
  for (const { name, type, samples } of families) {
    assert.match(name, /^(?:gatehouse|process|nodejs)_/);
    assert.equal(type === 'counter', name.endsWith('_total'), name);
    if (name.startsWith('gatehouse_')) continue;
    assert.ok(samples.length > 0, name);
  }
});

test('the reader of the format is strict', () => {
  const head = '# HELP a_total All.\n# TYPE a_total counter\n';
  assert.deepEqual(parsePrometheus(`${head}a_total{x="q\\"\\\\\\n"} 1\n`)[0]?.samples, [
    { name: 'a_total', labels: { x: 'q"\\\n' }, value: 1 },
  ]);
  const histogram = '# HELP h Times.\n# TYPE h histogram\n';
  for (const [text, message] of [
    [`${head}a_total 1`, /does not end/],
    ['a_total 1\n', /sample of nothing/],
    [`# TYPE a_total counter\na_total 1\n`, /without its HELP/],
    [`${head}a_total 1\na_total 2\n`, /same sample twice/],
    [`${head}a_total 1\n${head}`, /second HELP/],
    [`${head}a_total{x="\\q"} 1\n`, /label that cannot be read/],
    [`${head}a_total{x="1"x="2"} 1\n`, /label that cannot be read/],
    [`${head}a_total{x="1",x="2"} 1\n`, /label twice/],
    [`${head}a_total one\n`, /value that cannot be read/],
    [`${head}a_total -1\n`, /below zero/],
    [`${histogram}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`, /no bucket \+Inf/],
    [`${histogram}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`, /not cumulative/],
    [`${histogram}h_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n`, /differs from \+Inf/],
    [`${histogram}h_bucket{le="+Inf"} 1\nh_count 1\n`, /no sum/],
  ] as const) {
    assert.throws(() => parsePrometheus(text), message, text);
  }
});

test('/healthz answers while the database is held by another, who does not let go', async (t) => {
  const gate = await startGate(t);
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const holding = gate.house.storage.work.transact(() => held);
  const sample = await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0' });
  // A first request has something to write, and waits.
  const waiting = gate.ask(sample.path);
  const first = await Promise.race([
    waiting.then(() => 'served'),
    gate.ask('/healthz').then(({ text }) => text),
  ]);
  assert.equal(first, 'up\n');
  letGo();
  await holding;
  assert.equal((await waiting).body.compare(sample.bytes), 0);
});
