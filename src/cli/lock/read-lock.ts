// A lock file, with the format that reads it.

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

import type { LockEntry, LockfileFormat } from '../../ecosystems/adapter-lockfile.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { GatehouseError, messageOf } from '../../kernel/errors.ts';

export interface LockFile {
  readonly file: string;
  readonly text: string;
  readonly adapter: Adapter;
  readonly format: LockfileFormat;
}

const MAX_BYTES = 256 * 1024 * 1024;

/** Every format, with its ecosystem. */
export function lockFormats(): readonly { readonly adapter: Adapter; readonly format: LockfileFormat }[] {
  return ECOSYSTEMS.flatMap((ecosystem) =>
    ADAPTERS[ecosystem].lockfiles.map((format) => ({ adapter: ADAPTERS[ecosystem], format })),
  );
}

/** The format that a file of this name has, if any. */
export function findLockFormat(file: string): ReturnType<typeof lockFormats>[number] | undefined {
  return lockFormats().find(({ format }) => format.isNamed(basename(file)));
}

/**
 * Reads a lock file; its format is told by its name, or named. Throws `not-found`, `unsupported` for an unknown format,
 * `too-large`, `invalid-document`.
 */
export function readLockFile(file: string, formatId?: string): LockFile {
  const found =
    formatId === undefined
      ? findLockFormat(file)
      : lockFormats().find(({ format }) => format.id === formatId);
  if (found === undefined) {
    const known = lockFormats().map(({ format }) => format.id);
    throw new GatehouseError(
      'unsupported',
      `Cannot tell which lock file ${file} is: expected ${known.join(', ')}, or --format`,
      { facts: { command: `gatehouse help lock adopt` } },
    );
  }
  const bytes = readBytes(file);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) {
    throw new GatehouseError('invalid-document', `Cannot read ${file}: it is no UTF-8 text`);
  }
  return { file, text, ...found };
}

function readBytes(file: string): Buffer {
  let bytes: Buffer | undefined;
  try {
    if (statSync(file).size <= MAX_BYTES) bytes = readFileSync(file);
  } catch (cause) {
    const isAbsent = (cause as { code?: string }).code === 'ENOENT';
    throw new GatehouseError(
      isAbsent ? 'not-found' : 'invalid-document',
      `Cannot read ${file}: ${isAbsent ? 'there is no such file' : messageOf(cause)}`,
      { cause, facts: { command: 'gatehouse doctor' } },
    );
  }
  if (bytes !== undefined) return bytes;
  throw new GatehouseError('too-large', `Cannot read ${file}: found more than ${MAX_BYTES} bytes`);
}

/** Whether an entry leads somewhere: it keeps an address that a client would open. */
export function hasAddress(entry: LockEntry): entry is LockEntry & { readonly url: string } {
  return entry.url !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(entry.url);
}
