// What differs between the files of two versions: by name, and within archives by entry, with a diff of small texts.

import { isUtf8 } from 'node:buffer';

import { sha256Of } from '../../kernel/digest.ts';
import { given } from '../../kernel/given.ts';
import { unifiedDiff } from '../../formats/unified-diff.ts';
import { readEntries, type ArchiveEntries } from './archive-entries.ts';
import type { ComparedEntry, ComparedFile, ComparedVersion, EntryFacts } from './comparison.ts';

/** Texts that are larger are told by size and digest. */
const MAX_TEXT_BYTES = 64 * 1024;
const MAX_TEXTS = 300;
const MAX_DIFF_CHARS = 20_000;
const MAX_DIFFS_CHARS = 400_000;
const MAX_ENTRIES = 1_000;

type NamedFile = ComparedVersion['files'][number];

/** What is left of what may be told of all files together. */
interface Budget {
  texts: number;
  chars: number;
  entries: number;
  isCut: boolean;
}

export interface FileComparison {
  readonly files: readonly ComparedFile[];
  readonly isCut: boolean;
  /** Paths within the archives of the version that is to be, and of the one before. */
  readonly paths: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };
}

export async function compareFiles(
  before: ComparedVersion | undefined,
  after: ComparedVersion,
): Promise<FileComparison> {
  const budget: Budget = { texts: MAX_TEXTS, chars: MAX_DIFFS_CHARS, entries: MAX_ENTRIES, isCut: false };
  const paths = { before: new Set<string>(), after: new Set<string>() };
  const files: ComparedFile[] = [];
  const { pairs, gone } = pairUp(before, after);
  for (const [old, now] of pairs) files.push(await compareFile(old, now, budget, paths));
  for (const { file, bytes } of gone) {
    const none = { sameEntries: 0, entries: [], moreEntries: 0 };
    files.push({ file, change: 'removed', sizeBytes: 0, wasBytes: bytes.byteLength, ...none });
  }
  return { files, isCut: budget.isCut, paths };
}

/** Files are called after their version; of those that are left, one alone of a kind stands for the other. */
function pairUp(
  before: ComparedVersion | undefined,
  after: ComparedVersion,
): {
  readonly pairs: readonly (readonly [NamedFile | undefined, NamedFile])[];
  readonly gone: readonly NamedFile[];
} {
  const left = new Set(before?.files);
  const keyOf = (file: string, version: string) => file.replaceAll(version, '*');
  const find = (wanted: (old: NamedFile) => boolean): NamedFile | undefined => {
    const found = [...left].filter(wanted);
    const [one] = found;
    if (one === undefined || found.length > 1) return undefined;
    left.delete(one);
    return one;
  };
  const byName = after.files.map((now) => {
    const key = keyOf(now.file, after.version);
    return [find(({ file }) => keyOf(file, before?.version ?? '') === key), now] as const;
  });
  const pairs = byName.map(
    ([old, now]) => [old ?? find(({ file }) => kindOf(file) === kindOf(now.file)), now] as const,
  );
  return { pairs, gone: [...left] };
}

function kindOf(file: string): string {
  return /(?:\.tar)?\.[a-z0-9]+$/i.exec(file)?.[0] ?? '';
}

async function compareFile(
  old: NamedFile | undefined,
  now: NamedFile,
  budget: Budget,
  paths: { readonly before: Set<string>; readonly after: Set<string> },
): Promise<ComparedFile> {
  const isSame = old !== undefined && sha256Of(old.bytes) === sha256Of(now.bytes);
  const shared = {
    file: now.file,
    change: old === undefined ? 'added' : isSame ? 'same' : 'changed',
    sizeBytes: now.bytes.byteLength,
    ...(old === undefined ? {} : { was: old.file, wasBytes: old.bytes.byteLength }),
  } as const;
  const [was, is] = [
    old === undefined ? undefined : await readEntries(old.file, old.bytes),
    await readEntries(now.file, now.bytes),
  ];
  const unread =
    is !== undefined && 'unread' in is
      ? is.unread
      : was !== undefined && 'unread' in was
        ? was.unread
        : undefined;
  if (unread !== undefined) return { ...shared, sameEntries: 0, entries: [], moreEntries: 0, unread };
  const before = was === undefined || 'unread' in was ? plainEntries(old) : was;
  const after = is === undefined || 'unread' in is ? plainEntries(now) : is;
  if (is !== undefined) {
    for (const path of before?.entries.keys() ?? []) paths.before.add(path);
    for (const path of after?.entries.keys() ?? []) paths.after.add(path);
  }
  return { ...shared, ...(await compareEntries(before, after, budget)) };
}

/** What is no archive is its own one entry. */
function plainEntries(file: NamedFile | undefined): ArchiveEntries | undefined {
  if (file === undefined) return undefined;
  const facts = { sizeBytes: file.bytes.byteLength, sha256: sha256Of(file.bytes) };
  return {
    entries: new Map([['', facts]]),
    take: async (paths) => new Map(paths.has('') ? [['', file.bytes]] : []),
  };
}

async function compareEntries(
  before: ArchiveEntries | undefined,
  after: ArchiveEntries | undefined,
  budget: Budget,
): Promise<Pick<ComparedFile, 'sameEntries' | 'entries' | 'moreEntries'>> {
  const all = new Set([...(before?.entries.keys() ?? []), ...(after?.entries.keys() ?? [])]);
  const differing: Differing[] = [];
  let sameEntries = 0;
  for (const path of [...all].sort()) {
    const [was, is] = [before?.entries.get(path), after?.entries.get(path)];
    if (was?.sha256 === is?.sha256) sameEntries += 1;
    else differing.push({ path, was, is });
  }
  const told = differing.slice(0, Math.max(0, budget.entries));
  budget.entries -= told.length;
  if (told.length < differing.length) budget.isCut = true;
  const wanted = new Set(
    told
      .filter((one) => isSmall(one))
      .slice(0, Math.max(0, budget.texts))
      .map(({ path }) => path),
  );
  budget.texts -= wanted.size;
  const old = (await before?.take(wanted)) ?? new Map<string, Uint8Array>();
  const now = (await after?.take(wanted)) ?? new Map<string, Uint8Array>();
  const entries = told.map((one) => describe(one, diffOf(one, { old, now, budget })));
  return { sameEntries, entries, moreEntries: differing.length - told.length };
}

interface Differing {
  readonly path: string;
  readonly was: EntryFacts | undefined;
  readonly is: EntryFacts | undefined;
}

/** What is gone needs no diff: it was looked at when it came. */
function isSmall({ was, is }: Differing): boolean {
  if (is === undefined || is.sha256 === 'link') return false;
  return is.sizeBytes <= MAX_TEXT_BYTES && (was === undefined || was.sizeBytes <= MAX_TEXT_BYTES);
}

function describe({ path, was, is }: Differing, told: Pick<ComparedEntry, 'diff' | 'isCut'>): ComparedEntry {
  const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
  return { path, change, ...given('before', was), ...given('after', is), ...told };
}

function diffOf(
  { path, was }: Differing,
  {
    old,
    now,
    budget,
  }: {
    readonly old: ReadonlyMap<string, Uint8Array>;
    readonly now: ReadonlyMap<string, Uint8Array>;
    readonly budget: Budget;
  },
): Pick<ComparedEntry, 'diff' | 'isCut'> {
  const after = textOf(now.get(path));
  const before = was === undefined ? undefined : textOf(old.get(path));
  if (after === undefined || (was !== undefined && before === undefined)) return {};
  if (budget.chars <= 0) {
    budget.isCut = true;
    return {};
  }
  const whole = unifiedDiff(path, before, after);
  // Its head says again what stands beside it.
  const hunks = whole.slice(Math.max(0, whole.indexOf('\n@@ ') + 1));
  const diff = hunks.slice(0, Math.min(MAX_DIFF_CHARS, budget.chars));
  budget.chars -= diff.length;
  return diff.length === hunks.length ? { diff } : { diff, isCut: true };
}

/** Undefined for what is no text. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined || !isUtf8(bytes) || bytes.includes(0)) return undefined;
  return new TextDecoder().decode(bytes);
}
