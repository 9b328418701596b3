// The Maven repository that this machine is configured with, else the one that the first start takes.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { clients } from '../../src/ecosystems/maven/client-setup.ts';
import { defaultUpstreams } from '../../src/outbound/addresses.ts';

const REACH_MS = 10_000;

export interface LiveRepository {
  /** Without a slash at its end. */
  readonly url: string;
  /** Why tests that need it are skipped. */
  readonly skip: false | string;
}

/** Its address is the machine's own affair: it is read when the tests run, and told to nobody. `file`: one that must be there. */
export async function findMavenRepository(file: string): Promise<LiveRepository> {
  const settings = join(homedir(), '.m2/settings.xml');
  const recipe = clients.find(({ id }) => id === 'mvn');
  const mirror = existsSync(settings) ? recipe?.currentRegistry(readFileSync(settings, 'utf8')) : undefined;
  const url = (mirror ?? defaultUpstreams().maven?.url ?? '').replace(/\/+$/, '');
  if (!URL.canParse(url)) return { url: '', skip: 'no Maven repository is known here' };
  try {
    const answer = await fetch(`${url}/${file}`, { method: 'HEAD', signal: AbortSignal.timeout(REACH_MS) });
    if (answer.ok) return { url, skip: false };
    return { url, skip: `the Maven repository answers ${answer.status}` };
  } catch {
    return { url, skip: 'the Maven repository cannot be reached from here' };
  }
}
