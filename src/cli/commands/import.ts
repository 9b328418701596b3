// gatehouse import: moves what another registry has to this server, with its dates, tags and withdrawals.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { withoutLastSlashes } from '../../kernel/without-last.ts';
import { visibilityWord } from '../../http/api/organisation-contract.ts';
import { command, type Command, type ExitCode, type Flag, type FlagValues } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findServer } from '../desk/open-desk.ts';
import { ReportBook, type ImportReport } from '../import/import-report.ts';
import { parsePeople } from '../import/read-people.ts';
import { runImport, type ImportOptions } from '../import/run-import.ts';
import type { Source } from '../import/source.ts';
import { isWebPlace } from '../import/source-web.ts';
import { readGivenText } from '../read-given-text.ts';
import { words } from '../terminal/painted.ts';
import { createProgress } from '../terminal/progress.ts';
import { UsageError } from '../usage-error.ts';

const FLAGS = {
  owner: {
    value: 'OWNER',
    says: 'Whose the packages are here: organisation:acme, account:ada',
    isRequired: true,
  },
  people: {
    value: 'FILE',
    says: 'JSON of who was who there and is here: {"alice": "ada"}; they become maintainers of new packages',
    completes: 'file',
  },
  visibility: {
    value: 'WORD',
    says: 'What new packages are (else as the server is configured)',
    completes: visibilityWord.options,
  },
  only: { value: 'PATTERN', says: 'These names alone: @acme/*, left-pad', isMany: true },
  newest: { value: 'COUNT', says: 'So many versions of each package, the highest' },
  'at-once': { value: 'COUNT', says: 'So many packages side by side (else 4)' },
  'dry-run': { says: 'Say what would be moved in, and move nothing' },
  report: { value: 'FILE', says: 'Where the report goes (else gatehouse-import.json)', completes: 'file' },
  'token-file': { value: 'FILE', says: 'Holds the write token', completes: 'file' },
} as const;

type Flags = FlagValues<typeof FLAGS> & { readonly index?: string | undefined };

const DETAILS = [
  'What is here already with the same bytes is passed over, so that a run that ended goes on by being run again. A version that is here with other bytes is a conflict, and stays as it is here.',
  'It takes a write token with the action import, of a reviewer or administrator, in GATEHOUSE_TOKEN or a file. What was refused, and why, stands in the report. Exits 1 when something was refused.',
];
const USUAL_REPORT = 'gatehouse-import.json';

interface SourceWords {
  /** `verdaccio` */
  readonly kind: string;
  readonly summary: string;
  readonly details: readonly string[];
  readonly place: { readonly name: string; readonly says: string };
  readonly example: string;
  /** Options that it has beside those of all. */
  readonly flags?: Readonly<Record<string, Flag>>;
  open(context: CommandContext, place: string, flags: Flags): Promise<Source>;
}

const SOURCES: readonly SourceWords[] = [
  {
    kind: 'verdaccio',
    summary: 'Move in what was published on a Verdaccio, from its storage folder',
    details: [
      'Copies of what other registries have (its uplinks) are left there: this gate fetches them itself.',
    ],
    place: { name: 'FOLDER', says: 'Its storage, with a folder for each package' },
    example: 'gatehouse import verdaccio ./storage --owner organisation:acme --dry-run',
    open: async ({ machine }, place) =>
      (await import('../import/read-verdaccio.ts')).openVerdaccio(machine.cwd, place),
  },
  {
    kind: 'maven',
    summary: 'Move in a Maven repository, from its folder, or packages of one by its address',
    details: [
      'Any folder in the layout of a repository: what `mvn deploy` wrote to a file:// address, the storage of a repository manager, or (what was installed there, not what was fetched) a local repository. Dates are those of the POM files. Snapshots stay there.',
      'An address has no list of what is there: each package is named with --only, and of each version the POM, the artifact, sources, documentation and signatures are looked for.',
    ],
    place: { name: 'FOLDER', says: 'The repository, with a folder for each part of a group; or an address' },
    example: "gatehouse import maven /srv/repository --owner organisation:acme --only 'org.acme:*'",
    async open({ machine }, place, { only }) {
      if (isWebPlace(place))
        return (await import('../import/read-maven-web.ts')).openMavenAddress(machine, place, only);
      return (await import('../import/read-maven.ts')).openMavenFolder(machine.cwd, place);
    },
  },
  {
    kind: 'devpi',
    summary: 'Move in what was uploaded to a devpi, from its export or by the address of an index',
    details: [
      'The export is the folder that devpi-export writes, with its dataindex.json. Of mirrors nothing is moved in: this gate fetches from what they mirror itself. Versions come file by file.',
    ],
    place: { name: 'FOLDER', says: 'The export; or the address of an index: https://devpi.example/ada/prod' },
    flags: {
      index: { value: 'USER/INDEX', says: 'Of an export, this index alone (else all that are no mirrors)' },
    },
    example: 'gatehouse import devpi ./export --index ada/prod --owner organisation:acme',
    open: async ({ machine }, place, { index }) =>
      (await import('../import/read-devpi.ts')).openDevpi(machine, place, index),
  },
  {
    kind: 'cargo',
    summary:
      'Move in a Cargo registry, from the folder of its index and crates, or by the address of its index',
    details: [
      'A folder is laid out as margo, ktra or `cargo local-registry` do, or with crates by name below crates/. A sparse index has no list of its crates: by address each is named with --only.',
    ],
    place: {
      name: 'FOLDER',
      says: 'The index with its crates; or an address: sparse+https://cargo.example/',
    },
    example: 'gatehouse import cargo ./registry --owner organisation:acme',
    open: async ({ machine }, place, { only }) =>
      (await import('../import/read-cargo.ts')).openCargo(machine, place, only),
  },
  {
    kind: 'satis',
    summary: 'Move in the Composer packages that a Satis built, from its output folder',
    details: [
      'Archives must have been built ("archive" with "format": "zip" in satis.json): what only points to a source repository has nothing to be moved in. Branches stay there.',
    ],
    place: { name: 'FOLDER', says: 'Its output, with packages.json and the archives' },
    example: 'gatehouse import satis ./public --owner organisation:acme',
    open: async ({ machine }, place) =>
      (await import('../import/read-satis.ts')).openSatis(machine.cwd, place),
  },
];

export const importCommands: readonly Command[] = SOURCES.map((source) =>
  command({
    name: `import ${source.kind}`,
    summary: source.summary,
    details: [...source.details, ...DETAILS],
    words: [{ ...source.place, completes: 'folder' }],
    flags: { ...FLAGS, ...source.flags },
    hasJson: true,
    usesData: true,
    helps: {
      'not-signed-in': 'gatehouse tokens mint NAME --scope write --may import',
      'not-allowed': 'gatehouse tokens mint NAME --scope write --may import',
    },
    examples: [source.example],
    run: (context, { words: [place = ''], flags }) => run(context, source, place, flags),
  }),
);

async function run(
  context: CommandContext,
  words: SourceWords,
  place: string,
  flags: Flags,
): Promise<ExitCode> {
  const { machine, shared } = context;
  const commandName = `import ${words.kind}`;
  const people =
    flags.people === undefined
      ? new Map<string, string>()
      : parsePeople(readGivenText(machine.cwd, flags.people), flags.people);
  if (!/^(?:organisation|account):./.test(flags.owner))
    throw new UsageError('--owner: expected organisation:NAME or account:NAME', { commandName });
  const server = await serverOf(context, flags['token-file'], commandName);
  const source = await words.open(context, place, flags);
  const progress = createProgress(
    machine.errors,
    () => machine.clock.now(),
    'Moving in',
    (done) => `${done} versions`,
  );
  const options: ImportOptions = {
    server,
    owner: flags.owner,
    ...given('visibility', flags.visibility),
    only: flags.only,
    ...given('newest', countOf(flags.newest, 'newest', commandName)),
    isDryRun: flags['dry-run'],
    people,
    atOnce: countOf(flags['at-once'], 'at-once', commandName) ?? 4,
    progress: (done) => progress.show(done),
  };
  const book = new ReportBook();
  const startedAt = machine.clock.now();
  const failure = await runImport(machine, source, book, options)
    .then(() => undefined)
    .catch((error: unknown) => ({ error }));
  progress.end();
  const report = book.close({
    origin: source.origin,
    server: server.url,
    owner: flags.owner,
    isDryRun: options.isDryRun,
    notes: source.notes,
    startedAt,
    endedAt: machine.clock.now(),
    people,
    ...(failure === undefined ? {} : { endedBecause: messageOf(failure.error) }),
  });
  const file = flags.report ?? USUAL_REPORT;
  writeReport(resolve(machine.cwd, file), file, report);
  if (shared.isJson) context.out.json(report);
  else printReport(context, report, file);
  if (failure !== undefined) throw failure.error;
  return book.isClean ? 0 : 1;
}

function writeReport(path: string, file: string, report: ImportReport): void {
  try {
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  } catch (cause) {
    throw new GatehouseError('storage-failed', `Cannot write the report ${file}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Lines of a report that a terminal is for; the file has all. */
const MAX_LINES = 20;

function printReport({ out, err }: CommandContext, report: ImportReport, file: string): void {
  const { palette } = out;
  const { counts, versions, isDryRun, people } = report;
  for (const note of report.notes) err.line(words`${err.palette.strong('Note')} ${note}`);
  const told = [
    ...versions.filter(({ because }) => because !== undefined),
    ...versions.filter(({ because }) => because === undefined),
  ];
  for (const { package: name, version = '', outcome, because, notes = [] } of told.slice(0, MAX_LINES)) {
    const mark = because === undefined ? palette.faint('note') : palette.bad(outcome);
    out.line(words`  ${mark} ${name} ${version}: ${because ?? notes.join('; ')}`);
  }
  if (told.length > MAX_LINES) out.line(words`  … and ${told.length - MAX_LINES} more in ${file}`);
  const moved = isDryRun
    ? `${counts.new} versions would be moved in`
    : `${counts.imported} versions moved in`;
  const passed = counts.passedOver === 0 ? '' : `, ${counts.passedOver} passed over`;
  out.line(
    words`${palette.strong(`${counts.packages} packages`)}: ${moved}, ${counts.present} here already, ${counts.conflict} in conflict, ${counts.refused} refused${passed}`,
  );
  const unknown = people.filter(({ account }) => account === undefined).length;
  if (unknown > 0)
    out.line(words`${unknown} people who published there are nobody here by --people; they stand in ${file}`);
}

function countOf(text: string | undefined, flag: string, commandName: string): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && (flag !== 'at-once' || count <= 16)) return count;
  const most = flag === 'at-once' ? '16' : '999999';
  throw new UsageError(`--${flag}: found ${JSON.stringify(text)}, expected 1 to ${most}`, { commandName });
}

async function serverOf(
  { machine, shared }: CommandContext,
  tokenFile: string | undefined,
  commandName: string,
): Promise<ImportOptions['server']> {
  const url = await findServer(shared);
  if (url === undefined) {
    const expected = 'expected a server: name its address with --server or GATEHOUSE_SERVER';
    throw new UsageError(expected, { commandName });
  }
  const token = tokenFile === undefined ? shared.token : readGivenText(machine.cwd, tokenFile).trim();
  if (token !== undefined && token !== '') return { url: withoutLastSlashes(url), token };
  throw new GatehouseError(
    'not-signed-in',
    'Cannot move in: expected a write token in GATEHOUSE_TOKEN or in the file that --token-file names',
  );
}
