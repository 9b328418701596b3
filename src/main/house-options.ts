// What a house is put together from.

import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Config } from './config-schema.ts';

export interface HouseOptions {
  readonly config: Config;
  readonly dataDir: string;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
  readonly log: Logger;
  readonly version: string;
  readonly clock?: Clock;
}
