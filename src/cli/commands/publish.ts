// gatehouse publish: sends a Composer package to the server, since Composer has no command for it.

import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { describeBytes } from '../describe-bytes.ts';
import { findServer } from '../desk/open-desk.ts';
import { readRelease, type LocalRelease } from '../publish/read-release.ts';
import { uploadArchive } from '../publish/upload-archive.ts';
import { readGivenText } from '../read-given-text.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const COMMAND_NAME = 'publish';

export const publishCommand = command({
  name: COMMAND_NAME,
  summary:
    'Publish a Composer package from its folder or archive; for others it names the command of their own client',
  details: [
    'Of a folder it makes the archive that `composer archive` would: without what export-ignore of .gitattributes and archive.exclude of composer.json name, without version control, links, installed packages, auth.json and .env. The same files make the same archive. It says what it left out.',
    'Publishing takes a write token (gatehouse tokens mint, or Account, Tokens) in GATEHOUSE_TOKEN or a file.',
  ],
  words: [
    {
      name: 'PATH',
      says: 'A folder with a composer.json, or a .zip of one. Default: here',
      isOptional: true,
      completes: 'folder',
    },
  ],
  flags: {
    version: { value: 'VERSION', says: 'The version, where composer.json has none' },
    'token-file': { value: 'FILE', says: 'Holds the write token', completes: 'file' },
    reference: { value: 'COMMIT', says: 'The commit that it was made from' },
    source: { value: 'URL', says: 'The repository of that commit' },
    stage: { says: 'Put it up for approval by a second person' },
    'dry-run': { says: 'Say what would be sent, and send nothing' },
  },
  hasJson: true,
  usesData: true,
  helps: {
    'not-signed-in': 'gatehouse tokens mint NAME --scope write',
    'not-found': 'gatehouse help publish',
  },
  examples: [
    'gatehouse publish --version 1.2.0',
    'gatehouse publish tide.zip --token-file /run/secrets/gatehouse',
  ],
  async run(context, { words: [path = '.'], flags }) {
    const release = await readRelease(context.machine.cwd, path, flags.version);
    if (flags['dry-run']) return printDry(context, release);
    const { reference, source } = flags;
    const done = await uploadArchive(context.machine, {
      server: await serverOf(context),
      token: tokenOf(context, flags['token-file']),
      ...release,
      ...(reference === undefined ? {} : { reference }),
      ...(source === undefined ? {} : { source }),
      isStaged: flags.stage,
    });
    const { out, err, shared } = context;
    if (shared.isJson) {
      out.json({
        ...done,
        sizeBytes: release.archive.length,
        files: release.files.length,
        leftOut: release.leftOut,
      });
      return 0;
    }
    printLeftOut(context, release);
    out.line(
      words`${done.stagedId === undefined ? out.palette.good('Published') : out.palette.notice('Staged')} ${out.palette.strong(done.name)} ${done.version}: ${release.files.length} files, ${describeBytes(release.archive.length)}`,
    );
    for (const warning of done.warnings) err.line(words`${err.palette.strong('Note')} ${warning}`);
    return 0;
  },
});

function printDry(context: CommandContext, release: LocalRelease): number {
  const { out, shared } = context;
  const { name, version, files, archive, leftOut } = release;
  if (shared.isJson) {
    out.json({ name, version, files, leftOut, sizeBytes: archive.length });
    return 0;
  }
  for (const file of files) out.line(words`  ${file}`);
  printLeftOut(context, release);
  out.line(
    words`${name} ${version}: ${files.length} files, ${describeBytes(archive.length)}; nothing was sent`,
  );
  return 0;
}

function printLeftOut({ out }: CommandContext, { leftOut }: LocalRelease): void {
  for (const { path, why } of leftOut) out.line(words`  ${out.palette.faint('left out')} ${path} (${why})`);
}

async function serverOf({ shared }: CommandContext): Promise<string> {
  const server = await findServer(shared);
  if (server !== undefined) return server;
  throw new UsageError('expected a server: name its address with --server or GATEHOUSE_SERVER', {
    commandName: COMMAND_NAME,
  });
}

/** Never an argument of its own to be seen in a list of processes: a file, or the environment; `--token` is for trying it out. */
function tokenOf({ machine, shared }: CommandContext, file: string | undefined): string {
  const token = file === undefined ? shared.token : readGivenText(machine.cwd, file).trim();
  if (token !== undefined && token !== '') return token;
  throw new GatehouseError(
    'not-signed-in',
    'Cannot publish: expected a write token in GATEHOUSE_TOKEN or in the file that --token-file names',
  );
}
