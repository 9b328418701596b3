// Reads the code of a project for the packages that it names. Nothing of it runs.

import { isGatehouseError, messageOf } from '../../kernel/errors.ts';
import type { SourceFacts, SourceRules } from '../../ecosystems/adapter-sources.ts';
import type { ProjectFolder } from '../ports.ts';

export interface SourceFile {
  readonly path: string;
  /** Else it holds settings. */
  readonly isCode: boolean;
  readonly facts: SourceFacts;
}

/** A file that may import what was not seen. */
export interface UntoldSource {
  readonly path: string;
  readonly because: string;
}

export interface Sources {
  /** In the order of their paths. */
  readonly files: readonly SourceFile[];
  readonly untold: readonly UntoldSource[];
}

/** Bounds: files, characters of one, of all. What is beyond them is told. */
const MOST_FILES = 20_000;
const MAX_LENGTH = 4_000_000;
const MAX_ALL = 400_000_000;

/** Files that are read at the same time. */
const MOST_AT_ONCE = 32;

/** `isWanted`: the names that may be mentioned without an import. */
export async function readSources(
  folder: ProjectFolder,
  rules: SourceRules,
  isWanted: (name: string) => boolean,
): Promise<Sources> {
  const { paths, untold } = await findSources(folder, rules);
  const files: SourceFile[] = [];
  let length = 0;
  for (let from = 0; from < paths.length && length <= MAX_ALL; from += MOST_AT_ONCE) {
    const some = paths.slice(from, from + MOST_AT_ONCE);
    const texts = await Promise.all(some.map((path) => readText(folder, path)));
    for (const [at, path] of some.entries()) {
      const text = texts[at];
      if (text === undefined) continue;
      const name = nameOf(path);
      const isCode = rules.isSource(name);
      if (typeof text !== 'string') {
        if (isCode) untold.push({ path, because: text.because });
        continue;
      }
      length += text.length;
      const facts = rules.read(name, text, isWanted);
      if (isCode && !facts.isSound) untold.push({ path, because: 'it could not be followed to its end' });
      files.push({ path, isCode, facts });
    }
  }
  if (length > MAX_ALL)
    untold.push({ path: '', because: `more than ${MAX_ALL} characters of code are not read` });
  return { files, untold };
}

async function findSources(
  folder: ProjectFolder,
  rules: SourceRules,
): Promise<{ readonly paths: readonly string[]; readonly untold: UntoldSource[] }> {
  const paths: string[] = [];
  const untold: UntoldSource[] = [];
  try {
    await walk(folder, rules, paths, untold);
  } catch (error) {
    // A folder that may not be looked into: what was found goes on, and nothing is called not seen.
    untold.push({ path: '', because: `not all folders could be looked into: ${messageOf(error)}` });
  }
  return { paths, untold };
}

async function walk(
  folder: ProjectFolder,
  rules: SourceRules,
  paths: string[],
  untold: UntoldSource[],
): Promise<void> {
  for await (const path of folder.paths()) {
    const name = nameOf(path);
    if (rules.isSource(name) || rules.isSettings(name)) {
      if (paths.length >= MOST_FILES) {
        untold.push({ path: '', because: `more than ${MOST_FILES} files are not read` });
        return;
      }
      paths.push(path);
    } else if (rules.isBeyond(name)) {
      untold.push({ path, because: 'it may import, and is in a language that is not read' });
    }
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function readText(
  folder: ProjectFolder,
  path: string,
): Promise<string | { readonly because: string } | undefined> {
  try {
    const text = await folder.read(path);
    return text === undefined || text.length <= MAX_LENGTH
      ? text
      : { because: `it has more than ${MAX_LENGTH} characters` };
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return { because: error.message };
  }
}
