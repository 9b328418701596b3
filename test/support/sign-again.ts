// Somebody at a gate signs in anew, after the clock was moved.

import { randomBytes } from 'node:crypto';

import type { SignInProof } from '../../src/identity/ports.ts';
import { hashSecret, mintSecret } from '../../src/identity/secret.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { cookieOf, type Seated } from './access-callers.ts';
import type { Gate } from './gate.ts';

/** The same person with a session of now. */
export async function signAgain(gate: Gate, seated: Seated, proof: SignInProof = 'passkey'): Promise<Seated> {
  const secret = mintSecret((sizeBytes) => randomBytes(sizeBytes));
  const now = gate.house.registry.clock.now();
  await gate.house.storage.work.transact(({ identity }) =>
    identity.saveSession({
      idHash: hashSecret(secret),
      accountId: seated.id,
      createdAt: now,
      expiresAt: now + DAY_MS,
      confirmedAt: now,
      proof,
    }),
  );
  return { ...seated, headers: cookieOf(secret) };
}
