// composer, with the default repository switched off and one other named in the project file.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  findProgram,
  requireCommand,
  runIsolated,
  writeManifest,
  type Client,
  type InstallResult,
  type LockInstallJob,
} from './client.ts';
import type { CommandResult } from './run-command.ts';

/** composer; the archives are unpacked by unzip or by PHP itself. */
export const composer: Client = {
  id: 'composer',
  ecosystem: 'composer',
  projectFiles: ['composer.json', 'composer.lock'],
  isInstalled: () => findProgram('composer') !== undefined,
  run: runComposer,
  async install(job) {
    const manifest = {
      name: 'consumer/consumer',
      repositories: [{ type: 'composer', url: job.registryUrl }, { packagist: false }],
      require: job.packages,
      config: { 'secure-http': false },
    };
    writeManifest(job, join(job.project, 'composer.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return withPackages(job, await runComposer(job, ['update', ...(job.args ?? [])]));
  },
  async lockInstall(job) {
    return withPackages(job, await runComposer(job, ['install', ...(job.args ?? [])]));
  },
};

async function runComposer(job: LockInstallJob, args: readonly string[]): Promise<CommandResult> {
  const program = findProgram('composer');
  const command = requireCommand('composer', program === undefined ? undefined : [program]);
  const env = { COMPOSER_ALLOW_SUPERUSER: '1' };
  return runIsolated(job, [...command, '--no-interaction', '--no-ansi', ...args], env);
}

interface InstalledJson {
  readonly packages: readonly { readonly name: string; readonly version: string }[];
}

function withPackages(job: LockInstallJob, result: CommandResult): InstallResult {
  const path = join(job.project, 'vendor/composer/installed.json');
  if (!existsSync(path)) return { ...result, installed: {} };
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as InstalledJson;
  const present = packages.filter(({ name }) => existsSync(join(job.project, 'vendor', name)));
  return { ...result, installed: Object.fromEntries(present.map(({ name, version }) => [name, version])) };
}
