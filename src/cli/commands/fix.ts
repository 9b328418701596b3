// gatehouse fix: the upgrades that rid a project of what is known against it, proven with its own package manager.

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { inFolder } from '../../formats/shell-words.ts';
import { unifiedDiff } from '../../formats/unified-diff.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { BUMP_SIZES, type BumpSize } from '../../inventory/fix/fix-plan.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { readProject, type Project } from '../../inventory/scan/read-project.ts';
import { command } from '../command.ts';
import { VIEW_FLAG } from '../common-words.ts';
import type { CommandContext } from '../context.ts';
import { applyFiles } from '../fix/apply-files.ts';
import { findKeeper, keepFixes } from '../fix/keep-fixes.ts';
import { findSubjects, type FixSubject } from '../fix/find-subjects.ts';
import { fixLock, type LockFix } from '../fix/fix-report.ts';
import { printFix } from '../fix/print-fixes.ts';
import { describeFix } from '../fix/render-json.ts';
import { askersAt } from '../scan/askers-at.ts';
import { count, describeScanned } from '../scan/print-report.ts';
import { openProjectFolder } from '../scan/project-folder.ts';
import { reportOn, type ScanReport } from '../scan/scan-report.ts';
import { createProgress } from '../terminal/progress.ts';
import { words } from '../terminal/painted.ts';

const FORMATS = ['text', 'json', 'commands', 'patch'] as const;

export const fixCommand = command({
  name: 'fix',
  summary: 'Plan the upgrades that rid a project of what is known against it, and prove them with its client',
  details: [
    'Each upgrade is carried out by the real package manager in a copy of manifest and lock file, through the gate and without running scripts; the lock file that comes out is looked up again. Only what removes findings and brings none is called a fix. The project itself is left alone; --apply writes exactly the files that were proven.',
    'With --app the plan is kept with an application for everybody who looks after it; it is refused when the project is not what was pushed. Pushed again, the application tells which steps are done.',
    'Exits 0 when all findings are fixed by the plan, 1 when some stay, 3 when a file could not be read, or none was found.',
  ],
  words: [
    {
      name: 'PATH',
      says: 'The folder or lock file (else the current folder)',
      isOptional: true,
      completes: 'folder',
    },
  ],
  flags: {
    view: VIEW_FLAG,
    max: {
      value: 'SIZE',
      says: 'How far an upgrade may go: patch, minor (the default) or major',
      completes: BUMP_SIZES,
    },
    app: {
      value: 'NAME',
      says: 'Keep the plan with this application, pushed as it is here: the web UI shows it',
    },
    environment: { value: 'NAME', says: 'Of which environment, where --app has several' },
    apply: { says: 'Write the changed files into the project' },
    format: {
      value: 'FORMAT',
      says: 'How to write it (else text); patch: a diff of manifest and lock file',
      completes: FORMATS,
    },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse fix',
    'gatehouse fix services/shop --max major',
    'gatehouse fix --app shop --environment prod',
    'gatehouse fix --apply',
  ],
  async run(context, { words: [path = '.'], flags }) {
    const { machine, shared } = context;
    const format = FORMATS.find((one) => one === flags.format) ?? (shared.isJson ? 'json' : 'text');
    const max = BUMP_SIZES.find((one) => one === flags.max) ?? 'minor';
    const place = resolve(machine.cwd, path);
    const keeper =
      flags.app === undefined
        ? undefined
        : await findKeeper(await context.openDesk(), { name: flags.app, environment: flags.environment });
    const opened = await openSubjects(context, place, flags.view);
    const fixes = await planAll(context, opened, { max, view: flags.view });
    const changes = fixes.flatMap((fix) => fix.changes);
    const isApplied = flags.apply && changes.length > 0;
    if (isApplied) applyFiles(rootOf(place), changes);
    const plan = { fixes, unsupported: opened.others, max };
    const sent = keeper === undefined ? undefined : await tryToKeep(await context.openDesk(), keeper, plan);
    const kept = sent !== undefined && 'kept' in sent ? sent.kept : undefined;
    write(context, { ...opened, fixes, isApplied, ...given('kept', kept) }, format);
    // What was planned is told all the same.
    if (sent !== undefined && 'error' in sent) throw sent.error;
    if (fixes.some(({ plan }) => plan.unfixed.length > 0) || opened.others.length > 0) return 1;
    return opened.project.unread.length > 0 || opened.project.files.length === 0 ? 3 : 0;
  },
});

async function planAll(
  context: CommandContext,
  { subjects, report }: Opened,
  { max, view }: { readonly max: BumpSize; readonly view: string | undefined },
): Promise<readonly LockFix[]> {
  const { machine, shared } = context;
  const progress = createProgress(
    machine.errors,
    () => machine.clock.now(),
    'Trying',
    (done, of) => `${done} of ${of ?? 0}`,
  );
  const fixes: LockFix[] = [];
  for (const subject of subjects) {
    const facts = {
      machine,
      desk: await context.openDesk(),
      max,
      progress: (_path: string, done: number, of: number) => progress.show(done, of),
      ...given('token', shared.token),
      ...given('view', view),
    };
    fixes.push(await fixLock(facts, subject, report));
  }
  progress.end();
  return fixes;
}

type Kept = Awaited<ReturnType<typeof keepFixes>>;

async function tryToKeep(
  ...[desk, keeper, plan]: Parameters<typeof keepFixes>
): Promise<{ readonly kept: Kept } | { readonly error: GatehouseError }> {
  try {
    return { kept: await keepFixes(desk, keeper, plan) };
  } catch (error) {
    if (error instanceof GatehouseError) return { error };
    throw error;
  }
}

interface Opened {
  readonly project: Project;
  readonly report: ScanReport;
  readonly subjects: readonly FixSubject[];
  /** Files with findings that no client is driven for. */
  readonly others: readonly string[];
}

async function openSubjects(
  context: CommandContext,
  place: string,
  view: string | undefined,
): Promise<Opened> {
  const folder = await openProjectFolder(place);
  const desk = await context.openDesk();
  const formats = Object.values(ADAPTERS).flatMap(({ manifests }) => manifests);
  const project = await readProject(folder, formats, askersAt(desk));
  const report = await reportOn(desk, project, view);
  const subjects = await findSubjects(folder, project);
  const flawed = new Set(
    report.findings
      .filter(({ records }) => records.some(({ kind }) => kind !== 'informational' && kind !== 'undecided'))
      .flatMap(({ places }) => places.map(({ file }) => file)),
  );
  return {
    project,
    report,
    subjects: subjects.filter(({ path }) => flawed.has(path)),
    others: [...flawed].filter((path) => subjects.every((subject) => subject.path !== path)),
  };
}

function rootOf(place: string): string {
  return statSync(place).isDirectory() ? place : dirname(place);
}

interface Outcome extends Opened {
  readonly fixes: readonly LockFix[];
  readonly isApplied: boolean;
  /** With what it is kept now. */
  readonly kept?: Kept;
}

function write(context: CommandContext, outcome: Outcome, format: (typeof FORMATS)[number]): void {
  const { out } = context;
  const { fixes, isApplied, others, project } = outcome;
  switch (format) {
    case 'json':
      out.json({
        files: fixes.map((fix) => describeFix(fix, isApplied && fix.changes.length > 0)),
        ...given('kept', outcome.kept),
        unsupported: others,
        unread: project.unread,
      });
      break;
    case 'commands':
      for (const { base, plan } of fixes) {
        for (const line of inFolder(base, plan.whole?.commands ?? [])) out.raw(`${line}\n`);
      }
      break;
    case 'patch':
      for (const { changes } of fixes) {
        for (const { path, before, after } of changes) out.raw(unifiedDiff(path, before, after));
      }
      break;
    case 'text':
      printAll(context, outcome);
      break;
  }
}

function printAll({ out }: CommandContext, outcome: Outcome): void {
  const { fixes, isApplied, others, project, kept } = outcome;
  for (const [at, fix] of fixes.entries()) {
    if (at > 0) out.line();
    printFix(out, fix, isApplied);
  }
  for (const path of others) {
    out.line(
      words`${out.palette.bad(path)} has findings, and no client is driven for it: ${out.palette.code('gatehouse scan')} says what to do`,
    );
  }
  for (const { path, message } of project.unread) out.line(words`${out.palette.bad(path)} ${message}`);
  if (kept !== undefined) {
    out.line(
      words`${out.palette.good('Kept')} with ${out.palette.strong(kept.application)} (${kept.environment}), for its snapshot ${kept.snapshot}`,
    );
  }
  if (fixes.length + others.length === 0) {
    const { files, unknown, unread, gaps } = outcome.report;
    const open = unknown.length + gaps.length;
    // What is not known is not fixed either.
    if (files.length === 0)
      out.line(words`${out.palette.bad('Nothing was read')}: ${describeScanned(outcome.report)}`);
    else if (open + unread.length > 0)
      out.line(
        words`Nothing to fix in what is known; ${count(open + unread.length, 'component')} or places are not: ${out.palette.code('gatehouse scan')} says which`,
      );
    else out.line(words`${out.palette.good('Nothing to fix')} in what was read`);
    return;
  }
  const hasFix = fixes.some(({ changes }) => changes.length > 0);
  if (hasFix && !isApplied)
    out.hint(words`Write it into the project: ${out.palette.code('gatehouse fix --apply')}`);
}
