// Writes what was planned, having kept what was there.

import { copyFileSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import { sha256Of } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { readIfThere, type PlannedFile } from './plan-setup.ts';
import { readSetupRecord, writeSetupRecord, writeWhole, type SetupEntry } from './setup-record.ts';

export interface SetupCircumstances {
  /** `setupFolder` of the machine. */
  readonly folder: string;
  readonly gateUrl: string;
  readonly now: Instant;
}

/** Rights of a new file: a token may stand in it. */
const NEW_FILE_MODE = 0o600;

/**
 * Writes each file; the copy and the record are on the disk before the file is touched. Throws `conflict` when a file
 * changed since it was planned, and what writing throws; files before it stay written and recorded.
 */
export function applySetup(circumstances: SetupCircumstances, files: readonly PlannedFile[]): void {
  const { folder } = circumstances;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const planned of files) {
    assertUnchanged(planned);
    const entries = readSetupRecord(folder);
    const known = entries.find(({ file }) => file === planned.file);
    const entry =
      known === undefined ? firstEntry(circumstances, planned) : again(circumstances, known, planned);
    writeSetupRecord(folder, [...entries.filter(({ file }) => file !== planned.file), entry]);
    mkdirSync(dirname(planned.file), { recursive: true });
    // Through a symbolic link, as dotfiles often are, and with the rights that the file had.
    const isThere = planned.before !== undefined;
    const target = isThere ? realpathSync(planned.file) : planned.file;
    writeWhole(target, planned.after, isThere ? statSync(target).mode & 0o7777 : NEW_FILE_MODE);
  }
}

function assertUnchanged({ file, before }: PlannedFile): void {
  const now = readIfThere(file);
  const isSame = now === undefined ? before === undefined : before?.equals(now) === true;
  if (!isSame) throw new GatehouseError('conflict', `Cannot write ${file}: it changed just now; try again`);
}

function firstEntry({ folder, gateUrl, now }: SetupCircumstances, planned: PlannedFile): SetupEntry {
  const { file, before, after, clients } = planned;
  const base = { file, clients: [...clients], gateUrl, at: formatInstant(now), wrote: sha256Of(after) };
  if (before === undefined) return { ...base, madeFolders: missingFolders(file) };
  const backup = `${sha256Of(file).slice(0, 16)}-${sha256Of(before).slice(0, 16)}.original`;
  // A copy keeps the rights of the file.
  copyFileSync(file, join(folder, backup));
  return { ...base, backup, madeFolders: [] };
}

/**
 * A second set-up keeps the first one's copy, unless somebody changed the file in between: then what they wrote is what
 * is to come back, and it is copied anew.
 */
function again(circumstances: SetupCircumstances, known: SetupEntry, planned: PlannedFile): SetupEntry {
  const isOurs = planned.before !== undefined && sha256Of(planned.before) === known.wrote;
  if (!isOurs) return firstEntry(circumstances, planned);
  return {
    ...known,
    clients: [...new Set([...known.clients, ...planned.clients])],
    gateUrl: circumstances.gateUrl,
    at: formatInstant(circumstances.now),
    wrote: sha256Of(planned.after),
  };
}

function missingFolders(file: string): string[] {
  const missing: string[] = [];
  for (
    let folder = dirname(file);
    !existsSync(folder) && folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    missing.unshift(folder);
  }
  return missing;
}
