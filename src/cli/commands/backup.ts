// gatehouse backup, restore: a data folder in one file, and back.

import { resolve } from 'node:path';

import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { describeBytes } from '../describe-bytes.ts';
import { assertFolder, findServer } from '../desk/open-desk.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { words } from '../terminal/painted.ts';

const FOLDER_FLAGS = {
  data: { value: 'FOLDER', says: 'The data folder (or GATEHOUSE_DATA)', completes: 'folder' },
  config: { value: 'FILE', says: 'The configuration, if not in the data folder', completes: 'file' },
} as const;

const backup = command({
  name: 'backup',
  summary: 'Write the configuration and the database into one file, also while a server runs',
  details: ['The file holds credentials: it is readable by its owner alone, and wants to be kept so.'],
  words: [{ name: 'FILE', says: 'The file to write; .gz at its end compresses it', completes: 'file' }],
  flags: { ...FOLDER_FLAGS, artifacts: { says: 'Also the artifacts, which could be fetched again' } },
  hasJson: true,
  examples: ['gatehouse backup gatehouse-2026-11-22.tar.gz'],
  async run(context, { words: [file = ''], flags }) {
    const { machine, shared, out } = context;
    assertFolder(shared);
    const progress = byteProgress(context, 'Writing');
    try {
      const { backupFolder } = await import('../../main/backup-folder.ts');
      const done = await backupFolder({
        dataDir: shared.dataDir,
        configFile: shared.configFile,
        environment: machine.environment,
        target: resolve(machine.cwd, file),
        withArtifacts: flags.artifacts,
        onProgress: progress.show,
      });
      progress.end();
      if (shared.isJson) out.json(done);
      else {
        const artifacts = flags.artifacts
          ? ` with ${done.artifacts} ${done.artifacts === 1 ? 'artifact' : 'artifacts'}`
          : '';
        out.line(
          words`${out.palette.good('Wrote')} ${done.file} (${describeBytes(done.sizeBytes)})${artifacts}`,
        );
        out.hint(words`Back: gatehouse restore ${done.file}`);
      }
      return 0;
    } finally {
      progress.end();
    }
  },
});

const restore = command({
  name: 'restore',
  summary: 'Put a backup back, while no server runs',
  details: ['Everything is read and checked before anything is replaced.'],
  words: [{ name: 'FILE', says: 'A file that gatehouse backup wrote', completes: 'file' }],
  flags: {
    ...FOLDER_FLAGS,
    force: { says: 'Replace what is there; it is kept beside it as ….before-restore' },
  },
  hasJson: true,
  examples: ['gatehouse restore gatehouse-2026-11-22.tar.gz --data /var/lib/gatehouse'],
  helps: { 'not-found': 'gatehouse help restore' },
  async run(context, { words: [file = ''], flags }) {
    const { machine, shared, out } = context;
    const running = await findServer({ dataDir: shared.dataDir });
    if (running !== undefined) {
      throw new GatehouseError(
        'locked',
        `Cannot restore: the server at ${running} uses ${shared.dataDir}; stop it first`,
      );
    }
    const progress = byteProgress(context, 'Reading');
    try {
      const { restoreFolder } = await import('../../main/restore-folder.ts');
      const done = await restoreFolder({
        dataDir: shared.dataDir,
        configFile: shared.configFile,
        environment: machine.environment,
        source: resolve(machine.cwd, file),
        force: flags.force,
        onProgress: progress.show,
      });
      progress.end();
      if (shared.isJson) out.json(done);
      else {
        out.line(words`${out.palette.good('Restored')} ${shared.dataDir} as it was at ${done.createdAt}`);
        if (!done.isConfigRestored)
          out.line(words`The configuration that is there was kept; with --force the backup's replaces it.`);
        out.hint('Next: gatehouse serve');
      }
      return 0;
    } finally {
      progress.end();
    }
  },
});

export const backupCommands = [backup, restore];

function byteProgress({ machine }: CommandContext, title: string): Progress {
  const now = () => machine.clock.now();
  return createProgress(machine.errors, now, title, (done, total) =>
    total === undefined ? describeBytes(done) : `${describeBytes(done)} of ${describeBytes(total)}`,
  );
}
