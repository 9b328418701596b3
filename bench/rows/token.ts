// A token's check, warm, among 10,000 tokens that are all in use: is it in force, from this network, for this package.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { hashSecret, mintId } from '../../src/identity/secret.ts';
import { mayToken } from '../../src/identity/tokens/token-actions.ts';
import { mintTokenText } from '../../src/identity/tokens/token-text.ts';
import { createTokenVerifier } from '../../src/identity/tokens/token-verifier.ts';
import { DAY_MS, systemClock } from '../../src/kernel/clock.ts';
import { createLogger } from '../../src/kernel/logger.ts';
import { configSchema } from '../../src/main/config-schema.ts';
import { openStorage, type OpenStorage } from '../../src/main/open-storage.ts';
import type { Bench } from '../bench.ts';
import { count, holdUnder, type Row } from '../row.ts';

const TOKENS = 10_000;
const ROUNDS = 10;
const ADDRESS = '192.0.2.77';
const PLACE = { address: ADDRESS, view: 'default' };

export async function measureToken(bench: Bench): Promise<readonly Row[]> {
  const log = createLogger(
    'error',
    () => {},
    () => Date.now(),
  );
  const storage = await openStorage(configSchema.parse({}), join(bench.folder, 'token-data'), log);
  bench.after(() => storage.close());
  const texts = await fill(storage);
  const { identity, publisherTokens } = storage.stores;
  const verifier = createTokenVerifier({
    identity,
    publisherTokens,
    unit: storage.work,
    clock: systemClock,
    revision: () => 0,
  });
  for (const text of texts) await verifier.verify(text, ADDRESS);
  const startedAt = performance.now();
  let passed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, text] of texts.entries()) {
      const token = verifier.verify(text, ADDRESS);
      if (token === undefined || token instanceof Promise) continue;
      const subject = { ecosystem: 'npm', name: `@scope-${at}-49/tide` } as const;
      if (mayToken(token, 'publish', subject, PLACE).may) passed++;
    }
  }
  const eachMs = (performance.now() - startedAt) / (TOKENS * ROUNDS);
  if (passed !== TOKENS * ROUNDS)
    throw new Error(`Only ${passed} checks passed, so that this measured nothing`);
  const what = `check of a write token bound to 50 packages and 10 networks, warm, ${count(TOKENS)} in use`;
  return [holdUnder(what, eachMs, 0.2, (ms) => `${(ms * 1_000).toFixed(1)} µs`)];
}

/** Tokens as bound as they can be; answers their texts. */
async function fill(storage: OpenStorage): Promise<readonly string[]> {
  const now = systemClock.now();
  const texts = Array.from({ length: TOKENS }, () => mintTokenText('write', randomBytes));
  const networks = Array.from({ length: 10 }, (_, at) => (at === 9 ? '192.0.2.0/24' : `198.51.100.${at}`));
  await storage.work.transact(async ({ identity }) => {
    await identity.saveAccount({
      id: 'ada',
      name: 'ada',
      role: 'reader',
      createdAt: now,
      strongestFactor: 'passkey',
    });
    for (const [at, text] of texts.entries()) {
      await identity.saveToken({
        id: mintId(randomBytes),
        name: `ci-${at}`,
        hash: hashSecret(text),
        accountId: 'ada',
        scope: 'write',
        actions: ['publish'],
        packages: Array.from({ length: 50 }, (_, of) => ({
          ecosystem: 'npm',
          pattern: `@scope-${at}-${of}/*`,
        })),
        networks,
        createdAt: now,
        expiresAt: now + DAY_MS,
      });
    }
  });
  return texts;
}
