// Writes what was verified into the project: all of it or nothing, and not over what somebody changed meanwhile.

import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';

export interface FileChange {
  /** Relative to the root. */
  readonly path: string;
  /** What it must still say. */
  readonly before: string;
  readonly after: string;
}

/** Throws `conflict` when a file is not as it was read, and `storage-failed`; then nothing is changed. */
export function applyFiles(root: string, changes: readonly FileChange[]): void {
  const staged: { readonly file: string; readonly partial: string; readonly change: FileChange }[] = [];
  const done: typeof staged = [];
  try {
    for (const change of changes) {
      const file = realpathSync(join(root, change.path));
      const partial = `${file}.gatehouse-${process.pid}`;
      const mode = statSync(file).mode & 0o7777;
      staged.push({ file, partial, change });
      writeFileSync(partial, change.after, { flush: true, mode });
      chmodSync(partial, mode);
    }
    for (const { file, change } of staged) assertUnchanged(file, change);
    for (const one of staged) {
      renameSync(one.partial, one.file);
      done.push(one);
    }
  } catch (cause) {
    for (const { file, change } of done) writeFileSync(file, change.before, { flush: true });
    for (const { partial } of staged) rmSync(partial, { force: true });
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError('storage-failed', `Cannot write the fix: ${messageOf(cause)}`, { cause });
  }
}

function assertUnchanged(file: string, { path, before }: FileChange): void {
  if (readFileSync(file, 'utf8') === before) return;
  throw new GatehouseError(
    'conflict',
    `Cannot apply the fix: ${path} was changed since it was read; nothing was written`,
    { facts: { command: 'gatehouse fix' } },
  );
}
