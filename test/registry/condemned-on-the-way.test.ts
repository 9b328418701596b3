// A record that arrives while an artifact is on its way: the client that waits is refused, and the bytes are not kept.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ECOSYSTEMS } from '../../src/kernel/ecosystem.ts';
import { startGate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { SAMPLES } from '../support/samples.ts';

for (const ecosystem of ECOSYSTEMS) {
  test(`${ecosystem}: bytes that are condemned while they are fetched reach nobody and are not kept`, async (t) => {
    const gate = await startGate(t, { records: [] });
    const sample = SAMPLES[ecosystem];
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    gate.upstream.fault(published.upstreamPath, { holdUntil: held });
    const answer = gate.ask(published.path);
    while (gate.upstream.count(published.upstreamPath) === 0) await sleep(10);
    await gate.addRecords(malwareRecord({ ecosystem, name: sample.ref.name, versions: ['1.0.0'] }));
    release();
    const { status, text } = await answer;
    assert.ok(status >= 400, `answered ${status}`);
    assert.match(text, /malware/);
    assert.deepEqual(await gate.house.storage.stores.artifacts.ofPackage(sample.ref), []);
  });
}
