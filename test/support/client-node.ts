// npm, pnpm, yarn (classic and berry) and bun, each pointed at one registry by its configuration file.

import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { pinnedCommand, type PinnedClientId } from '../../scripts/pinned-clients.ts';
import {
  findProgram,
  machinePath,
  requireCommand,
  runIsolated,
  writeConfig,
  writeManifest,
  type Client,
  type ClientId,
  type LockInstallJob,
} from './client.ts';
import type { CommandResult } from './run-command.ts';

/** How one of the node clients differs from the others. */
interface NodeClient {
  readonly id: ClientId;
  readonly lockfile: string;
  readonly installArgs: readonly string[];
  readonly lockArgs: readonly string[];
  command(): readonly string[] | undefined;
  /** Writes the configuration that names the registry. */
  configure(job: LockInstallJob): void;
  readonly env?: (job: LockInstallJob) => Readonly<Record<string, string>>;
}

function createNodeClient(definition: NodeClient): Client {
  const { id } = definition;
  const run = async (job: LockInstallJob, args: readonly string[]): Promise<CommandResult> => {
    definition.configure(job);
    const command = requireCommand(id, definition.command());
    // Scripts of packages run the node that runs the tests.
    const path = [dirname(process.execPath), ...machinePath()].join(delimiter);
    return runIsolated(job, [...command, ...args], { PATH: path, ...definition.env?.(job) });
  };
  return {
    id,
    ecosystem: 'npm',
    projectFiles: ['package.json', definition.lockfile],
    isInstalled: () => definition.command() !== undefined,
    run,
    async install(job) {
      const manifest = { name: 'consumer', version: '1.0.0', private: true, dependencies: job.packages };
      writeManifest(job, join(job.project, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
      const result = await run(job, [...definition.installArgs, ...(job.args ?? [])]);
      return { ...result, installed: listModules(join(job.project, 'node_modules')) };
    },
    async lockInstall(job) {
      const result = await run(job, [...definition.lockArgs, ...(job.args ?? [])]);
      return { ...result, installed: listModules(join(job.project, 'node_modules')) };
    },
  };
}

/** Version by name of every package below a node_modules folder, the stores of pnpm and bun included. */
function listModules(folder: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const visit = (modules: string): void => {
    for (const entry of existsSync(modules) ? readdirSync(modules) : []) {
      const path = join(modules, entry);
      if (entry === '.pnpm' || entry === '.bun') {
        for (const stored of readdirSync(path)) visit(join(path, stored, 'node_modules'));
      } else if (entry.startsWith('@')) visit(path);
      else if (!entry.startsWith('.')) {
        const manifest = join(path, 'package.json');
        if (!existsSync(manifest)) continue;
        const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
        if (name !== undefined && version !== undefined && !found.has(name)) found.set(name, version);
        if (!lstatSync(path).isSymbolicLink()) visit(join(path, 'node_modules'));
      }
    }
  };
  visit(folder);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function machineCommand(name: string): readonly string[] | undefined {
  const program = findProgram(name);
  return program === undefined ? undefined : [program];
}

const pinned = (id: PinnedClientId) => () => pinnedCommand(id);

function writeNpmrc(job: LockInstallJob): void {
  writeConfig(job, join(job.home, '.npmrc'), `registry=${job.registryUrl}/\n`);
}

/** npm, as the machine has it. */
export const npm: Client = createNodeClient({
  id: 'npm',
  lockfile: 'package-lock.json',
  installArgs: ['install'],
  lockArgs: ['ci'],
  command: () => machineCommand('npm'),
  configure: writeNpmrc,
  // What a test wants of npm whoever wrote its file.
  env: () => ({
    npm_config_fetch_retries: '0',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
  }),
});

/** pnpm. */
export const pnpm: Client = createNodeClient({
  id: 'pnpm',
  lockfile: 'pnpm-lock.yaml',
  installArgs: ['install', '--no-frozen-lockfile'],
  lockArgs: ['install', '--frozen-lockfile'],
  command: pinned('pnpm'),
  configure: (job) => writeConfig(job, join(job.home, '.npmrc'), `registry=${job.registryUrl}/\n`),
  env: (job) => ({ PNPM_HOME: join(job.home, '.local/share/pnpm'), pnpm_config_fetch_retries: '0' }),
});

/** yarn 1. */
export const yarn1: Client = createNodeClient({
  id: 'yarn1',
  lockfile: 'yarn.lock',
  installArgs: ['install', '--non-interactive'],
  lockArgs: ['install', '--frozen-lockfile', '--non-interactive'],
  command: pinned('yarn1'),
  configure: (job) =>
    writeConfig(
      job,
      join(job.home, '.yarnrc'),
      `registry "${job.registryUrl}/"\ndisable-self-update-check true\n`,
    ),
  // As root, yarn 1 keeps its cache and what it is told of a registry outside the home folder, for everybody on the machine: it
  // is not told that it is root.
  env: (job) => ({
    YARN_CACHE_FOLDER: join(job.home, '.cache/yarn'),
    NODE_OPTIONS: '--import=data:text/javascript,process.getuid=()=>1000',
  }),
});

/** yarn 4 with a node_modules folder. */
export const yarnBerry: Client = createNodeClient({
  id: 'yarn-berry',
  lockfile: 'yarn.lock',
  installArgs: ['install', '--no-immutable'],
  lockArgs: ['install', '--immutable'],
  command: pinned('yarn-berry'),
  configure: (job) =>
    writeConfig(
      job,
      join(job.home, '.yarnrc.yml'),
      [`npmRegistryServer: "${job.registryUrl}"`, 'unsafeHttpWhitelist: ["127.0.0.1", "localhost"]', ''].join(
        '\n',
      ),
    ),
  env: () => ({ YARN_NODE_LINKER: 'node-modules', YARN_ENABLE_TELEMETRY: '0', YARN_HTTP_RETRY: '0' }),
});

/** bun. */
export const bun: Client = createNodeClient({
  id: 'bun',
  lockfile: 'bun.lock',
  installArgs: ['install'],
  lockArgs: ['install', '--frozen-lockfile'],
  command: pinned('bun'),
  configure: (job) =>
    writeConfig(job, join(job.home, '.bunfig.toml'), `[install]\nregistry = "${job.registryUrl}/"\n`),
  env: (job) => ({ BUN_INSTALL: join(job.home, '.bun') }),
});
