// What letters say of this server.

import type { LetterHead } from '../identity/letters/letter-text.ts';
import { HOUR_MS } from '../kernel/clock.ts';
import type { Config } from './config-schema.ts';

export function letterHeadOf(config: Pick<Config, 'publish'>, publicUrl: string): LetterHead {
  return { publicUrl, holdMs: config.publish.hold_hours * HOUR_MS };
}
