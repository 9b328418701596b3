// Writes what was verified into the project: all of it or nothing, and not over what somebody changed meanwhile.

import {
  chmodSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';

export interface FileChange {
  /** Relative to the root. */
  readonly path: string;
  /** What it must still say; absent: it must not be there. */
  readonly before?: string;
  readonly after: string;
}

interface Staged {
  readonly file: string;
  readonly partial: string;
  readonly change: FileChange;
}

/** Throws `conflict` when a file is not as it was read, and `storage-failed`; then nothing is changed. */
export function applyFiles(root: string, changes: readonly FileChange[]): void {
  const staged: Staged[] = [];
  const done: Staged[] = [];
  try {
    for (const change of changes) staged.push(stage(root, change));
    for (const { file, change } of staged) assertUnchanged(file, change);
    for (const one of staged) {
      renameSync(one.partial, one.file);
      done.push(one);
    }
  } catch (cause) {
    for (const { file, change } of done) putBack(file, change);
    for (const { partial } of staged) rmSync(partial, { force: true });
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError('storage-failed', `Cannot write the fix: ${messageOf(cause)}`, { cause });
  }
}

/** Beside its place; what is there already keeps its mode, and a link stays a link. */
function stage(root: string, change: FileChange): Staged {
  const { path, before, after } = change;
  const place = join(root, path);
  const file =
    before === undefined ? join(realpathSync(dirname(place)), basename(place)) : realpathSync(place);
  const partial = `${file}.gatehouse-${process.pid}`;
  const mode = before === undefined ? undefined : statSync(file).mode & 0o7777;
  try {
    writeFileSync(partial, after, { flush: true, ...(mode === undefined ? {} : { mode }) });
    if (mode !== undefined) chmodSync(partial, mode);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  return { file, partial, change };
}

function putBack(file: string, { before }: FileChange): void {
  if (before === undefined) rmSync(file, { force: true });
  else writeFileSync(file, before, { flush: true });
}

function assertUnchanged(file: string, { path, before }: FileChange): void {
  const isSame = before === undefined ? !existsSync(file) : readFileSync(file, 'utf8') === before;
  if (isSame) return;
  throw new GatehouseError(
    'conflict',
    `Cannot apply the fix: ${path} was changed since it was read; nothing was written`,
    { facts: { command: 'gatehouse fix' } },
  );
}
