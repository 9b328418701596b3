// What use cases of second factors are given.

import type { AttemptLimit } from '../sessions/attempt-limit.ts';
import type { IdentityStore } from '../ports.ts';
import type { IdentityDeps } from '../unit.ts';
import type { FactorStores, SecretBox } from './factor-ports.ts';

export interface FactorDeps extends IdentityDeps {
  readonly identity: Pick<IdentityStore, 'findAccount'>;
  readonly factorStores: FactorStores;
  readonly box: SecretBox;
  /** How often a factor may be tried. */
  readonly factorLimit: AttemptLimit;
  /** How often a stranger may have a challenge made. */
  readonly challengeLimit: AttemptLimit;
}
