// A package that its upstream has no more: the day on which it went counts, however often it is asked again; and when
// it is there again, nothing is left of its absence. Of a version that went, the bytes stay known.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { DAY_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { ALL_SAMPLES } from '../support/samples.ts';

const NOW = Date.now();

for (const [ecosystem, sample] of ALL_SAMPLES) {
  test(`${ecosystem}: a package that vanished soon after its publication stays refused for as long as it is gone`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    const publishedAt = new Date(NOW - 5 * DAY_MS).toISOString();
    const young = await sample.publish(gate.upstream, { version: '1.0.0', publishedAt });
    assert.equal((await gate.ask(young.path)).status, 200);
    gate.upstream.fault(/./, { status: 404 });
    for (const days of [0, 6, 20]) {
      clock.passTime(days * DAY_MS + 10 * MINUTE_MS);
      const answer = await gate.ask(young.path);
      assert.ok([403, 410].includes(answer.status), `${answer.status} ${answer.text.slice(0, 300)}`);
      assert.match(`${answer.reason}\n${answer.text}`, /removed-upstream/);
    }
    assert.equal((await gate.journal('index-changed')).length, 1, 'told once');
  });

  test(`${ecosystem}: a package that was absent for a moment is served as before when it is back`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    const publishedAt = new Date(NOW - 5 * DAY_MS).toISOString();
    const young = await sample.publish(gate.upstream, { version: '1.0.0', publishedAt });
    const other = await sample.publish(gate.upstream, { version: '0.9.0' });
    assert.equal((await gate.ask(young.path)).status, 200);
    const heal = gate.upstream.fault(/./, { status: 404 });
    clock.passTime(10 * MINUTE_MS);
    assert.notEqual((await gate.ask(young.path)).status, 200);
    heal();
    clock.passTime(10 * MINUTE_MS);
    for (const { path, bytes } of [young, other]) {
      const answer = await gate.ask(path);
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
      assert.equal(answer.body.compare(bytes), 0);
    }
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.deepEqual([...sample.offered(index)].sort(), ['0.9.0', '1.0.0']);
    assert.deepEqual(
      (await gate.journal('index-changed')).map((entry) =>
        entry.kind === 'index-changed' ? [entry.data.added.length, entry.data.removed.length] : [],
      ),
      [
        [0, 2],
        [2, 0],
      ],
    );
  });
}

test('malware that was served from here and that its upstream removed is known again under another version', async (t) => {
  const clock = holdClock(NOW);
  const gate = await startGate(t, { clock, records: [] });
  const { npm } = gate.upstream;
  const bad = await npm.publish({ name: 'kit', version: '1.0.0' });
  await npm.publish({ name: 'kit', version: '0.9.0' });
  assert.equal((await gate.ask('/npm/kit/-/kit-1.0.0.tgz')).status, 200);
  npm.remove('kit', '1.0.0');
  await npm.publish({ name: 'kit', version: '1.0.1', dist: digestsOf(bad.tarball) });
  await gate.addRecords(malwareRecord({ ecosystem: 'npm', name: 'kit', versions: ['1.0.0'] }));
  clock.passTime(10 * MINUTE_MS);
  const answer = await gate.ask('/npm/kit/-/kit-1.0.1.tgz');
  assert.equal(answer.status, 403, answer.text.slice(0, 300));
  assert.match(answer.text, /version 1\.0\.0, of which this version has the bytes/);
});

function digestsOf(bytes: Buffer): { readonly integrity: string; readonly shasum: string } {
  return {
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    shasum: createHash('sha1').update(bytes).digest('hex'),
  };
}
