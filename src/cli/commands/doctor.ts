// gatehouse doctor: what is wrong, and what to do about it.

import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findServer } from '../desk/open-desk.ts';
import { checkClients } from '../doctor/check-clients.ts';
import { checkLocks } from '../doctor/check-locks.ts';
import { checkFolder, checkProgram, checkUpstreamsDirectly } from '../doctor/check-machine.ts';
import { checkGate, checkStatus } from '../doctor/check-server.ts';
import type { Finding } from '../doctor/finding.ts';
import { chooseGateUrl } from '../gate-address.ts';
import { configFileOf } from '../setup/config-file.ts';
import { installedClients, knownClients } from '../setup/list-clients.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

export const doctorCommand = command({
  name: 'doctor',
  summary: 'Say what is wrong and what to do: clients, lock files, server, feeds, upstreams, disk, clock',
  details: [
    'Looks at the package managers on PATH and at the lock files below FOLDER (else the current one). Exits 1 when something needs doing. Nothing is changed.',
  ],
  words: [{ name: 'FOLDER', says: 'Where lock files are looked for', isOptional: true, completes: 'folder' }],
  flags: {
    gate: {
      value: 'URL',
      says: "The gate's address (else the running server's, else http://localhost:4870)",
    },
    all: { says: 'Also say what is as it should be' },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse doctor', 'gatehouse doctor ~/work --gate https://packages.example.com --json'],
  async run(context, { words: [folder = '.'], flags }) {
    const { machine, shared, out } = context;
    if (!statSync(resolve(machine.cwd, folder), { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`FOLDER: there is no folder ${folder}`, { commandName: 'doctor' });
    }
    const gateUrl = await chooseGateUrl(flags.gate, shared);
    const findings = await examine(context, gateUrl, resolve(machine.cwd, folder));
    const faults = findings.filter(({ level }) => level === 'fault').length;
    if (shared.isJson) out.json({ gateUrl, findings });
    else print(context, findings, flags.all);
    return faults === 0 ? 0 : 1;
  },
});

async function examine(
  context: CommandContext,
  gateUrl: string,
  folder: string,
): Promise<readonly Finding[]> {
  const { machine, shared } = context;
  const hasServer = (await findServer(shared)) !== undefined;
  const [gate, status, direct] = await Promise.all([
    checkGate(machine, gateUrl),
    // Nobody is asked to sign in here: what the server keeps to its people is left out, and said so.
    checkStatus(() => context.openDesk({ mayAsk: false })),
    hasServer ? [] : checkUpstreamsDirectly(machine, shared),
  ]);
  // Where none was ever started, all else that is said of a server is about another one, or follows from that.
  const isNew = status.some(({ area, level }) => area === 'folder' && level === 'fault');
  return [
    checkProgram(),
    ...(isNew ? status : []),
    ...gate,
    ...(hasServer && shared.server !== undefined ? [] : checkFolder(shared, machine)),
    ...(isNew ? [] : status),
    ...direct,
    ...checkClients(machine, installedClients(machine), gateUrl),
    ...checkLocks(folder, gateUrl, npmrcFiles(context, folder)),
  ];
}

/** The files that npm reads, for the user and for the folder. */
function npmrcFiles({ machine }: CommandContext, folder: string): readonly string[] {
  const npm = knownClients().find(({ recipe }) => recipe.id === 'npm');
  const user = npm === undefined ? undefined : configFileOf(machine, npm.recipe, { kind: 'user' });
  return [join(folder, '.npmrc'), ...(user === undefined ? [] : [user])];
}

const MARKS = { ok: '✓', note: 'i', fault: '✕' } as const;

function print({ out }: CommandContext, findings: readonly Finding[], all: boolean): void {
  const { palette } = out;
  const paint = { ok: palette.good, note: palette.faint, fault: palette.bad };
  for (const { level, area, text, fix } of findings) {
    if (level === 'ok' && !all) continue;
    out.line(words`${paint[level](MARKS[level])} ${palette.faint(area.padEnd(9))} ${text}`);
    if (fix !== undefined) out.line(words`            ${palette.faint('do:')} ${palette.code(fix)}`);
  }
  const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length;
  const faults = count('fault');
  const fine = all ? '' : `; ${count('ok')} others are as they should be (--all shows them)`;
  if (faults === 0) out.line(words`${palette.good('Nothing needs doing')}${fine}`);
  else
    out.line(words`${palette.bad(`${faults} ${faults === 1 ? 'thing needs' : 'things need'} doing`)}${fine}`);
}
