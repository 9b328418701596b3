// The address of the gate that clients are to use.

import { existsSync } from 'node:fs';

import { readConfig } from '../main/config.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { SharedFlags } from './context.ts';
import { findServer } from './desk/open-desk.ts';
import { withoutLastSlashes } from '../kernel/without-last.ts';

/** Where a server listens unless told otherwise. */
const USUAL_ADDRESS = 'http://localhost:4870';

/**
 * What was given, else the server's own public address where one is known, else the usual one; without a trailing slash.
 * Throws `invalid-request` for what is no address.
 */
export async function chooseGateUrl(given: string | undefined, shared: SharedFlags): Promise<string> {
  const chosen = given ?? (await findServer(shared)) ?? readPublicUrl(shared) ?? USUAL_ADDRESS;
  if (!/^https?:\/\//.test(chosen) || !URL.canParse(chosen) || /[\s"'<>\\]/.test(chosen)) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot use ${chosen}: expected an address such as ${USUAL_ADDRESS}`,
    );
  }
  return withoutLastSlashes(chosen);
}

/** What the configuration of a folder on which no server runs says, if it says anything. */
function readPublicUrl({ configFile }: SharedFlags): string | undefined {
  if (!existsSync(configFile)) return undefined;
  try {
    const { server } = readConfig(configFile, {});
    return server.public_url ?? `http://localhost:${server.port}`;
  } catch {
    // A configuration with faults says nothing about an address; whoever works with it hears of them.
    return undefined;
  }
}

/** Whether an address leads to the gate; `localhost` and the loopback addresses are one. */
export function leadsToGate(address: string, gateUrl: string): boolean {
  const [url, gate] = [URL.parse(address), URL.parse(gateUrl)];
  if (url === null || gate === null) return false;
  if (portOf(url) !== portOf(gate) || hostOf(url) !== hostOf(gate)) return false;
  const base = withoutLastSlashes(gate.pathname);
  return url.pathname === base || url.pathname.startsWith(`${base}/`);
}

function hostOf({ hostname }: URL): string {
  return /^(?:127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? 'localhost' : hostname;
}

function portOf({ port, protocol }: URL): string {
  if (port !== '') return port;
  return protocol === 'https:' ? '443' : '80';
}
