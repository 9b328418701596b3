import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import { IMPORT_RULES } from './import-rules.ts';
import { ADAPTERS } from './list.ts';

test('an import names and compares by the parts of the adapters themselves', () => {
  for (const id of ECOSYSTEMS) {
    assert.equal(IMPORT_RULES[id].names, ADAPTERS[id].names);
    assert.equal(IMPORT_RULES[id].versions, ADAPTERS[id].versions);
  }
});
