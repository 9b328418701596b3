// The configuration that commands go by when they work on a data folder.

import { existsSync } from 'node:fs';

import { parseConfig, readConfig } from './config.ts';
import type { Config } from './config-schema.ts';
import { FEED_PRESETS } from './feed-presets.ts';
import { NO_UPSTREAMS, renderConfig } from './first-start.ts';

/**
 * What `file` says; where no server was ever started, what its first start would write, but for the upstreams: advisories
 * can be taken in, and projects scanned, without a gate. Writes nothing. Throws `invalid-config`.
 */
export function readFolderConfig(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  if (existsSync(file)) return readConfig(file, environment);
  const text = renderConfig({ server: {}, upstreams: NO_UPSTREAMS, feeds: FEED_PRESETS });
  return parseConfig(text, file, environment);
}
