// Licences that no index tells, through a whole gate: learnt from what was fetched, asked for where that is allowed, and kept.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { pushSnapshot } from '../../src/inventory/applications/push-snapshot.ts';
import { figuresOf, type LicenceFigures } from '../../src/inventory/currency/currency-figures.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/clock.ts';
import { createLogger } from '../../src/kernel/logger.ts';
import { asPackageName, type PackageRef } from '../../src/kernel/package-ref.ts';
import { configSchema } from '../../src/main/config-schema.ts';
import { describeCurrency, type DescribedCurrency } from '../../src/main/describe-currency.ts';
import { createCurrencyLook } from '../../src/main/follow-currency.ts';
import { loadMissing } from '../../src/main/load-missing.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';

const LICENCES = [{ allowed: ['MIT', 'Apache-2.0'], denied: ['GPL-*'] }];
const log = createLogger(
  'error',
  () => {},
  () => 0,
);

const CRATE = { ecosystem: 'cargo', name: asPackageName('tide-pool'), version: '1.0.0' } as const;
const WHEEL = { ecosystem: 'pypi', name: asPackageName('tide'), version: '1.0' } as const;
const JAR = { ecosystem: 'maven', name: asPackageName('org.acme:tide'), version: '1.0' } as const;
const FILES = [
  '/cargo/api/v1/crates/tide-pool/1.0.0/download',
  '/pypi/files/tide/tide-1.0-py3-none-any.whl.metadata',
  '/maven/org/acme/tide/1.0/tide-1.0.pom',
];

async function open(t: TestContext, loads: boolean) {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const { cargo, pypi, maven } = gate.upstream;
  await cargo.publish({ name: 'tide-pool', version: '1.0.0' });
  await pypi.publish({ name: 'tide', version: '1.0', kinds: ['wheel'], license: 'GPLv3' });
  await pypi.publish({ name: 'tide', version: '2.0', kinds: ['wheel'], license: 'MIT' });
  await maven.publish({
    groupId: 'org.acme',
    artifactId: 'tide',
    version: '1.0',
    license: 'Our own licence',
  });
  const config = configSchema.parse({ currency: { licences: LICENCES, load_packages: loads } });
  const { storage, registry } = gate.house;
  return { gate, clock, currency: describeCurrency({ config, storage, registry, log }) };
}

async function push(gate: Gate, ...all: readonly (PackageRef & { readonly version: string })[]) {
  const components = all.map((one) => ({ ...one, source: 'registry' as const, scope: 'runtime' as const }));
  const needs = components.map(() => []);
  const files = [{ path: 'test.lock', graph: { format: 'test', components, roots: [], needs, gaps: [] } }];
  await pushSnapshot(gate.house.inventory, { name: 'shop', environment: 'default', files, author: 'test' });
}

/** What is counted of licences once all that changed is looked at. */
async function judged(gate: Gate, currency: DescribedCurrency): Promise<LicenceFigures | undefined> {
  await createCurrencyLook(currency)();
  const [all] = await gate.house.storage.stores.currencySums.sums(['']);
  return all === undefined ? undefined : figuresOf(all.sums, 0).licences;
}

/** One walk over what applications have. */
async function load(currency: DescribedCurrency): Promise<void> {
  const { loading } = currency;
  assert.ok(loading !== undefined);
  const end = new AbortController();
  const wait = async (ms: number) => void (ms === HOUR_MS && end.abort());
  await loadMissing(currency.currency, { ...loading, wait }, log, end.signal);
}

test('files that came through the gate tell the licences of their versions, and nobody is asked for them', async (t) => {
  const { gate, currency } = await open(t, false);
  await push(gate, CRATE, WHEEL, JAR);
  const none = { allowed: 0, ask: 0, denied: 0 };
  assert.deepEqual(await judged(gate, currency), { ...none, unknown: 3, unrecognised: 0 });
  for (const path of FILES) assert.equal((await gate.ask(path)).status, 200, path);
  const asked = gate.upstream.requests.length;
  assert.deepEqual(await judged(gate, currency), {
    ...none,
    allowed: 1,
    denied: 1,
    unknown: 1,
    unrecognised: 1,
  });
  assert.equal(gate.upstream.requests.length, asked);
});

test('where packages may be loaded, what tells their licences is, once; what was told is kept', async (t) => {
  const { gate, clock, currency } = await open(t, true);
  await push(gate, WHEEL, JAR);
  await load(currency);
  const told = { allowed: 0, ask: 0, denied: 1, unknown: 1, unrecognised: 1 };
  assert.deepEqual(await judged(gate, currency), told);
  const documents = () =>
    gate.upstream.requests.filter(({ path }) => /json$|\.metadata$|\.pom$/.test(path)).length;
  const asked = documents();
  assert.equal(asked, 3, 'the project, the file, the POM');
  clock.passTime(DAY_MS * 2);
  await load(currency);
  assert.equal(documents(), asked, 'a version that came out keeps its licence');
  // Also where nobody tells it any more.
  gate.upstream.pypi.remove('tide', '1.0');
  clock.passTime(DAY_MS * 2);
  assert.deepEqual(await judged(gate, currency), told);
});

test('a name that becomes ours has no licence of a namesake', async (t) => {
  const { gate, clock, currency } = await open(t, false);
  await push(gate, WHEEL);
  assert.equal((await gate.ask(FILES[1] ?? '')).status, 200);
  assert.equal((await judged(gate, currency))?.denied, 1);
  await gate.reserve('pypi', 'tide');
  clock.passTime(DAY_MS * 2);
  assert.deepEqual(await judged(gate, currency), {
    allowed: 0,
    ask: 0,
    denied: 0,
    unknown: 1,
    unrecognised: 0,
  });
});
