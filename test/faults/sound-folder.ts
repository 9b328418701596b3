// What tests of faults share: packages that nothing compresses, and a look at a data folder after the fault.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';

import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';

export const MIB = 1024 * 1024;

/** A fixture upstream, gone with the test. */
export async function startUpstream(t: TestContext): Promise<FixtureUpstream> {
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  return upstream;
}

/** Publishes tarballs that nothing compresses; answers their paths and bytes. */
export async function publishNoise(upstream: FixtureUpstream, count: number, sizeBytes: number) {
  const published: { readonly path: string; readonly tarball: Buffer }[] = [];
  for (let number = 1; number <= count; number++) {
    const noise = Buffer.alloc(sizeBytes);
    for (let at = 0; at < noise.length; at += 4)
      noise.writeUInt32LE(Math.imul(at + number, 2_654_435_761) >>> 0, at);
    const release = { name: `noise-${number}`, version: '1.0.0', files: { 'noise.bin': noise } };
    const { tarball } = await upstream.npm.publish(release);
    published.push({ path: `/npm/noise-${number}/-/noise-${number}-1.0.0.tgz`, tarball });
  }
  return published;
}

/** The database is sound, and what it says is here is here; nothing is left half-written. */
export function assertSound(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, 'gatehouse.db'), { readOnly: true });
  try {
    assert.deepEqual(
      database
        .prepare('pragma integrity_check')
        .all()
        .map((row) => row['integrity_check']),
      ['ok'],
    );
    const kept = database.prepare('select sha256 from artifact where present = 1').all();
    for (const { sha256 } of kept) {
      const digest = String(sha256);
      assert.ok(
        readdirSync(join(dataDir, 'blobs', digest.slice(0, 2))).includes(digest),
        `${digest} is not there`,
      );
    }
  } finally {
    database.close();
  }
  assert.deepEqual(readdirSync(join(dataDir, 'blobs', 'staging')), []);
}
