import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import { ADAPTERS } from './list.ts';
import { SCAN_RULES } from './scan-rules.ts';

test('a scan reads, names and compares by the parts of the adapters themselves', () => {
  for (const id of ECOSYSTEMS) {
    const { names, versions, manifests, sources } = ADAPTERS[id];
    const rules = SCAN_RULES[id];
    assert.equal(rules.names, names);
    assert.equal(rules.versions, versions);
    assert.equal(rules.manifests, manifests);
    assert.equal(rules.sources, sources);
  }
});
