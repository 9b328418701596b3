// What in composer.lock leads around every registry: `source`, to which Composer before 2.10 turns by itself when an
// archive is refused, and `notification-url`, where installs are announced.

import { replacePlaces, type Replacement } from '../../formats/replace-places.ts';
import type { LockDetour } from '../adapter-lockfile.ts';
import { distFile } from './dist-file.ts';
import { findMember, readJsonSpans, type JsonSpan } from '../../formats/json-spans.ts';

const FILE_NAME = 'composer.lock';
const LISTS = ['packages', 'packages-dev'];

/** Every such address. Throws `invalid-document`. */
export function findDetours(text: string): readonly LockDetour[] {
  return locate(text).map(({ detour }) => detour);
}

/** The text without those that a package can do without: one that has no archive keeps its `source`. */
export function closeDetours(text: string): string {
  const unwanted = new Map<JsonSpan, string[]>();
  for (const { detour, owner, key } of locate(text)) {
    if (detour.closable) unwanted.set(owner, [...(unwanted.get(owner) ?? []), key]);
  }
  return replacePlaces(
    text,
    [...unwanted].flatMap(([owner, keys]) => rangesOf(owner, keys)),
  );
}

interface PlacedDetour {
  readonly detour: LockDetour;
  readonly owner: JsonSpan;
  readonly key: string;
}

function locate(text: string): readonly PlacedDetour[] {
  const top = readJsonSpans(text, FILE_NAME);
  const lineAt = lineCounter(text);
  return LISTS.flatMap((list) => findMember(top, list)?.value.members ?? [])
    .flatMap(({ value }) => locateInPackage(text, value))
    .sort((a, b) => a.at - b.at)
    .map(({ at, owner, key, ...found }) => ({ owner, key, detour: { ...found, line: lineAt(at) } }));
}

type Found = Omit<LockDetour, 'line'> & {
  readonly at: number;
  readonly owner: JsonSpan;
  readonly key: string;
};

function locateInPackage(text: string, owner: JsonSpan): readonly Found[] {
  const name = readString(text, owner, 'name') ?? '';
  const version = readString(text, owner, 'version') ?? '';
  const dist = findMember(owner, 'dist')?.value;
  const file = distFile(version, {
    type: (dist && readString(text, dist, 'type')) ?? '',
    url: (dist && readString(text, dist, 'url')) ?? '',
  });
  const source = findMember(owner, 'source')?.value;
  const notice = findMember(owner, 'notification-url')?.value;
  const sourceUrl = source && readString(text, source, 'url');
  const noticeUrl = notice && readString(text, owner, 'notification-url');
  const about = { name, version, owner };
  const found: Found[] = [];
  if (source !== undefined && sourceUrl !== undefined) {
    const closable = file !== undefined;
    found.push({ ...about, url: sourceUrl, leads: 'code', closable, at: source.start, key: 'source' });
  }
  if (notice !== undefined && noticeUrl !== undefined) {
    found.push({
      ...about,
      url: noticeUrl,
      leads: 'notice',
      closable: true,
      at: notice.start,
      key: 'notification-url',
    });
  }
  return found;
}

function readString(text: string, span: JsonSpan, key: string): string | undefined {
  const value = span.kind === 'object' ? findMember(span, key)?.value : undefined;
  if (value?.kind !== 'scalar') return undefined;
  const read = JSON.parse(text.slice(value.start, value.end)) as unknown;
  return typeof read === 'string' ? read : undefined;
}

/** Where members stand, with the commas and the space that belong to them; doubled ones all together. */
function rangesOf({ members }: JsonSpan, keys: readonly string[]): readonly Replacement[] {
  const lastKept = members.findLastIndex(({ key }) => !keys.includes(key));
  const inside = members.flatMap(({ key, start }, at) => {
    const next = members[at + 1];
    return at < lastKept && next !== undefined && keys.includes(key)
      ? [{ start, end: next.start, text: '' }]
      : [];
  });
  const [first, last] = [members[lastKept + 1], members.at(-1)];
  if (first === undefined || last === undefined) return inside;
  return [...inside, { start: members[lastKept]?.value.end ?? first.start, end: last.value.end, text: '' }];
}

/** Answers the line of offsets that only grow. */
function lineCounter(text: string): (offset: number) => number {
  let at = 0;
  let line = 1;
  return (offset) => {
    for (; at < offset; at++) if (text[at] === '\n') line++;
    return line;
  };
}
