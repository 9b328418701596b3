// Moves a source's packages in: several packages side by side, the versions of each one after the other. What is here already is
// known by its bytes, so that a run that ended goes on by being run again.

import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import { GatehouseError, isGatehouseError, messageOf, type ErrorCode } from '../../kernel/errors.ts';
import { preciseTime } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import type { PlanAnswer } from '../../http/api/import-contract.ts';
import type { Machine } from '../machine.ts';
import type { ReportBook } from './import-report.ts';
import { askPlan, sendVersion, sha256OfBlob, type ImportServer } from './send-version.ts';
import type { Source, SourceFile, SourcePackage, SourceVersion } from './source.ts';

export interface ImportOptions {
  readonly server: ImportServer;
  /** `organisation:acme` */
  readonly owner: string;
  readonly visibility?: string;
  /** Patterns of names; empty: all. */
  readonly only: readonly string[];
  /** So many versions of each package, those highest in order; absent: all. */
  readonly newest?: number;
  readonly isDryRun: boolean;
  /** Accounts here, by what their people were called there. */
  readonly people: ReadonlyMap<string, string>;
  readonly atOnce: number;
  /** Told how many versions are done. */
  readonly progress: (done: number) => void;
}

const PLANNED_AT_ONCE = 100;

/** Adds to `book` what came of each version. Throws what ends the run: a server that is not reached, a token that may not. */
export async function runImport(
  machine: Pick<Machine, 'fetch'>,
  source: Source,
  book: ReportBook,
  options: ImportOptions,
): Promise<void> {
  const names = source.names()[Symbol.asyncIterator]();
  const run: Run = { machine, source, book, options, isOver: false };
  // Each takes the next name when it is done with one, and all end when one has to.
  const work = async () => {
    for (;;) {
      const next = await names.next();
      if (next.done === true || run.isOver) return;
      if (options.only.length > 0 && !options.only.some((one) => matchesNamePattern(one, next.value)))
        continue;
      try {
        await movePackage(run, next.value);
      } catch (error) {
        run.isOver = true;
        throw error;
      }
      options.progress(book.done);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: options.atOnce }, work));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

interface Run {
  readonly machine: Pick<Machine, 'fetch'>;
  readonly source: Source;
  readonly book: ReportBook;
  readonly options: ImportOptions;
  isOver: boolean;
}

async function movePackage(run: Run, name: string): Promise<void> {
  const { source, book, options } = run;
  let found: SourcePackage;
  try {
    found = await source.read(name);
  } catch (error) {
    book.add({ package: name, outcome: 'refused', because: messageOf(error) });
    return;
  }
  book.addPackage(found.people, found.passedOver);
  for (const { version, because } of found.refused)
    book.add({ package: found.name, ...given('version', version), outcome: 'refused', because });
  const wanted = chooseVersions(source, found.versions, options.newest);
  for (let at = 0; at < wanted.length; at += PLANNED_AT_ONCE) {
    await moveSome(run, found, wanted.slice(at, at + PLANNED_AT_ONCE));
  }
}

/** In the order in which they were published. */
function chooseVersions(
  { ecosystem }: Source,
  versions: readonly SourceVersion[],
  newest: number | undefined,
): readonly SourceVersion[] {
  if (newest === undefined || versions.length <= newest) return versions;
  const { compare } = ADAPTERS[ecosystem].versions;
  const highest = [...versions].sort((one, other) => compare(other.version, one.version)).slice(0, newest);
  return versions.filter((one) => highest.includes(one));
}

async function moveSome(run: Run, found: SourcePackage, versions: readonly SourceVersion[]): Promise<void> {
  const { machine, source, book, options } = run;
  const asked: SourceVersion[] = [];
  const questions: object[] = [];
  for (const version of versions) {
    try {
      const files = [];
      for (const file of version.files) files.push({ file: file.file, digests: await digestsOf(file) });
      questions.push({ version: version.version, files });
      asked.push(version);
    } catch (error) {
      book.add(refusedBy(found, version, error));
    }
  }
  if (asked.length === 0) return;
  let plan: PlanAnswer;
  try {
    const question = { name: found.name, owner: options.owner, versions: questions };
    plan = await askPlan(machine, options.server, source.ecosystem, question);
  } catch (error) {
    if (endsRun(error, 'plan')) throw error;
    for (const version of asked) book.add(refusedBy(found, version, error));
    return;
  }
  for (const [at, version] of asked.entries()) {
    if (run.isOver) return;
    await moveVersion(run, found, version, { ...plan.versions[at], maxBytes: plan.maxBytes });
    options.progress(book.done);
  }
}

async function moveVersion(
  run: Run,
  found: SourcePackage,
  version: SourceVersion,
  planned: Partial<PlanAnswer['versions'][number]> & Pick<PlanAnswer, 'maxBytes'>,
): Promise<void> {
  const { source, book, options } = run;
  const about = { package: found.name, version: version.version };
  if (planned.state === 'present') {
    book.add({ ...about, outcome: 'present' });
    return;
  }
  if (planned.state === 'conflict') {
    book.add({ ...about, outcome: 'conflict', because: planned.because ?? 'it is here with other bytes' });
    return;
  }
  const missing = planned.state === 'partly' ? planned.missing : undefined;
  if (missing !== undefined && source.isByFile !== true) {
    const because = `it is here without ${missing.join(', ')}; a version is published once, with all of its files`;
    book.add({ ...about, outcome: 'conflict', because });
    return;
  }
  if (options.isDryRun) {
    book.add({ ...about, outcome: 'new' });
    return;
  }
  const files = version.files.filter(({ file }) => missing === undefined || missing.includes(file));
  try {
    const notes: string[] = [...(version.notes ?? [])];
    // File by file, each is a request of its own, so that none is larger than its largest file.
    const groups = source.isByFile === true ? files.map((file) => [file]) : [files];
    for (const group of groups) notes.push(...(await send(run, found, version, group, planned.maxBytes)));
    book.add({ ...about, outcome: 'imported', notes: [...new Set(notes)] });
  } catch (error) {
    if (endsRun(error, 'version')) throw error;
    book.add(refusedBy(found, version, error));
  }
}

async function send(
  { machine, source, options }: Run,
  found: SourcePackage,
  version: SourceVersion,
  files: readonly SourceFile[],
  maxBytes: number,
): Promise<readonly string[]> {
  const blobs = await Promise.all(files.map((file) => file.open(maxBytes)));
  const sizeBytes = blobs.reduce((sum, { size }) => sum + size, 0);
  if (sizeBytes > maxBytes) {
    throw new GatehouseError(
      'too-large',
      `Cannot move in ${found.name} ${version.version}: found ${sizeBytes} bytes, and this server takes ${maxBytes} at once ([publish] max_size)`,
    );
  }
  const publishedAt = (source.isByFile === true ? files[0]?.publishedAt : undefined) ?? version.publishedAt;
  const accounts = found.people.flatMap((name) => options.people.get(name) ?? []);
  const head = {
    name: found.name,
    version: version.version,
    owner: options.owner,
    origin: source.origin,
    ...given('publishedAt', publishedAt === undefined ? undefined : preciseTime(publishedAt)),
    ...given('publisher', version.publisher?.slice(0, 200)),
    maintainers: [...new Set(accounts)].slice(0, 100),
    ...given('yanked', version.yanked?.slice(0, 1_000)),
    ...given('deprecated', version.deprecated?.slice(0, 1_000)),
    tags: version.tags.slice(0, 1_000),
    ...given('visibility', options.visibility),
    words: version.words,
    files: files.map(({ file, digests }) => ({ file, digests })),
  };
  const { notes } = await sendVersion(machine, options.server, source.ecosystem, { head, blobs });
  return notes;
}

/** What stands in a folder is known by its bytes; what would have to be fetched, by what is said of it. */
async function digestsOf(file: SourceFile): Promise<object> {
  const { digests, isRemote } = file;
  if (isRemote === true && (digests.sha256 ?? digests.sha512 ?? digests.sha1) !== undefined) return digests;
  return { sha256: await sha256OfBlob(await file.open()) };
}

function refusedBy(found: SourcePackage, { version }: SourceVersion, error: unknown) {
  const outcome = isGatehouseError(error, 'conflict') ? ('conflict' as const) : ('refused' as const);
  return { package: found.name, version, outcome, because: messageOf(error) };
}

/** What is no reason of one package or version. */
const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set([
  'not-signed-in',
  'needs-confirmation',
  'storage-full',
  'unsupported',
  'read-only',
]);

/** Whether every further version would fare the same. */
function endsRun(error: unknown, during: 'plan' | 'version'): boolean {
  if (!(error instanceof GatehouseError) || OF_THE_RUN.has(error.code)) return true;
  const { code, facts, message, cause } = error;
  // The server says so of its own upstreams, too, when it plans a new name.
  if (code === 'upstream-unreachable') return cause !== undefined && message.startsWith('Cannot reach ');
  // The owner, which is asked for first.
  if (code === 'not-found') return during === 'plan';
  if (code !== 'not-allowed') return false;
  const { scope, expectedRole, bound = 'package' } = facts;
  return scope !== undefined || expectedRole !== undefined || bound !== 'package';
}
