// A requirements file and those that it includes (`-r`) or is held by (`-c`).

import type { GraphGap } from '../../kernel/component-graph.ts';
import { withoutCredentials } from './gate-address.ts';
import { splitRequirements, type RequirementsLine } from './requirements-lines.ts';

/** One of the files. */
export interface RequirementsFile {
  readonly lines: readonly RequirementsLine[];
  /** Its pins hold for what others ask for; by itself it asks for nothing. */
  readonly isConstraint: boolean;
  /** Of an included file: the line of the first file by which it came in. */
  readonly line?: number;
}

export interface RequirementsFiles {
  readonly files: readonly RequirementsFile[];
  /** Paths of files that are not there, relative to the first one's folder. */
  readonly wanted: readonly string[];
  readonly gaps: readonly GraphGap[];
}

const SHORT = /^-([rc])\s*=?\s*(\S.*)$/s;
const LONG = /^--(requirement|constraint)(?:\s*=\s*|\s+)(\S.*)$/s;

interface Waiting {
  readonly text: string;
  readonly folder: string;
  readonly isConstraint: boolean;
  readonly line?: number;
}

/** Every file once, the first one first; `found` has the others by their paths. */
export function gatherRequirements(text: string, found: ReadonlyMap<string, string>): RequirementsFiles {
  const files: RequirementsFile[] = [];
  const wanted = new Set<string>();
  const gaps: GraphGap[] = [];
  const seen = new Set<string>();
  const queue: Waiting[] = [{ text, folder: '', isConstraint: false }];
  // The queue grows while it is walked.
  for (const { text: content, folder, isConstraint, ...from } of queue) {
    const lines = splitRequirements(content);
    files.push({ lines, isConstraint, ...from });
    for (const line of lines) {
      const include = findInclude(line);
      if (include === undefined) continue;
      const place = from.line ?? line.line;
      const path = joinPath(folder, include.path);
      const key = `${include.isConstraint ? 'c' : 'r'} ${path ?? include.path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const other = path === undefined ? undefined : found.get(path);
      if (path !== undefined && other === undefined) wanted.add(path);
      if (path === undefined || other === undefined) {
        gaps.push({ message: missing(include.path), line: place });
        continue;
      }
      queue.push({
        text: other,
        folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))),
        isConstraint: include.isConstraint,
        line: place,
      });
    }
  }
  return { files, wanted: [...wanted], gaps };
}

function missing(path: string): string {
  return `Cannot read what requirements.txt includes: found no ${withoutCredentials(path.slice(0, 200))}, expected a file of the project`;
}

function findInclude({
  text,
}: RequirementsLine): { readonly path: string; readonly isConstraint: boolean } | undefined {
  const [, option = '', rest = ''] = SHORT.exec(text) ?? LONG.exec(text) ?? [];
  if (option === '') return undefined;
  return { path: unquote(rest), isConstraint: option.startsWith('c') };
}

/** The first word, or what stands in quotes. */
export function unquote(text: string): string {
  const [, double, single, word] = /^(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(text) ?? [];
  return double ?? single ?? word ?? '';
}

/** Undefined for an address, and for a path that does not begin at the file. */
function joinPath(folder: string, path: string): string | undefined {
  if (path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
    return undefined;
  }
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || parts.length === 0 || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  return parts.join('/');
}
