// A lock file made here, rewritten so that it installs where there is no gate: every address becomes the upstream's own.

import { z } from 'zod';

import type { LockEntry } from '../../ecosystems/adapter-lockfile.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { addressAnswer } from '../../http/api/client-contract.ts';
import { status } from '../../http/api/status-contract.ts';
import type { Desk } from '../desk/desk.ts';
import { leadsToGate } from '../gate-address.ts';
import { rewriteLock, type RewrittenLock } from './adopt-lock.ts';
import { hasAddress, type LockFile } from './read-lock.ts';

export interface ReleaseOptions {
  readonly gateUrl: string;
  /** The index that outsiders use, where the format names one; absent: the first upstream's. */
  readonly indexUrl?: string;
}

/** Entries of one question: at the longest names they fit into a request, and are answered in time by a cold server. */
const MOST_AT_ONCE = 1_000;

/** Throws `invalid-document` with the line, and what the desk throws. */
export async function releaseLock(
  desk: Desk,
  lock: LockFile,
  options: ReleaseOptions,
): Promise<RewrittenLock> {
  const ours = lock.format
    .entries(lock.text)
    .filter(hasAddress)
    .filter(({ url }) => leadsToGate(url, options.gateUrl));
  const files = ours.filter(({ leadsTo }) => leadsTo !== 'index');
  const addresses = await askAddresses(desk, lock, files);
  const index = ours.length === files.length ? undefined : (options.indexUrl ?? (await askIndex(desk, lock)));
  return rewriteLock(lock, (entry) => {
    if (!leadsToGate(entry.url, options.gateUrl)) return 'keep';
    return entry.leadsTo === 'index' ? index : addresses.get(keyOf(entry));
  });
}

function keyOf({ name, version, file }: LockEntry): string {
  return JSON.stringify([name, version, file]);
}

async function askAddresses(
  desk: Desk,
  { adapter }: LockFile,
  entries: readonly LockEntry[],
): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Map(entries.map((entry) => [keyOf(entry), entry])).values()];
  const found = new Map<string, string>();
  for (let at = 0; at < distinct.length; at += MOST_AT_ONCE) {
    const asked = distinct.slice(at, at + MOST_AT_ONCE);
    const { urls } = await desk.ask({
      method: 'POST',
      path: '/locks/addresses',
      body: {
        ecosystem: adapter.id,
        entries: asked.map(({ name, version, file }) => ({
          name,
          version,
          ...(file === undefined ? {} : { file }),
        })),
      },
      answer: addressAnswer,
    });
    for (const [place, entry] of asked.entries()) {
      const url = urls[place];
      if (typeof url === 'string') found.set(keyOf(entry), url);
    }
  }
  return found;
}

const upstreamsAnswer = z.object({ upstreams: status.shape.upstreams });
const SAMPLE = 'sample';

/** The address below which the first upstream keeps its index documents, as the adapter asks for them. */
async function askIndex(desk: Desk, { adapter }: LockFile): Promise<string | undefined> {
  const { upstreams } = await desk.ask({ path: '/status', answer: upstreamsAnswer });
  const upstream = upstreams.find(({ ecosystem }) => ecosystem === adapter.id);
  const [document] = adapter.index.packageDocuments(asPackageName(SAMPLE), new Map());
  if (upstream === undefined || document === undefined) return undefined;
  // An address without a path is told with a slash at its end.
  const { href } = new URL(document.path, `${upstream.url.replace(/\/$/, '')}/`);
  const end = href.lastIndexOf(`/${SAMPLE}`);
  return end < 0 ? undefined : href.slice(0, end);
}
