import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { malwareRecord, vulnerabilityRecord } from '../../../../test/support/osv.ts';
import { readVex } from '../../../formats/vex/read-vex.ts';
import type { Received } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { ApplicationDetail } from '../application-contract.ts';
import type { Problem } from '../contract.ts';
import type { FindingDetailItem, HeldFindingItem } from '../finding-contract.ts';
import type { PushedReach } from '../reach-contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  const records = [
    ...['tide', 'wave'].map((name) =>
      vulnerabilityRecord({ id: `GHSA-${name}`, ecosystem: 'npm', name, fixed: '1.2.0' }),
    ),
    malwareRecord({ id: 'MAL-2026-1', ecosystem: 'npm', name: 'bad', versions: ['1.0.0'] }),
  ];
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', text);
  await house.reloadFeeds();
});
after(() => house.close());

const FILES = [
  {
    path: 'package-lock.json',
    format: 'package-lock.json 3',
    components: ['wave', 'tide', 'bad'].map((name) => ({ purl: `pkg:npm/${name}@1.0.0`, scope: 'runtime' })),
  },
];
const [WAVE, TIDE, BAD] = ['pkg:npm/wave@1.0.0', 'pkg:npm/tide@1.0.0', 'pkg:npm/bad@1.0.0'] as const;
const BECAUSE = 'no import of it was found in 3 JavaScript files; that is no proof';
const TOLD: readonly PushedReach[] = [
  { state: 'imported', places: [{ file: 'src/a.js', line: 3 }], count: 2, components: [WAVE] },
  { state: 'not-seen', because: BECAUSE, components: [TIDE, BAD] },
];

const push = (name: string, reach?: unknown): Promise<Received> =>
  house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body: { files: FILES, ...(reach === undefined ? {} : { reach }) },
    token: ci.apiToken,
  });

const ask = async <T>(path: string): Promise<T> => {
  const { status, body } = await house.request('GET', `/api/v1${path}`, { token: ci.apiToken });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
};

/** What is said of each component of an application in all three places where it is told. */
async function says(name: string): Promise<Readonly<Record<string, string | undefined>>> {
  const { findings } = await ask<ApplicationDetail>(`/applications/${name}`);
  const shown = Object.fromEntries(findings.map((one) => [one.name, one.reach?.says]));
  const { items } = await ask<{ items: readonly HeldFindingItem[] }>(`/findings?application=${name}`);
  assert.deepEqual(Object.fromEntries(items.map((one) => [one.name, one.reach?.says])), shown);
  for (const { id, name: component } of items) {
    const { applications } = await ask<FindingDetailItem>(`/findings/${id}`);
    assert.equal(applications.find((one) => one.name === name)?.reach?.says, shown[component]);
  }
  return shown;
}

test('what a push tells of imports stands beside findings, for that application alone, and closes none', async () => {
  assert.equal((await push('shop', TOLD)).status, 201);
  assert.equal((await push('other')).status, 201);
  assert.deepEqual(await says('shop'), {
    wave: 'imported at src/a.js:3 and in 1 more',
    tide: BECAUSE,
    bad: BECAUSE,
  });
  assert.deepEqual(await says('other'), { wave: undefined, tide: undefined, bad: undefined });
  const { application, findings } = await ask<ApplicationDetail>('/applications/shop');
  assert.equal(application.findings, 3);
  const bad = findings.find(({ name }) => name === 'bad');
  assert.equal(bad?.verdict.action, 'block');
  assert.deepEqual(
    findings.flatMap(({ records }) => records.map(({ state }) => state)),
    ['open', 'open', 'open'],
  );
});

test('what was not seen is no statement that it does not affect', async () => {
  assert.equal((await push('silent', TOLD)).status, 201);
  const { status, body } = await house.request('GET', '/api/v1/vex/export?application=silent', {
    token: ci.apiToken,
  });
  assert.match(`${status} ${(body as Problem).detail}`, /^404 Cannot export VEX: nothing was said yet/);
  // One decision makes a document, and what was not seen is not in it.
  const [application] = await house.storage.stores.applications.named('silent');
  const states = await house.storage.stores.findingStates.ofApplication(application?.id ?? '');
  const wave = states.find(({ recordId }) => recordId === 'GHSA-wave');
  assert.ok(wave);
  await house.storage.work.transact(({ findingStates }) =>
    findingStates.save([{ ...wave, state: 'in-triage', decidedAt: house.clock.now() }]),
  );
  const document = JSON.stringify(await ask('/vex/export?application=silent'));
  assert.deepEqual(
    readVex(document, 'it').statements.map(({ vulnerabilities, status: word }) => [vulnerabilities[0], word]),
    [['GHSA-wave', 'under_investigation']],
  );
  assert.doesNotMatch(document, /not_affected/);
});

test('a later push that does not tell makes it unknown again', async () => {
  assert.equal((await push('late', TOLD)).status, 201);
  assert.equal((await push('late', TOLD.slice(0, 1))).status, 201);
  assert.deepEqual(await says('late'), {
    wave: 'imported at src/a.js:3 and in 1 more',
    tide: undefined,
    bad: undefined,
  });
  assert.equal((await push('late')).status, 201);
  assert.deepEqual(await says('late'), { wave: undefined, tide: undefined, bad: undefined });
});

test('what is told of nothing that is pushed, of one twice, or beyond the bounds is refused, and nothing is stored', async () => {
  const refused = async (reach: unknown): Promise<string> => {
    const { status, body } = await push('refused', reach);
    assert.equal(status, 400, JSON.stringify(body));
    return (body as Problem).detail ?? '';
  };
  const notSeen = (components: readonly string[]) => ({ state: 'not-seen', because: 'x', components });
  assert.match(
    await refused([notSeen([WAVE, 'pkg:npm/wave@9.0.0'])]),
    /body\.reach\[0\]\.components\[1\]: found pkg:npm\/wave@9\.0\.0, expected a component of the files/,
  );
  assert.match(
    await refused([notSeen([WAVE]), { ...notSeen([TIDE, WAVE]), because: 'y' }]),
    /body\.reach\[1\]\.components\[1\]: found pkg:npm\/wave@1\.0\.0 a second time/,
  );
  assert.match(await refused([notSeen(['left-pad'])]), /body\.reach\[0\]\.components\[0\]: /);
  assert.match(await refused([notSeen([])]), /body\.reach\[0\]\.components/);
  assert.match(await refused([{ ...notSeen([WAVE]), state: 'safe' }]), /body\.reach\[0\]\.state/);
  assert.match(
    await refused([{ ...notSeen([WAVE]), because: 'x'.repeat(1_001) }]),
    /body\.reach\[0\]\.because/,
  );
  const places = Array.from({ length: 4 }, () => ({ file: 'a.js', line: 1 }));
  assert.match(
    await refused([{ state: 'imported', places, count: 4, components: [WAVE] }]),
    /body\.reach\[0\]\.places/,
  );
  const { status } = await house.request('GET', '/api/v1/applications/refused', { token: ci.apiToken });
  assert.equal(status, 404);
});
