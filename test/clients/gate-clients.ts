// What every test of a real client at a whole gate does: the real command line on a home folder of the test, set-up, installation.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

import type { Client, ClientId, InstallJob, InstallResult } from '../support/client.ts';
import { isolatedEnv } from '../support/client.ts';
import type { FixtureUpstream } from '../support/fixture-upstream.ts';
import type { Gate } from '../support/gate.ts';
import { runCommand, type CommandResult } from '../support/run-command.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

const ENTRY = resolve(import.meta.dirname, '../../src/cli/gatehouse.ts');
const PASSWORD = 'a harbour wall of nine stones';

/** What `gatehouse setup` calls a client, where that is not the name of its driver. */
const SETUP_NAMES: Readonly<Partial<Record<ClientId, string>>> = {
  yarn1: 'yarn-classic',
  'yarn-berry': 'yarn',
};

export function setupName({ id }: Client): string {
  return SETUP_NAMES[id] ?? id;
}

/** Runs the real command line as the workspace's user, in its project; `GATEHOUSE_TOKEN` and the like by `env`. */
export async function runGatehouse(
  workspace: Workspace,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return runCommand({
    command: [process.execPath, ENTRY, ...args],
    cwd: workspace.project,
    env: { ...isolatedEnv(workspace.home), ...env },
  });
}

/** `gatehouse setup CLIENT` for the user, or with `--project .` for the project. Throws when it does not end well. */
export async function setUp(
  gate: Gate,
  client: Client,
  workspace: Workspace,
  ...args: readonly string[]
): Promise<void> {
  const done = await runGatehouse(workspace, ['setup', setupName(client), '--gate', gate.url, ...args]);
  if (done.exitCode !== 0) throw new Error(`gatehouse setup ${client.id}: ${done.stdout}${done.stderr}`);
}

/** A new machine that reaches the gate only, set up for one client by the command line. */
export async function makeMachine(
  test: Pick<TestContext, 'after'>,
  gate: Gate,
  client: Client,
): Promise<Workspace> {
  const workspace = makeWorkspace(test);
  await setUp(gate, client, workspace);
  return workspace;
}

/** What a driver takes to work on a machine that was set up. */
export function jobOn(
  gate: Gate,
  client: Client,
  workspace: Workspace,
  packages: InstallJob['packages'] = {},
): InstallJob {
  return { ...workspace, registryUrl: gate.urls[client.ecosystem], packages, configured: true };
}

/** Everything that a client printed, as its user reads it. */
export function printed({ stdout, stderr }: CommandResult): string {
  return `${stdout}\n${stderr}`;
}

/** Throws with what was printed unless the installation ended well with exactly these versions. */
export function requireInstalled(result: InstallResult, versions: Readonly<Record<string, string>>): void {
  const got = JSON.stringify(sorted(result.installed));
  if (result.exitCode === 0 && got === JSON.stringify(sorted(versions))) return;
  throw new Error(
    `expected ${JSON.stringify(versions)}, found ${got}, exit code ${result.exitCode}:\n${printed(result)}`,
  );
}

/** Throws unless a gate alone asked the upstream, from its request number `seen` on. */
export function requireGateAlone({ requests }: FixtureUpstream, seen = 0): void {
  const agents = requests
    .slice(seen)
    .map(({ headers }) => headers['user-agent'] ?? 'somebody without a name');
  const strangers = new Set(agents.filter((agent) => !/^gatehouse\//i.test(agent)));
  if (strangers.size > 0) throw new Error(`the upstream was asked by ${[...strangers].join(', ')}`);
}

/** Who has a package, as the command line tells it to the administrator of a new gate. */
export async function whoHas(
  gate: Gate,
  machine: Workspace,
  purl: string,
): Promise<readonly Readonly<Record<'version' | 'file' | 'reader' | 'client', string>>[]> {
  const env = { GATEHOUSE_TOKEN: await mintApiToken(gate) };
  const who = await runGatehouse(machine, ['who', purl, '--server', gate.url, '--json'], env);
  if (who.exitCode !== 0) throw new Error(`gatehouse who ${purl}: ${printed(who)}`);
  return (JSON.parse(who.stdout) as { items: Awaited<ReturnType<typeof whoHas>> }).items;
}

function sorted(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The project's file of this name, as text. */
export function readProject({ project }: Workspace, file: string): string {
  return readFileSync(join(project, file), 'utf8');
}

/** Makes the administrator of a new gate by its one-time link, and an API token of theirs: for `who` and the like. */
export async function mintApiToken(gate: Gate, scope: 'api' | 'read' = 'api'): Promise<string> {
  const post = async (path: string, body: object, cookie = '') => {
    const headers = { 'content-type': 'application/json', origin: gate.url, cookie };
    const answer = await gate.ask(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const secret = gate.house.firstAdministrator;
  const first = await post('/setup', { secret, name: 'ada', password: PASSWORD });
  const cookie = first.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
  const minted = await post('/tokens', { name: 'tests', scope }, cookie);
  return (JSON.parse(minted.text) as { token: string }).token;
}
