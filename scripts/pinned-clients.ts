// The package managers that the client tests drive, pinned, and where the installer puts them.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A package manager that comes from a package registry into a folder of its own. */
export interface PinnedClient {
  readonly version: string;
  /** From the npm registry (unpacked, no scripts run) or from the Python index (a virtual environment). */
  readonly from: 'npm' | 'python';
  readonly packageName: string;
  /** The program, relative to the client's folder; a `.js` file is run by node. */
  readonly program: string;
}

/** Names of the clients that are pinned here. The others (npm, cargo, mvn, composer) are the machine's own. */
export type PinnedClientId =
  | 'pnpm'
  | 'yarn1'
  | 'yarn-berry'
  | 'bun'
  | 'pip'
  | 'uv'
  | 'poetry'
  | 'twine'
  | 'flit'
  | 'pip-audit';

const PNPM_PACKAGE = `@pnpm/exe.${process.platform}-${process.arch}`;
const BUN_PACKAGE =
  process.arch === 'x64'
    ? `@oven/bun-${process.platform}-x64-baseline`
    : `@oven/bun-${process.platform}-aarch64`;

/** Every pinned client. Raising a version here makes the installer bring the new one beside the old. */
export const PINNED_CLIENTS: Readonly<Record<PinnedClientId, PinnedClient>> = {
  pnpm: {
    version: '12.21.0',
    from: 'npm',
    packageName: PNPM_PACKAGE,
    program: `node_modules/${PNPM_PACKAGE}/pnpm`,
  },
  yarn1: {
    version: '1.22.22',
    from: 'npm',
    packageName: 'yarn',
    program: 'node_modules/yarn/bin/yarn.js',
  },
  'yarn-berry': {
    version: '4.18.1',
    from: 'npm',
    packageName: '@yarnpkg/cli-dist',
    program: 'node_modules/@yarnpkg/cli-dist/bin/yarn.js',
  },
  bun: {
    version: '1.4.5',
    from: 'npm',
    packageName: BUN_PACKAGE,
    program: `node_modules/${BUN_PACKAGE}/bin/bun`,
  },
  pip: { version: '26.3', from: 'python', packageName: 'pip', program: 'bin/pip' },
  uv: { version: '0.13.9', from: 'python', packageName: 'uv', program: 'bin/uv' },
  poetry: { version: '2.5.1', from: 'python', packageName: 'poetry', program: 'bin/poetry' },
  twine: { version: '7.0.0', from: 'python', packageName: 'twine', program: 'bin/twine' },
  flit: { version: '4.2.0', from: 'python', packageName: 'flit', program: 'bin/flit' },
  'pip-audit': { version: '2.10.1', from: 'python', packageName: 'pip-audit', program: 'bin/pip-audit' },
};

/** The folder of all pinned clients: `$GATEHOUSE_CLIENTS`, else `~/.cache/gatehouse-clients`. */
export function clientsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['GATEHOUSE_CLIENTS'] ?? join(homedir(), '.cache', 'gatehouse-clients');
}

/** The folder of one pinned client, which carries its version. */
export function clientFolder(id: PinnedClientId, env: NodeJS.ProcessEnv = process.env): string {
  return join(clientsFolder(env), `${id}-${PINNED_CLIENTS[id].version}`);
}

/** The file that the installer writes last, so that a half-done installation is not taken for a whole one. */
export function completionMark(id: PinnedClientId, env: NodeJS.ProcessEnv = process.env): string {
  return join(clientFolder(id, env), '.complete');
}

/** The command line that starts a pinned client; undefined when it is not installed. */
export function pinnedCommand(
  id: PinnedClientId,
  env: NodeJS.ProcessEnv = process.env,
): readonly string[] | undefined {
  if (!existsSync(completionMark(id, env))) return undefined;
  const program = join(clientFolder(id, env), PINNED_CLIENTS[id].program);
  return program.endsWith('.js') ? [process.execPath, program] : [program];
}
