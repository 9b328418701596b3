// Bytes that nothing names any more are deleted; bytes that a row names, or that are new, stay.

import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';

import fc from 'fast-check';

import { DAY_MS, HOUR_MS } from '../../src/kernel/clock.ts';
import { sha256Of, type Sha256 } from '../../src/kernel/digest.ts';
import { createLogger } from '../../src/kernel/logger.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import type { OpenStorage } from '../../src/main/open-storage.ts';
import { startDailySweep } from '../../src/main/sweep-daily.ts';
import { forgetAbsences } from '../../src/registry/forget-absences.ts';
import { findOrphans, removeOrphans, type SweepReport } from '../../src/registry/sweep-orphans.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { SAMPLES } from '../support/samples.ts';

const anHourAgo = (): number => Date.now() - HOUR_MS;

/** Makes a blob look as if it had been stored two hours ago. */
function age({ blobs }: OpenStorage, sha256: Sha256): void {
  const at = new Date(Date.now() - 2 * HOUR_MS);
  utimesSync(blobs.pathOf(sha256), at, at);
}

async function blobsOf({ blobs }: OpenStorage): Promise<ReadonlySet<Sha256>> {
  const found = new Set<Sha256>();
  for await (const { sha256 } of blobs.list()) found.add(sha256);
  return found;
}

async function sweep({ blobs, blobNames: names }: OpenStorage): Promise<SweepReport> {
  const deps = { blobs, names };
  return removeOrphans(deps, await findOrphans(deps, anHourAgo()), anHourAgo());
}

test('superseded indexes and what a crash left are swept; what is named is served on', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const { storage } = gate.house;
  const sample = SAMPLES.npm;
  const first = await sample.publish(gate.upstream, { version: '1.0.0' });
  const ask = () => gate.ask(sample.indexPath, { headers: sample.indexHeaders });
  assert.deepEqual(sample.offered(await ask()), ['1.0.0']);
  assert.equal((await gate.ask(first.path)).status, 200);
  const old = await blobsOf(storage);
  await sample.publish(gate.upstream, { version: '1.0.1' });
  clock.passTime(HOUR_MS);
  assert.deepEqual(sample.offered(await ask()), ['1.0.0', '1.0.1']);
  const leftover = await storage.blobs.put(Buffer.from('committed, and then the power went'));
  const fresh = await storage.blobs.put(Buffer.from('committed just now, its row is on the way'));
  for (const sha256 of await blobsOf(storage)) if (sha256 !== fresh) age(storage, sha256);
  const staged = await storage.blobs.stage(Readable.from([Buffer.from('on its way')]), 100);

  const named = await storage.blobNames.named([...(await blobsOf(storage))]);
  const superseded = [...old].filter((sha256) => !named.has(sha256));
  assert.equal(superseded.length, 1);
  const totalBefore = await storage.blobs.totalBytes();
  const report = await sweep(storage);
  assert.equal(report.blobs, 2);
  assert.equal(await storage.blobs.totalBytes(), totalBefore - report.freedBytes);
  assert.deepEqual(await blobsOf(storage), new Set([...named, fresh]));
  assert.equal(await storage.blobs.size(leftover), undefined);
  await staged.commit();
  assert.equal(await storage.blobs.size(staged.sha256), 10);
  const asked = gate.upstream.requests.length;
  assert.equal((await gate.ask(first.path)).body.compare(first.bytes), 0);
  assert.deepEqual(sample.offered(await ask()), ['1.0.0', '1.0.1']);
  assert.equal(gate.upstream.requests.length, asked, 'nothing has to be fetched again');
});

test('bytes that are stored again between the look and the deletion stay', async (t) => {
  const { storage } = (await startGate(t)).house;
  const deps = { blobs: storage.blobs, names: storage.blobNames };
  const bytes = Buffer.from('an index that the upstream took back');
  const sha256 = await storage.blobs.put(bytes);
  age(storage, sha256);
  const suspects = await findOrphans(deps, anHourAgo());
  assert.deepEqual(suspects, [sha256]);
  await storage.blobs.put(bytes);
  assert.deepEqual(await removeOrphans(deps, suspects, anHourAgo()), { blobs: 0, freedBytes: 0 });
  assert.equal((await storage.blobs.read(sha256))?.compare(bytes), 0);
});

test('whatever was stored, named, replaced and left, a sweep leaves exactly what is named or new', async (t) => {
  const { storage } = (await startGate(t)).house;
  const step = fc.record({
    how: fc.constantFrom('document', 'artifact', 'evicted', 'leftover', 'fresh'),
    key: fc.integer({ min: 0, max: 3 }),
    bytes: fc.integer({ min: 0, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const fresh = new Set<Sha256>();
      for (const { how, key, bytes } of steps) {
        const sha256 = await storage.blobs.put(Buffer.from(`bytes ${bytes}`));
        if (how === 'fresh') fresh.add(sha256);
        else if (how !== 'leftover') await name(storage, how, `p${key}`, sha256);
      }
      const before = await blobsOf(storage);
      for (const sha256 of before) if (!fresh.has(sha256)) age(storage, sha256);
      const named = await storage.blobNames.named([...before]);
      await sweep(storage);
      assert.deepEqual(
        await blobsOf(storage),
        new Set([...before].filter((sha256) => named.has(sha256) || fresh.has(sha256))),
      );
    }),
    { numRuns: 20 },
  );
});

test('names that no upstream has leave no rows for ever', async (t) => {
  const gate = await startGate(t);
  const { storage, registry } = gate.house;
  assert.equal((await gate.ask('/npm/no-such-package')).status, 404);
  const owner = { ecosystem: 'npm', upstream: 'main', name: 'no-such-package' } as const;
  assert.notEqual((await storage.stores.documents.list(owner)).length, 0);
  await forgetAbsences(registry, Date.now() - DAY_MS);
  assert.notEqual((await storage.stores.documents.list(owner)).length, 0, 'believed for a while');
  await forgetAbsences(registry, Date.now() + 1);
  assert.deepEqual(await storage.stores.documents.list(owner), []);
});

test('the daily sweep looks twice, a grace apart, tells what it freed, and ends when it is closed', async (t) => {
  const { storage, registry } = (await startGate(t)).house;
  const orphan = await storage.blobs.put(Buffer.from('left'));
  age(storage, orphan);
  const logged: string[] = [];
  const log = createLogger('info', (line) => logged.push(line), Date.now);
  const waits: { readonly ms: number; readonly pass: () => void }[] = [];
  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => reject(new Error('closed')));
    waits.push({ ms, pass: resolve });
    await promise;
  };
  const clock = { now: () => Date.now() };
  const deps = { blobs: storage.blobs, names: storage.blobNames, clock, work: registry.work };
  const daily = startDailySweep(deps, 1, log, wait);
  const pass = async (at: number): Promise<void> => {
    await until(t, () => waits.length > at);
    waits[at]?.pass();
  };
  await pass(0);
  await until(t, () => waits.length > 1);
  assert.equal(await storage.blobs.size(orphan), 4, 'a reader may still have it');
  await pass(1);
  await until(t, () => waits.length > 2);
  assert.equal(await storage.blobs.size(orphan), undefined);
  assert.match(logged.join(''), /orphaned bytes were deleted.*"blobs":1,"freedBytes":4/);
  assert.equal(waits[1]?.ms, HOUR_MS);
  await daily.close();
  assert.equal(logged.length, 1);
});

/** Waits for a condition, as long as the test itself may run. */
async function until({ signal }: TestContext, isMet: () => boolean): Promise<void> {
  while (!isMet()) {
    signal.throwIfAborted();
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Has a row name the bytes: a document, an artifact, or one whose bytes were evicted. */
async function name(storage: OpenStorage, how: string, key: string, sha256: Sha256): Promise<void> {
  const at = Date.now();
  const base = {
    ecosystem: 'npm',
    name: asPackageName(key),
    upstream: 'main',
    sha256,
    sizeBytes: 7,
  } as const;
  await storage.work.transact(async ({ artifacts, documents }) => {
    if (how === 'document')
      return documents.save({ ...base, key: 'packument', fetchedAt: at, checkedAt: at });
    const digests = { sha256: sha256Of(key) };
    const rest = {
      version: '1.0.0',
      file: `${key}.tgz`,
      digests,
      url: 'https://files.example/',
      storedAt: at,
    };
    return artifacts.save({ ...base, ...rest, present: how === 'artifact' });
  });
}
