// Brings the configuration about: reads it, or writes the first one with the upstreams pinned.

import { join } from 'node:path';

import { systemClock } from '../kernel/clock.ts';
import { ECOSYSTEMS, type Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError, messageOf } from '../kernel/errors.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import { defaultUpstreams } from '../outbound/addresses.ts';
import { createFetcher } from '../outbound/fetcher.ts';
import { upstreamKey } from '../registry/upstreams.ts';
import { parseConfig, readConfig, type Overrides } from './config.ts';
import { faultOfAddress, type Config } from './config-schema.ts';
import { FEED_PRESETS } from './feed-presets.ts';
import {
  NO_UPSTREAMS,
  renderConfig,
  writeFirstConfig,
  type PinnedUpstream,
  type PinnedUpstreams,
} from './first-start.ts';
import { learnArtifactHosts } from './learn-artifact-hosts.ts';
import { findUnknownVariables } from './settings.ts';
import { createUpstreamClient } from './open-outside.ts';
import { existsSync } from 'node:fs';
import { withoutLastSlashes } from '../kernel/without-last.ts';

export interface PrepareOptions {
  readonly dataDir: string;
  /** Another place for the configuration than the data folder. */
  readonly configFile?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly overrides: Overrides;
  /** `npm=https://…`: addresses to pin instead of the public ones. */
  readonly upstreams: readonly string[];
  readonly version: string;
}

export interface PreparedConfig {
  readonly config: Config;
  readonly file: string;
  /** Whether this is the first start. */
  readonly isNew: boolean;
  /** At the first start writes the file, else nothing. For when the server listens: a port that is taken is not to stand there. */
  write(): void;
  /** What could not be learnt, for the operator's eyes. */
  readonly warnings: readonly string[];
}

/** How long a first start waits for upstreams to tell where they keep their files. */
const LEARN_MS = 10_000;

/** Throws `invalid-config`. */
export async function prepareConfig(options: PrepareOptions): Promise<PreparedConfig> {
  const file = options.configFile ?? join(options.dataDir, 'gatehouse.toml');
  const chosen = parseUpstreamFlags(options.upstreams);
  const warnings = findUnknownVariables(options.environment).map(
    (name) => `${name} in the environment is no setting, and changes nothing`,
  );
  const isNew = !existsSync(file);
  if (isNew) {
    const text = await makeFirst(file, chosen, options, warnings);
    const config = parseConfig(text, file, options.environment, options.overrides);
    return { config, file, isNew, warnings, write: () => writeFirstConfig(file, text) };
  }
  if (options.upstreams.length > 0) {
    throw new GatehouseError(
      'invalid-config',
      `Cannot take --upstream: upstreams are pinned in ${file} since the first start; change them there`,
    );
  }
  const config = readConfig(file, options.environment, options.overrides);
  return { config, file, isNew, warnings, write() {} };
}

/** The first configuration's text: told where to listen, it says so, or the next start would listen elsewhere. */
async function makeFirst(
  file: string,
  chosen: ReadonlyMap<Ecosystem, string>,
  { environment, overrides, version }: PrepareOptions,
  warnings: string[],
): Promise<string> {
  const { 'server.host': host, 'server.port': port } = overrides;
  const server = { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) };
  const render = (upstreams: PinnedUpstreams) => renderConfig({ server, upstreams, feeds: FEED_PRESETS });
  // A fault is told at once, not after the upstreams' hosts were learnt.
  parseConfig(render(NO_UPSTREAMS), file, environment, overrides);
  return render(await pinUpstreams(chosen, version, warnings));
}

function parseUpstreamFlags(flags: readonly string[]): ReadonlyMap<Ecosystem, string> {
  return new Map(
    flags.map((flag) => {
      const ecosystem = ECOSYSTEMS.find((id) => flag.startsWith(`${id}=`));
      const url = withoutLastSlashes(flag.slice(flag.indexOf('=') + 1));
      if (ecosystem === undefined) {
        throw new GatehouseError(
          'invalid-config',
          `Cannot read --upstream ${flag}: expected ${ECOSYSTEMS.join('|')}=https://…`,
        );
      }
      // Not repeated: it may hold a password.
      const fault = faultOfAddress(url);
      if (fault !== undefined) {
        throw new GatehouseError('invalid-config', `Cannot read --upstream ${ecosystem}=…: ${fault}`);
      }
      return [ecosystem, url] as const;
    }),
  );
}

async function pinUpstreams(
  chosen: ReadonlyMap<Ecosystem, string>,
  version: string,
  warnings: string[],
): Promise<PinnedUpstreams> {
  const defaults = defaultUpstreams();
  const pinned = await Promise.all(
    ECOSYSTEMS.map(async (ecosystem): Promise<readonly [Ecosystem, readonly PinnedUpstream[]]> => {
      const url = chosen.get(ecosystem) ?? defaults[ecosystem]?.url;
      if (url === undefined) return [ecosystem, []];
      const known = chosen.has(ecosystem) ? [] : asOrigins(defaults[ecosystem]?.artifactHosts ?? []);
      const learnt = await learn(ecosystem, url, version, warnings);
      return [ecosystem, [{ name: 'main', url, artifactHosts: [...new Set([...known, ...learnt])] }]];
    }),
  );
  return Object.fromEntries(pinned) as unknown as PinnedUpstreams;
}

function asOrigins(hosts: readonly string[]): readonly string[] {
  return hosts.map((host) => (host.includes('://') ? host : `https://${host}`));
}

async function learn(
  ecosystem: Ecosystem,
  url: string,
  version: string,
  warnings: string[],
): Promise<readonly string[]> {
  const upstream = { ecosystem, name: 'main', url, artifactHosts: [] };
  const fetcher = createFetcher({
    clock: systemClock,
    version,
    origins: [{ name: upstreamKey(upstream), url }],
    timeouts: { connectMs: LEARN_MS / 2, wholeMs: LEARN_MS },
  });
  try {
    return await learnArtifactHosts(createUpstreamClient(fetcher), ADAPTERS[ecosystem], upstream);
  } catch (error) {
    // A machine without this upstream still starts; artifact_hosts can be filled in later.
    warnings.push(`could not learn where the ${ecosystem} upstream keeps its files: ${messageOf(error)}`);
    return [];
  } finally {
    await fetcher.close();
  }
}
