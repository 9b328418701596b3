// The addresses in a lock file while a client works on it: they lead to the gate meanwhile, and afterwards where they led before.

import { adoptLock, rewriteLock } from '../lock/adopt-lock.ts';
import { findLockFormat, hasAddress, type LockFile } from '../lock/read-lock.ts';
import { releaseLock } from '../lock/release-lock.ts';
import type { Desk } from '../desk/desk.ts';
import { leadsToGate } from '../gate-address.ts';
import type { LockEntry } from '../../ecosystems/adapter-lockfile.ts';

export interface LockAddresses {
  /** The lock file for the client that asks the gate. */
  readonly adopted: string;
  /** What the client wrote, as it is to lie in the project: what was there keeps its address, what is new gets the upstream's. */
  restore(text: string): Promise<string>;
}

/** `name` tells the format; a file without addresses stays as it is. Throws `invalid-document` with the line. */
export function keepAddresses(desk: Desk, name: string, text: string, gateUrl: string): LockAddresses {
  const found = findLockFormat(name);
  if (found === undefined) return { adopted: text, restore: (written) => Promise.resolve(written) };
  const lock: LockFile = { file: name, text, ...found };
  const entries = found.format.entries(text).filter(hasAddress);
  const others = entries.filter(({ url }) => !leadsToGate(url, gateUrl));
  // One that was made through the gate, or has no addresses at all, stays so.
  if (others.length === 0) return { adopted: text, restore: (written) => Promise.resolve(written) };
  const before = new Map(entries.map((entry) => [keyOf(entry), entry.url]));
  const indexUrl = others.find(({ leadsTo }) => leadsTo === 'index')?.url;
  return {
    // Files are not fetched: only what names the index has to name the one that the client asks.
    adopted: indexUrl === undefined ? text : adoptLock(lock, gateUrl).text,
    async restore(written) {
      const known = rewriteLock({ format: found.format, text: written }, (entry) =>
        leadsToGate(entry.url, gateUrl) ? before.get(keyOf(entry)) : 'keep',
      );
      const rest = { ...lock, text: known.text };
      const released = await releaseLock(desk, rest, {
        gateUrl,
        ...(indexUrl === undefined ? {} : { indexUrl }),
      });
      return released.text;
    },
  };
}

function keyOf({ name, version, file, leadsTo }: LockEntry): string {
  return JSON.stringify([name, version, file, leadsTo]);
}
