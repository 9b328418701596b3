import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FindingItem, FindingRecord } from '../../http/api/scan-contract.ts';
import { chooseUpgrades } from './choose-upgrades.ts';

const record = (id: string, fixedIn?: string, more: Partial<FindingRecord> = {}): FindingRecord => ({
  id,
  kind: 'vulnerability',
  aliases: [],
  summary: '',
  source: 'osv',
  ...(fixedIn === undefined ? {} : { fixedIn }),
  ...more,
});

const finding = (version: string, ...records: readonly FindingRecord[]): FindingItem => ({
  purl: `pkg:npm/tide@${version}`,
  ecosystem: 'npm',
  name: 'tide',
  version,
  verdict: { action: 'allow', reasons: [], observed: [] },
  records: [...records],
});

/** What is known against the other versions of the package, and which were asked about. */
async function choose(one: FindingItem, others: readonly FindingItem[] = []) {
  const asked: string[] = [];
  const found = await chooseUpgrades([one], async (purls) => {
    asked.push(...purls);
    return others.filter(({ purl }) => purls.includes(purl));
  });
  return { upgrade: found.get(one.purl), asked };
}

test('a fix of one line that another record is against is not told, but what fixes that as well', async () => {
  // minimist: 0.2.4 fixes one record on the installed line, 1.2.2 the other, and 1.2.2 has the first one again.
  const { upgrade } = await choose(finding('0.0.8', record('CVE-2', '0.2.4'), record('CVE-1', '1.2.2')), [
    finding('0.2.4', record('CVE-1', '1.2.2')),
    finding('1.2.2', record('CVE-2', '1.2.6')),
  ]);
  assert.deepEqual(upgrade, { version: '1.2.6', leaves: [] });
});

test('of versions against which nothing is known the nearest is told', async () => {
  const { upgrade } = await choose(finding('1.0.0', record('A', '1.0.2'), record('B', '1.0.1')), [
    finding('1.0.1', record('A', '1.0.2')),
  ]);
  assert.deepEqual(upgrade, { version: '1.0.2', leaves: [] });
});

test('where each fix has something against it, the one with the least is told, with what it leaves', async () => {
  const { upgrade } = await choose(finding('1.0.0', record('A', '1.0.1'), record('B', '2.0.0')), [
    finding('1.0.1', record('B', '2.0.0'), record('C')),
    finding('2.0.0', record('D')),
  ]);
  assert.deepEqual(upgrade, { version: '2.0.0', leaves: ['D'] });
});

test('informational and undecided records neither give a fix nor keep one out; a fix below is none', async () => {
  const informational = record('U', '9.0.0', { kind: 'informational' });
  const { upgrade, asked } = await choose(
    finding('1.0.0', record('A', '1.0.1'), record('B', '0.9.0'), informational),
    [finding('1.0.1', record('V', undefined, { kind: 'undecided' }))],
  );
  assert.deepEqual(upgrade, { version: '1.0.1', leaves: [] });
  assert.deepEqual(asked, ['pkg:npm/tide@1.0.1']);
  assert.equal((await choose(finding('1.0.0', record('A')))).upgrade, undefined);
});

test('fixes that lead to fixes without end are left at some point', async () => {
  let calls = 0;
  const one = finding('1.0.0', record('A', '1.0.1'));
  const found = await chooseUpgrades([one], async (purls) => {
    calls += 1;
    return purls.map((purl) => {
      const patch = Number(purl.slice(purl.lastIndexOf('.') + 1));
      return finding(`1.0.${patch}`, record('A', `1.0.${patch + 1}`));
    });
  });
  assert.ok(calls < 10);
  assert.equal(found.get(one.purl)?.leaves.length, 1);
});
