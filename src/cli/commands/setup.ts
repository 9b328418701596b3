// gatehouse setup: points package managers here, and back.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { chooseGateUrl } from '../gate-address.ts';
import { applySetup } from '../setup/apply-setup.ts';
import { shortPath, type Scope } from '../setup/config-file.ts';
import { findElsewhereHome, type ElsewhereHome } from '../setup/java-home.ts';
import { lineChanges } from '../setup/line-changes.ts';
import { clientNames, clientsNamed, installedClients, type KnownClient } from '../setup/list-clients.ts';
import { maskSecrets } from '../setup/mask-secrets.ts';
import { planSetup, type PlannedFile, type SetupPlan } from '../setup/plan-setup.ts';
import { setupFolder, type SetupEntry } from '../setup/setup-record.ts';
import { undoSetup, type UndoneFile } from '../setup/undo-setup.ts';
import { suggest } from '../suggest.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

interface SetupFlags {
  readonly gate: string | undefined;
  readonly project: string | undefined;
  readonly user: boolean;
  readonly 'dry-run': boolean;
  readonly undo: boolean;
  readonly force: boolean;
  readonly token: string | undefined;
}

export const setupCommand = command({
  name: 'setup',
  summary: 'Point the package managers of this machine here, or with --undo back',
  details: [
    'Without a CLIENT, every one that is found on PATH is pointed here. All else in their files stays as it is; what was there is kept, and --undo brings it back byte for byte.',
  ],
  words: [
    { name: 'CLIENT', says: 'npm, pip, cargo, …', isOptional: true, isMany: true, completes: clientNames() },
  ],
  flags: {
    user: { says: 'For all projects of this user (the default)' },
    project: { value: 'FOLDER', says: 'For the project in this folder alone', completes: 'folder' },
    gate: {
      value: 'URL',
      says: "The gate's address (else the running server's, else http://localhost:4870)",
    },
    'dry-run': { says: 'Show what would change, and change nothing' },
    undo: { says: 'Put every file back as it was before' },
    force: { says: 'With --undo: also files that somebody changed since' },
    token: { value: 'TOKEN', says: 'A read token to write into the files, where the server wants one' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse setup',
    'gatehouse setup npm pip --gate https://packages.example.com',
    'gatehouse setup poetry --project .',
    'gatehouse setup --undo',
  ],
  async run(context, { words: names, flags }) {
    checkUse(names, flags);
    return flags.undo ? undo(context, names, flags) : setUp(context, names, flags);
  },
});

function checkUse(names: readonly string[], flags: SetupFlags): void {
  const known = clientNames();
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = suggest(unknown, known);
    throw new UsageError(`there is no client ${unknown}; expected ${known.join(', ')}`, {
      commandName: 'setup',
      ...(near === undefined ? {} : { suggestion: `gatehouse setup ${near}` }),
    });
  }
  if (flags.user && flags.project !== undefined) {
    throw new UsageError('expected --user or --project, not both', { commandName: 'setup' });
  }
  if (flags.force && !flags.undo) {
    throw new UsageError('--force belongs to --undo', { commandName: 'setup' });
  }
}

async function setUp(context: CommandContext, names: readonly string[], flags: SetupFlags): Promise<number> {
  const { machine, shared, out } = context;
  const clients = names.length > 0 ? clientsNamed(names) : installedClients(machine);
  const scope = scopeOf(context, flags);
  const gateUrl = await chooseGateUrl(flags.gate, shared);
  const { token } = flags;
  const plan = planSetup(machine, clients, scope, { gateUrl, ...(token === undefined ? {} : { token }) });
  if (!flags['dry-run']) {
    applySetup({ folder: setupFolder(machine), gateUrl, now: machine.clock.now() }, plan.files);
  }
  if (shared.isJson) out.json(describePlan(plan, gateUrl, flags['dry-run']));
  else printPlan(context, plan, gateUrl, clients, flags);
  return plan.skipped.some(({ client }) => names.includes(client)) ? 1 : 0;
}

function scopeOf({ machine }: CommandContext, { project }: Pick<SetupFlags, 'project'>): Scope {
  if (project === undefined) return { kind: 'user' };
  const folder = resolve(machine.cwd, project);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`--project: ${folder} is no folder`, { commandName: 'setup' });
  }
  return { kind: 'project', folder };
}

/** Clients that look into another home than the one whose files are written. */
function elsewhereHomes(
  { machine }: CommandContext,
  plan: SetupPlan,
  { project }: Pick<SetupFlags, 'project'>,
): readonly ElsewhereHome[] {
  if (project !== undefined) return [];
  const clients = [...plan.files, ...plan.unchanged].flatMap((planned) => planned.clients);
  return clients.flatMap((client) => findElsewhereHome(machine, client) ?? []);
}

function describePlan(plan: SetupPlan, gateUrl: string, isDryRun: boolean) {
  return {
    gateUrl,
    isDryRun,
    changed: plan.files.map(({ file, clients, before }) => ({ file, clients, isNew: before === undefined })),
    unchanged: plan.unchanged.map(({ file, clients }) => ({ file, clients })),
    skipped: plan.skipped,
  };
}

function printPlan(
  context: CommandContext,
  plan: SetupPlan,
  gateUrl: string,
  clients: readonly KnownClient[],
  flags: SetupFlags,
): void {
  const { out, machine } = context;
  const { palette } = out;
  if (clients.length === 0) {
    out.line('No package manager that Gatehouse knows is on PATH.');
    out.line(words`Name one: ${palette.code('gatehouse setup npm')}`);
    return;
  }
  const isDry = flags['dry-run'];
  for (const planned of plan.files) {
    const did =
      planned.before === undefined ? (isDry ? 'would write' : 'wrote') : isDry ? 'would change' : 'changed';
    out.line(
      words`${palette.good(did)} ${shortPath(machine, planned.file)} ${palette.faint(`(${planned.clients.join(', ')})`)}`,
    );
    if (isDry) printChanges(context, planned, flags.token);
  }
  for (const { file, clients: ids } of plan.unchanged) {
    out.line(
      words`${palette.faint('as it was')} ${shortPath(machine, file)} ${palette.faint(`(${ids.join(', ')})`)}`,
    );
  }
  for (const { client, why } of plan.skipped)
    out.line(words`${palette.notice('left alone')} ${client}: ${why}`);
  for (const { text, fix } of elsewhereHomes(context, plan, flags)) {
    out.line(words`${palette.notice('Note')} ${text}. Tell it: ${palette.code(fix)}`);
  }
  if (isDry || plan.files.length === 0) return;
  // Without the folder, --undo would take back what is set up for all projects as well.
  const back = [
    'gatehouse setup --undo',
    ...(flags.project === undefined ? [] : ['--project', flags.project]),
  ];
  out.line(words`They ask ${gateUrl} from now on. Back: ${palette.code(back.join(' '))}`);
  if (flags.token !== undefined && flags.project !== undefined) {
    out.line(
      words`${palette.notice('Note')} the token stands in these files: keep them out of version control`,
    );
  }
  out.line(words`See whether anything goes around: ${palette.code('gatehouse doctor')}`);
}

function printChanges({ out }: CommandContext, { before, after }: PlannedFile, token?: string): void {
  for (const { kind, line } of lineChanges(before?.toString('utf8') ?? '', after.toString('utf8'))) {
    if (kind === 'kept') continue;
    const text = `  ${kind === 'added' ? '+' : '-'} ${maskSecrets(line, token)}`;
    out.line(kind === 'added' ? out.palette.good(text) : out.palette.bad(text));
  }
}

function undo(context: CommandContext, names: readonly string[], flags: SetupFlags): number {
  const { machine, shared, out } = context;
  const scope = scopeOf(context, flags);
  const wanted = new Set(clientsNamed(names).map(({ recipe }) => recipe.id));
  const isMeant = ({ file, clients }: SetupEntry) =>
    (names.length === 0 || clients.some((client) => wanted.has(client))) &&
    (scope.kind === 'user' || file.startsWith(`${scope.folder}/`));
  const done = undoSetup({
    folder: setupFolder(machine),
    isMeant,
    force: flags.force,
    isDryRun: flags['dry-run'],
  });
  if (shared.isJson) out.json({ isDryRun: flags['dry-run'], files: done });
  else printUndone(context, done, flags['dry-run']);
  return done.some(({ outcome }) => outcome === 'changed') ? 1 : 0;
}

const OUTCOMES: Readonly<Record<UndoneFile['outcome'], readonly [did: string, would: string]>> = {
  restored: ['restored', 'would restore'],
  removed: ['removed', 'would remove'],
  gone: ['was gone', 'is gone'],
  changed: ['left alone', 'would leave alone'],
};

function printUndone({ out, machine }: CommandContext, done: readonly UndoneFile[], isDryRun: boolean): void {
  const { palette } = out;
  if (done.length === 0) out.line('No set-up is on record here: there is nothing to undo.');
  for (const { file, clients, outcome } of done) {
    const did = OUTCOMES[outcome][isDryRun ? 1 : 0];
    const painted = outcome === 'changed' ? palette.notice(did) : palette.good(did);
    out.line(words`${painted} ${shortPath(machine, file)} ${palette.faint(`(${clients.join(', ')})`)}`);
  }
  if (done.some(({ outcome }) => outcome === 'changed')) {
    out.line('Somebody changed what was left alone since the set-up. To lose those changes:');
    out.line(words`  ${palette.code('gatehouse setup --undo --force')}`);
  }
}
