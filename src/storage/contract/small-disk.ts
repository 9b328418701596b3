// A disk that is easily full, for tests.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A mounted file system of its own. */
export interface SmallDisk {
  readonly folder: string;
  /** Makes it read-only, or writable again. */
  readonly setReadOnly: (readOnly: boolean) => void;
}

/** Why small disks cannot be made here; false when they can. To be given to `test` as `skip`. */
export function smallDiskMissing(): string | false {
  if (process.platform !== 'linux') return 'small disks are made on Linux alone';
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-disk-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0;
  if (isMounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return isMounted ? false : 'mounting is not allowed here';
}

/** Calls `body` with a disk of `sizeBytes`, gone afterwards. */
export async function withSmallDisk(
  sizeBytes: number,
  body: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-disk-'));
  run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder]);
  try {
    await body({
      folder,
      setReadOnly: (readOnly) => run('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, folder]),
    });
  } finally {
    run('umount', [folder]);
    rmdirSync(folder);
  }
}

function run(command: string, commandArguments: readonly string[]): void {
  const { status, stderr } = spawnSync(command, commandArguments, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${commandArguments.join(' ')}: ${stderr}`);
}
