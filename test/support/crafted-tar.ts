// Tars for tests, header by header: what they say may be untrue, odd, or said twice.

import { gzipSync } from 'node:zlib';

export interface CraftedEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** The flag of its kind. Default `0`, a file. */
  readonly type?: string;
  /** In place of the size of its content: the field as it stands. */
  readonly size?: string;
  readonly prefix?: string;
  /** Default of POSIX. */
  readonly magic?: string;
  readonly link?: string;
}

const BLOCK = 512;
export const GNU_MAGIC = 'ustar  \0';
export const TAR_END: Uint8Array = Buffer.alloc(2 * BLOCK);

/** The entries, without the end of a tar. */
export function craftEntries(entries: readonly CraftedEntry[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => [headerOf(entry), padded(Buffer.from(entry.content ?? ''))]),
  );
}

/** A gzipped tar of them. */
export function craftTgz(entries: readonly CraftedEntry[]): Buffer {
  return gzipSync(Buffer.concat([craftEntries(entries), TAR_END]));
}

/** A pax header of the entry that follows (`x`), or of all (`g`). */
export function paxEntry(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): CraftedEntry {
  return { name: 'PaxHeader', type, content: Object.entries(records).map(recordOf).join('') };
}

export function recordOf([key, value]: readonly [string, string]): string {
  const rest = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(rest);
  const digits = String(length + String(length).length).length;
  return `${length + digits}${rest}`;
}

function headerOf({
  name,
  content = '',
  type = '0',
  size,
  prefix = '',
  magic = 'ustar\u000000',
  link = '',
}: CraftedEntry): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = Buffer.byteLength(content).toString(8).padStart(11, '0');
  const fields: readonly (readonly [number, string])[] = [
    [0, name],
    [100, '0000644\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [124, size ?? octal],
    [136, '00000000000\0'],
    [148, ' '.repeat(8)],
    [156, type],
    [157, link],
    [257, magic],
    [345, prefix],
  ];
  for (const [at, text] of fields) header.write(text, at, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.byteLength % BLOCK)) % BLOCK)]);
}
