// The RECORD of a wheel (PEP 376, PEP 427): every file in it with its digest and size. Installers do not look, so it is held here.

import { GatehouseError } from '../../kernel/errors.ts';
import type { ReadArchive } from '../../formats/archive/read-archive.ts';
import type { Lenient } from './lenient.ts';

/** A row of comma-separated values, three of them; quotes within quotes are doubled. */
const ROW = /^(?:"((?:[^"]|"")*)"|([^",]*)),([^",]*),([^",]*)$/;
const SHA256 = /^sha256=([A-Za-z0-9_-]{43})=?$/;
/** They cannot hold their own digests. */
const UNDIGESTED = ['RECORD', 'RECORD.jws', 'RECORD.p7s'];

/**
 * Throws `invalid-request` unless it lists every file of the archive once and nothing else, each (itself aside) with the SHA-256
 * digest that `digests` has of it, and its size. With `lenient`, what it does not say is passed over; what it says must be so.
 */
export function assertRecorded(
  record: Uint8Array,
  {
    entries,
    infoFolder,
    lenient,
  }: Pick<ReadArchive, 'entries'> & {
    readonly infoFolder: string;
    readonly lenient?: Lenient | undefined;
  },
  digests: ReadonlyMap<string, string>,
  what: string,
): void {
  const files = new Map(entries.filter(({ kind }) => kind === 'file').map((entry) => [entry.path, entry]));
  const undigested = new Set(UNDIGESTED.map((name) => `${infoFolder}/${name}`));
  const listed = new Set<string>();
  const undescribed: string[] = [];
  for (const line of readLines(record, what)) {
    const [, quoted, plain = '', digest = '', size = ''] = ROW.exec(line) ?? [];
    const path = quoted?.replaceAll('""', '"') ?? plain;
    const entry = files.get(path);
    if (path === '') throw invalid(what, `found ${shown(line)} in place of a row`);
    if (entry === undefined) throw invalid(what, `it lists ${shown(path)}, which is not in the archive`);
    if (listed.has(path)) throw invalid(what, `it lists ${shown(path)} twice`);
    listed.add(path);
    if (digest === '' && undigested.has(path)) continue;
    const [, encoded] = SHA256.exec(digest) ?? [];
    if (encoded === undefined && lenient !== undefined && !digest.startsWith('sha256=')) {
      undescribed.push(path);
      continue;
    }
    if (encoded === undefined)
      throw invalid(what, `it has ${shown(digest)} for ${shown(path)}, expected a sha256 digest`);
    const isSame = Buffer.from(encoded, 'base64url').toString('hex') === digests.get(path);
    if (!isSame || (size !== '' && Number(size) !== entry.sizeBytes)) {
      throw invalid(what, `it does not describe the file ${shown(path)} that is in the archive`);
    }
  }
  const forgotten = [...files.keys()].find((path) => !listed.has(path) && !undigested.has(path));
  if (forgotten !== undefined && lenient === undefined)
    throw invalid(what, `it does not list ${shown(forgotten)}, which is in the archive`);
  const unsaid = forgotten ?? undescribed[0];
  if (unsaid !== undefined) lenient?.passOver(`its RECORD has no SHA-256 of ${shown(unsaid)} and the like`);
}

function readLines(record: Uint8Array, what: string): readonly string[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(record);
    return text.split(/\r?\n/).filter((line) => line !== '');
  } catch (cause) {
    throw new GatehouseError('invalid-request', `Cannot publish ${what}: its RECORD is no UTF-8`, { cause });
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: its RECORD is not true: ${found}`);
}
