// A tar that every unpacker reads alike. They differ in which of two names or sizes counts, in kinds that few know, and in whether a
// file whose name ends in a slash is a folder, whose content is then read as more entries: what one of them shows, another does not
// unpack ("tar confusion"). So whatever says a thing twice, or oddly, is refused before anything is read of it.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

const BLOCK = 512;
/** Of each field of a header its place and length (POSIX.1-2017, pax, "ustar Interchange Format"). */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const TYPE = 156;
const MAGIC = [257, 8] as const;
const PREFIX = 345;

/** With the only version that there is. */
const USTAR = 'ustar\u000000';
/** Beside that GNU's, whose form has other things where the prefix is, and the seventh edition's, which had none. */
const MAGICS: ReadonlySet<string> = new Set([USTAR, 'ustar  \0', '\0'.repeat(8)]);
/** As unpackers know them by one meaning: files, links, folders. */
const FILES = new Set(['0', '\0', '7']);
const BODILESS = new Set(['1', '2', '5']);
/** What says more about the next entry, or (`g`) about all that follow. */
const EXTENSIONS = new Set(['x', 'g', 'L', 'K']);
/** What the records of a pax header may not say: that a file has holes, or its name another encoding. */
const REFUSED_KEY = /^(?:hdrcharset|SCHILY\.realsize|GNU\.sparse\..*)$/;
const OF_ONE_ENTRY = new Set(['path', 'linkpath', 'size']);

/** What extensions said of the entry that follows them. */
interface Told {
  path?: string;
  size?: string;
  hasLinkPath?: true;
  hasRecords?: true;
}

/** Returns for an unpacked tar in which nothing is said twice. Throws `invalid-archive`; `what` names the archive. */
export function assertPlainTar(tar: Buffer, what: string): void {
  let told: Told = {};
  let at = 0;
  while (at + BLOCK <= tar.length && !isZero(tar.subarray(at, at + BLOCK))) {
    const header = tar.subarray(at, at + BLOCK);
    const [type, sizeBytes] = [String.fromCharCode(header[TYPE] ?? 0), sizeOf(header, what)];
    const body = tar.subarray(at + BLOCK, at + BLOCK + sizeBytes);
    assertForm(header, type, what);
    if (EXTENSIONS.has(type)) told = takeExtension(told, type, body, what);
    else {
      if (told.size !== undefined && told.size !== String(sizeBytes))
        throw refused(what, 'an entry has two sizes');
      assertBody(told.path ?? textOf(header, NAME), { type, sizeBytes }, what);
      told = {};
    }
    at += BLOCK + Math.ceil(sizeBytes / BLOCK) * BLOCK;
  }
  if (Object.keys(told).length > 0)
    throw refused(what, 'it ends with a word about an entry that does not follow');
}

/** In octal digits; eight gigabytes and more, which other forms are for, no package has. */
function sizeOf(header: Buffer, what: string): number {
  const [start, length] = SIZE;
  const text = header.toString('latin1', start, start + length);
  const [, digits] = /^ *([0-7]{1,12})[ \0]*$/.exec(text) ?? [];
  if (digits !== undefined) return Number.parseInt(digits, 8);
  throw refused(what, `an entry has the size ${JSON.stringify(text)}, expected octal digits`);
}

function assertForm(header: Buffer, type: string, what: string): void {
  const [start, length] = MAGIC;
  const magic = header.toString('latin1', start, start + length);
  if (!MAGICS.has(magic)) throw refused(what, 'an entry is of a form that not every unpacker knows');
  // Some read a prefix wherever there is one, and some in this form alone.
  if (magic !== USTAR && header[PREFIX] !== 0) {
    throw refused(what, 'the name of an entry goes on where its form has no place for that');
  }
  if (FILES.has(type) || BODILESS.has(type) || EXTENSIONS.has(type)) return;
  throw refused(what, `an entry is of the kind ${JSON.stringify(type)}, expected files and folders alone`);
}

function assertBody(
  name: string,
  { type, sizeBytes }: { readonly type: string; readonly sizeBytes: number },
  what: string,
): void {
  if (sizeBytes === 0 || (FILES.has(type) && !name.endsWith('/'))) return;
  const shown = JSON.stringify(name.slice(0, 200));
  throw refused(
    what,
    `the folder or link ${shown} has content, which some unpackers take for further entries`,
  );
}

function takeExtension(told: Told, type: string, body: Buffer, what: string): Told {
  if (type === 'L' || type === 'K') {
    const name = nameIn(body, what);
    const isTwice = type === 'L' ? told.path !== undefined : told.hasLinkPath === true;
    if (isTwice) throw refused(what, 'an entry has two names');
    return type === 'L' ? { ...told, path: name } : { ...told, hasLinkPath: true };
  }
  const records = recordsOf(body, what);
  const odd = [...records.keys()].find(
    (key) => REFUSED_KEY.test(key) || (type === 'g' && OF_ONE_ENTRY.has(key)),
  );
  if (odd !== undefined) throw refused(what, `it says ${odd} beside the header of an entry`);
  if (type === 'g') return told;
  const [path, linkPath, size] = [records.get('path'), records.get('linkpath'), records.get('size')];
  const isTwice =
    (path !== undefined && told.path !== undefined) || (linkPath !== undefined && told.hasLinkPath === true);
  if (isTwice || told.hasRecords === true) throw refused(what, 'an entry has two names');
  return {
    ...told,
    hasRecords: true,
    ...given('path', path),
    ...given('size', size),
    ...(linkPath === undefined ? {} : { hasLinkPath: true }),
  };
}

/** The text up to its end, after which there is nothing else. */
function nameIn(body: Buffer, what: string): string {
  const end = body.indexOf(0);
  const name = end < 0 ? body : body.subarray(0, end);
  if (name.length > 0 && (end < 0 || isZero(body.subarray(end)))) return name.toString('utf8');
  throw refused(what, 'the long name of an entry goes on behind its end');
}

/** `length key=value` and a line's end, each key once (POSIX.1-2017, pax, "Extended Header"). */
function recordsOf(body: Buffer, what: string): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < body.length) {
    const [head = '', digits = '', key = ''] =
      /^([1-9]\d{0,8}) ([^=\n\0]{1,200})=/.exec(
        body.toString('latin1', at, Math.min(body.length, at + 256)),
      ) ?? [];
    const end = at + Number(digits);
    const value = body.subarray(at + head.length, end - 1);
    const isWhole =
      head !== '' && end <= body.length && end - 1 >= at + head.length && body[end - 1] === 0x0a;
    if (!isWhole || value.includes(0) || records.has(key)) {
      throw refused(what, 'the words about an entry are none, or say one thing twice');
    }
    records.set(key, value.toString('utf8'));
    at = end;
  }
  return records;
}

function textOf(header: Buffer, [start, length]: readonly [number, number]): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

function refused(what: string, why: string): GatehouseError {
  return new GatehouseError(
    'invalid-archive',
    `Cannot publish ${what}: ${why}; expected a tar as "npm pack" and the like write it`,
  );
}
