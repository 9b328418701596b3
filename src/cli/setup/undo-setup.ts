// Puts files back as they were before any set-up, byte for byte.

import { existsSync, readFileSync, realpathSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { sha256Of } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { readIfThere } from './plan-setup.ts';
import { readSetupRecord, writeSetupRecord, writeWhole, type SetupEntry } from './setup-record.ts';

/** What undoing did, or would do, with one file. */
export interface UndoneFile {
  readonly file: string;
  readonly clients: readonly string[];
  /** `changed`: somebody changed it since, so it was left alone. */
  readonly outcome: 'restored' | 'removed' | 'gone' | 'changed';
}

export interface UndoOptions {
  readonly folder: string;
  /** Which entries to undo. */
  readonly isMeant: (entry: SetupEntry) => boolean;
  /** Also what was changed since. */
  readonly force: boolean;
  readonly isDryRun: boolean;
}

/** Undoes each file that is meant; one that somebody changed since is left alone and stays in the record, unless forced. */
export function undoSetup(options: UndoOptions): readonly UndoneFile[] {
  return readSetupRecord(options.folder)
    .filter(options.isMeant)
    .map((entry) => {
      const outcome = outcomeOf(entry, options.force);
      if (!options.isDryRun && outcome !== 'changed') undoEntry(options.folder, entry, outcome);
      return { file: entry.file, clients: entry.clients, outcome };
    });
}

function outcomeOf(entry: SetupEntry, force: boolean): UndoneFile['outcome'] {
  const now = readIfThere(entry.file);
  if (now === undefined && entry.backup === undefined) return 'gone';
  const isOurs = now !== undefined && sha256Of(now) === entry.wrote;
  if (!isOurs && !force) return 'changed';
  return entry.backup === undefined ? 'removed' : 'restored';
}

function undoEntry(folder: string, entry: SetupEntry, outcome: 'restored' | 'removed' | 'gone'): void {
  if (entry.backup !== undefined) restore(entry.file, join(folder, entry.backup));
  else if (outcome === 'removed') rmSync(entry.file);
  removeFolders(entry.madeFolders);
  writeSetupRecord(
    folder,
    readSetupRecord(folder).filter(({ file }) => file !== entry.file),
  );
  if (entry.backup !== undefined) rmSync(join(folder, entry.backup));
}

function restore(file: string, backup: string): void {
  if (!existsSync(backup)) {
    throw new GatehouseError('not-found', `Cannot restore ${file}: its copy ${backup} is gone`);
  }
  const target = existsSync(file) ? realpathSync(file) : file;
  writeWhole(target, readFileSync(backup), statSync(backup).mode & 0o7777);
}

/** Those that are empty. */
function removeFolders(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      // Somebody keeps something there by now, or removed it.
      return;
    }
  }
}
