// Whose reports of leaked tokens are believed to say where they were found.

import { createReportBudget } from '../identity/scanning/report-budget.ts';
import type { ReportDeps } from '../identity/scanning/report-tokens.ts';
import { createScanningKeys } from '../identity/scanning/scanning-keys.ts';
import type { ScanningSource } from '../identity/scanning/scanning-ports.ts';
import { parseScanningKeys } from '../identity/scanning/parse-scanning-keys.ts';
import type { IdentityDeps } from '../identity/unit.ts';
import { SECOND_MS } from '../kernel/clock.ts';
import { expectOk } from '../outbound/expect-ok.ts';
import type { Fetcher } from '../outbound/fetcher.ts';
import { readAll } from '../outbound/read-all.ts';
import type { Config } from './config-schema.ts';
import type { OpenIdentity } from './open-identity.ts';

const MAX_KEYS_BYTES = 256 * 1024;
const ANSWER_WITHIN_MS = 5 * SECOND_MS;

export function openScanning(
  config: Config,
  {
    deps,
  }: {
    readonly deps: Pick<OpenIdentity['deps'], 'identity' | 'unit' | 'clock' | 'letterHead'> &
      Pick<IdentityDeps, 'random'> &
      Pick<ReportDeps, 'publisherTokens'>;
  },
  fetcher: Pick<Fetcher, 'get'>,
): ReportDeps {
  const { identity, publisherTokens, unit, clock, random, letterHead } = deps;
  const sources = config.scanning.sources.map((source) => asSource(source, fetcher));
  const keys = createScanningKeys({ clock }, sources);
  const budget = createReportBudget({ clock });
  return { identity, publisherTokens, unit, clock, random, letterHead, keys, budget };
}

/** The name under which the way out knows the address of a source's keys. */
export function scanningOrigin(name: string): string {
  return `scanning:${name}`;
}

function asSource(
  { name, keys, keys_url }: Config['scanning']['sources'][number],
  fetcher: Pick<Fetcher, 'get'>,
): ScanningSource {
  return {
    name,
    async keys() {
      if (keys_url === undefined) return keys;
      const request = { url: keys_url, maxBytes: MAX_KEYS_BYTES, timeoutMs: ANSWER_WITHIN_MS };
      const answer = expectOk(await fetcher.get({ ...request, credentials: scanningOrigin(name) }));
      return parseScanningKeys((await readAll(answer)).toString('utf8'));
    },
  };
}
