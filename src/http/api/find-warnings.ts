// What somebody should do something about, most urgent first, each with the command that helps.

import { LOOPBACK_HOSTS } from '../loopback-hosts.ts';
import { feedCommand } from './feed-command.ts';
import type { FeedStatus, Status, UpstreamStatus } from './status-contract.ts';

type Warning = Status['warnings'][number];

/** The parts of the status that warnings are made of. */
export interface WarningFacts {
  readonly needsAdministrator: boolean;
  readonly feeds: readonly FeedStatus[];
  readonly upstreams: readonly UpstreamStatus[];
  readonly storage: { readonly blobBytes: number; readonly quotaBytes: number; readonly freeBytes?: number };
  readonly publicUrl: string;
}

/** Below this much room on the disk, writes will soon fail. */
const LOW_DISK_BYTES = 1_000_000_000;

/** The warnings that the facts give rise to; none when all is well. */
export function findWarnings(facts: WarningFacts): Warning[] {
  return [
    ...aboutAdministrator(facts),
    ...facts.feeds.flatMap(aboutFeed),
    ...aboutStorage(facts),
    ...facts.upstreams.flatMap(aboutUpstream),
    ...aboutTransport(facts),
  ];
}

function aboutAdministrator({ needsAdministrator }: WarningFacts): Warning[] {
  if (!needsAdministrator) return [];
  const text =
    'nobody administers this server yet: open the one-time link that its start prints; each start prints a new one, for 24 hours';
  return [{ code: 'no-administrator', text, command: 'gatehouse serve' }];
}

function aboutFeed(feed: FeedStatus): Warning[] {
  const { name, state, lastGoodAt, lastError, kind } = feed;
  const command = feedCommand(feed);
  const why = lastError === undefined ? '' : `; the last try failed: ${lastError}`;
  if (state === 'never-loaded') {
    const lost =
      kind === 'osv'
        ? 'what it knows of malware and vulnerabilities is not applied'
        : 'its facts are missing';
    return [{ code: 'feed-never-loaded', text: `feed ${name} was never loaded, so ${lost}${why}`, command }];
  }
  if (state !== 'stale') return [];
  return [{ code: 'feed-stale', text: `feed ${name} was last loaded ${lastGoodAt ?? ''}${why}`, command }];
}

function aboutStorage({ storage }: WarningFacts): Warning[] {
  const { blobBytes, quotaBytes, freeBytes } = storage;
  const warnings: Warning[] = [];
  if (freeBytes !== undefined && freeBytes < LOW_DISK_BYTES) {
    const text = `the disk of the data folder has ${Math.floor(freeBytes / 1e6)} MB left; what cannot be stored is refused`;
    warnings.push({ code: 'disk-low', text, command: 'gatehouse config' });
  }
  if (blobBytes > quotaBytes) {
    const text = 'the cache holds more than its quota; the least recently used artifacts are leaving';
    warnings.push({ code: 'quota-exceeded', text, command: 'gatehouse config' });
  }
  return warnings;
}

function aboutUpstream({ ecosystem, name, state, lastError }: UpstreamStatus): Warning[] {
  if (state !== 'failing' && state !== 'down') return [];
  const text = `${ecosystem} upstream ${name} is ${state}${lastError === undefined ? '' : `: ${lastError}`}`;
  return [{ code: `upstream-${state}`, text, command: 'gatehouse doctor' }];
}

function aboutTransport({ publicUrl }: WarningFacts): Warning[] {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:' || LOOPBACK_HOSTS.has(hostname)) return [];
  const text = 'passwords and tokens travel unencrypted: the public address is no https address';
  return [{ code: 'plain-http', text, command: 'gatehouse config' }];
}
