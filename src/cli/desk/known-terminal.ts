// What a terminal is known by at the servers that it signed in to, as a browser is by its cookie: a letter confirmed it once.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import type { Machine } from '../machine.ts';

/** By server and account: two people at one machine are not each other. */
const known = z.record(z.string(), z.string().max(200));

type Place = Pick<Machine, 'environment' | 'home'>;

/** Who signs in where. */
export interface TerminalOf {
  readonly url: string;
  readonly account: string;
}

/** The secret of before; undefined where there is none, or where it cannot be read: then a letter is sent again. */
export function findTerminal(place: Place, of: TerminalOf): string | undefined {
  return readAll(place)[keyOf(of)];
}

/**
 * Keeps the secret for the next time, for this user's eyes alone. It opens nothing by itself: without it a sign-in by a code takes a
 * letter. So what cannot be written keeps nobody from signing in.
 */
export function keepTerminal(place: Place, of: TerminalOf, secret: string): void {
  const folder = folderOf(place);
  const file = join(folder, FILE);
  const partial = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const all = { ...readAll(place), [keyOf(of)]: secret };
    writeFileSync(partial, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    // The mask of the process may have given or taken rights.
    chmodSync(partial, 0o600);
    renameSync(partial, file);
  } catch {
    if (existsSync(partial)) rmSync(partial);
  }
}

const FILE = 'known-to.json';

function folderOf({ environment, home }: Place): string {
  const state = environment['XDG_STATE_HOME'];
  const base = state !== undefined && state.startsWith('/') ? state : join(home, '.local', 'state');
  return join(base, 'gatehouse');
}

function keyOf({ url, account }: TerminalOf): string {
  return `${new URL(url).origin} ${account.trim().toLowerCase()}`;
}

function readAll(place: Place): Readonly<Record<string, string>> {
  try {
    const parsed = known.safeParse(JSON.parse(readFileSync(join(folderOf(place), FILE), 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
