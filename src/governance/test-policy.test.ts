import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parsePolicy } from '../policy/parse-policy.ts';
import {
  compareDotted,
  daysAgo,
  hoursAgo,
  LEFT_PAD,
  lineOfDotted,
  malware,
  NOW,
  packageEvidence,
  publishedAt,
} from '../policy/testdata/build-evidence.ts';
import { testPolicy } from './test-policy.ts';

const order = { compare: compareDotted, lineOf: lineOfDotted };
const input = {
  current: parsePolicy('preset = "balanced"'),
  candidate: parsePolicy(
    'preset = "balanced"\n[[rules]]\nid = "no"\non = "deny-list"\nentries = [{ name = "left-pad", versions = "=1.0.0" }]\n' +
      '[[rules]]\nid = "young-version"\nmode = "observe"',
  ),
  orders: { npm: order, pypi: order, cargo: order, maven: order, composer: order },
  now: NOW,
  limit: 10,
};
const versions = [publishedAt('1.0.0', daysAgo(50)), publishedAt('1.0.1', hoursAgo(30))];

test('the verdicts that would change are told with their reason, and counted', async () => {
  const result = await testPolicy(input, [packageEvidence(versions)]);
  assert.deepEqual(
    result.effects.map(({ ref, version, from, to, reason }) => [ref, version, from, to, reason?.rule]),
    [
      [LEFT_PAD, '1.0.0', 'allow', 'block', 'no'],
      [LEFT_PAD, '1.0.1', 'hide', 'allow', undefined],
    ],
  );
  assert.deepEqual(
    [...result.counts],
    [
      ['allow -> block', 1],
      ['hide -> allow', 1],
    ],
  );
  assert.deepEqual([result.packageCount, result.versionCount, result.effectCount], [1, 2, 2]);
});

test('beyond the limit, effects are only counted', async () => {
  const result = await testPolicy({ ...input, limit: 1 }, [
    packageEvidence(versions),
    packageEvidence(versions),
  ]);
  assert.equal(result.effects.length, 1);
  assert.equal(result.effectCount, 4);
});

test('a name that would be refused is told as such', async () => {
  const record = malware({ scope: 'all', recordedAt: daysAgo(40) });
  const candidate = parsePolicy('preset = "balanced"\n[[rules]]\nid = "malware"\naction = "warn"');
  const result = await testPolicy({ ...input, candidate }, [packageEvidence(versions.slice(0, 1), [record])]);
  assert.deepEqual(
    result.effects.map(({ version, from, to }) => [version, from, to]),
    [
      [undefined, 'block', 'warn'],
      ['1.0.0', 'block', 'allow'],
    ],
  );
});

test('the same policy changes nothing', async () => {
  const result = await testPolicy({ ...input, candidate: input.current }, [packageEvidence(versions)]);
  assert.deepEqual([result.effectCount, result.effects], [0, []]);
});
