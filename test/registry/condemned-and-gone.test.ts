// Malware that its registry has removed: who asks for the name is told what it was, not that there is no such package.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startGate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { ALL_SAMPLES } from '../support/samples.ts';

const WHOLE = /is refused by rule malware: malware record MAL-2026-77 condemns the whole package/;

for (const [ecosystem, sample] of ALL_SAMPLES) {
  const { name } = sample.ref;
  const purl = `pkg:${ecosystem}/${name.replace('@', '%40').replace(':', '/')}`;

  test(`${ecosystem}: a condemned name that no upstream has is refused with the record, and is so explained`, async (t) => {
    const gate = await startGate(t, {
      records: [malwareRecord({ ecosystem, name, id: 'MAL-2026-77' })],
    });
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.ok([403, 410, 451].includes(index.status), `${index.status} ${index.text.slice(0, 200)}`);
    assert.match(index.text, WHOLE);
    assert.match(index.text, /\/packages\//);

    for (const asked of [purl, `${purl}@1.0.0`]) {
      const explained = await gate.ask(`/api/v1/explain?purl=${encodeURIComponent(asked)}`);
      assert.equal(explained.status, 200, explained.text);
      const said = JSON.parse(explained.text) as { verdict: { action: string } };
      assert.equal(said.verdict.action, 'block', explained.text);
      assert.match(explained.text, /MAL-2026-77/);
    }
  });

  test(`${ecosystem}: a name of which a record names versions alone is absent like any other`, async (t) => {
    const gate = await startGate(t, {
      records: [malwareRecord({ ecosystem, name, id: 'MAL-2026-77', versions: ['1.0.0'] })],
    });
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.equal(index.status, 404, index.text);
  });

  test(`${ecosystem}: the refusal ends with the record`, async (t) => {
    const record = malwareRecord({ ecosystem, name, id: 'MAL-2026-77' });
    const gate = await startGate(t, { records: [record] });
    const ask = async () => (await gate.ask(sample.indexPath, { headers: sample.indexHeaders })).status;
    assert.notEqual(await ask(), 404);
    const now = new Date(Date.now() + 1000).toISOString();
    await gate.addRecords({ ...record, modified: now, withdrawn: now });
    assert.equal(await ask(), 404);
  });
}
