// What set-ups have changed on this machine, so that each file can be put back as it was, byte for byte.

import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { GatehouseError } from '../../kernel/errors.ts';
import type { Machine } from '../machine.ts';

const entrySchema = z.strictObject({
  /** Absolute. */
  file: z.string(),
  clients: z.array(z.string()),
  gateUrl: z.string(),
  at: z.string(),
  /** SHA-256 of what was written last. */
  wrote: z.string(),
  /** The name of the copy of what was there before the first set-up; absent when there was no file. */
  backup: z
    .string()
    .regex(/^[0-9a-f]{16}-[0-9a-f]{16}\.original$/)
    .optional(),
  /** Folders that were made for the file, the outermost first. */
  madeFolders: z.array(z.string()),
});

const recordSchema = z.strictObject({ version: z.literal(1), entries: z.array(entrySchema) });

/** One file that was changed. */
export type SetupEntry = z.infer<typeof entrySchema>;

/** The folder with the record and the copies: the user's state folder. */
export function setupFolder({ environment, home }: Pick<Machine, 'environment' | 'home'>): string {
  const state = environment['XDG_STATE_HOME'];
  const base = state !== undefined && state.startsWith('/') ? state : join(home, '.local', 'state');
  return join(base, 'gatehouse', 'setup');
}

/** What was changed and not undone. Throws `invalid-document` when the record cannot be read. */
export function readSetupRecord(folder: string): readonly SetupEntry[] {
  const file = join(folder, 'record.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ENOENT') return [];
    throw new GatehouseError('invalid-document', `Cannot read ${file}`, { cause });
  }
  const parsed = recordSchema.safeParse(tryJson(text));
  if (parsed.success) return parsed.data.entries;
  throw new GatehouseError(
    'invalid-document',
    `Cannot read ${file}: it is no record of set-ups; the copies of the files lie beside it`,
  );
}

/** Replaces the record whole. */
export function writeSetupRecord(folder: string, entries: readonly SetupEntry[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeWhole(
    join(folder, 'record.json'),
    Buffer.from(`${JSON.stringify({ version: 1, entries }, null, 2)}\n`),
    0o600,
  );
}

/** Writes a file so that it is there whole or not at all, with these rights. */
export function writeWhole(file: string, bytes: Uint8Array, mode: number): void {
  const partial = `${file}.gatehouse-${process.pid}`;
  try {
    writeFileSync(partial, bytes, { mode, flush: true });
    // The mask of the process may have taken rights away.
    chmodSync(partial, mode);
    renameSync(partial, file);
  } catch (cause) {
    rmSync(partial, { force: true });
    const code = (cause as { code?: string }).code;
    throw new GatehouseError(
      code === 'ENOSPC' ? 'storage-full' : 'storage-failed',
      `Cannot write ${file}: ${code ?? 'it failed'}`,
      { cause },
    );
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Refused by the schema.
    return undefined;
  }
}
