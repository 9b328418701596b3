import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { parseKev } from './kev.ts';

const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

test('entries are read with their dates and ransomware use', () => {
  const catalogue = parseKev(
    encode({
      catalogVersion: '2026.08.07',
      vulnerabilities: [
        {
          cveID: 'CVE-2021-44228',
          dateAdded: '2021-12-10',
          dueDate: '2021-12-24',
          knownRansomwareCampaignUse: 'Known',
        },
        { cveID: 'CVE-2020-1234', dateAdded: '2022-01-01', dueDate: 'soon' },
      ],
    }),
  );
  assert.deepEqual(catalogue, {
    version: '2026.08.07',
    entries: [
      { cve: 'CVE-2021-44228', dateAdded: '2021-12-10', dueDate: '2021-12-24', knownRansomwareUse: true },
      { cve: 'CVE-2020-1234', dateAdded: '2022-01-01', knownRansomwareUse: false },
    ],
    faults: [],
  });
});

test('an entry that is none is named and the others are kept', () => {
  const good = { cveID: 'CVE-2021-44228', dateAdded: '2021-12-10' };
  const { entries, faults } = parseKev(
    encode({
      vulnerabilities: [7, good, { cveID: 'x' }, { cveID: 'CVE-2020-1111', dateAdded: '2020-99-99' }],
    }),
  );
  assert.equal(entries.length, 1);
  assert.deepEqual(
    faults.map((fault) => fault.slice(0, 18)),
    ['vulnerabilities[0]', 'vulnerabilities[2]', 'vulnerabilities[3]'],
  );
});

test('a document without vulnerabilities is refused', () => {
  for (const value of [{}, [], { vulnerabilities: {} }, 'x']) {
    assert.throws(
      () => parseKev(encode(value)),
      (error) => isGatehouseError(error, 'invalid-document'),
    );
  }
});
