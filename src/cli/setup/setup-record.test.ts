import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { readSetupRecord, writeSetupRecord } from './setup-record.ts';

const ENTRY = {
  file: '/home/ann/.npmrc',
  clients: ['npm'],
  gateUrl: 'https://gate.example',
  at: '2026-01-01T00:00:00Z',
  wrote: 'a'.repeat(64),
  backup: `${'a'.repeat(16)}-${'b'.repeat(16)}.original`,
  madeFolders: [],
};

test('a record is read as it was written; one that names a copy elsewhere is refused', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-record-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeSetupRecord(folder, [ENTRY]);
  assert.deepEqual(readSetupRecord(folder), [ENTRY]);
  for (const backup of ['../../x', 'a/../b', '..', '/etc/passwd']) {
    writeFileSync(
      join(folder, 'record.json'),
      JSON.stringify({ version: 1, entries: [{ ...ENTRY, backup }] }),
    );
    assert.throws(
      () => readSetupRecord(folder),
      (error) => isGatehouseError(error, 'invalid-document'),
      backup,
    );
  }
});
