// gatehouse lock: lock files from elsewhere come through the gate; those made here install without it.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { ADAPTERS } from '../../ecosystems/list.ts';
import { formatPurl } from '../../formats/purl.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { chooseGateUrl } from '../gate-address.ts';
import { adoptLock, type AddressedEntry, type RewrittenLock } from '../lock/adopt-lock.ts';
import { lockFormats, readLockFile, type LockFile } from '../lock/read-lock.ts';
import { releaseLock } from '../lock/release-lock.ts';
import { writeWhole } from '../setup/setup-record.ts';
import { words, type Painted } from '../terminal/painted.ts';

const FILE = {
  name: 'FILE',
  says: 'The lock file: uv.lock, yarn.lock, composer.lock, …',
  completes: 'file',
} as const;

const LOCK_FLAGS = {
  gate: { value: 'URL', says: "The gate's address (else the running server's, else http://localhost:4870)" },
  format: {
    value: 'FORMAT',
    says: 'What kind of lock file it is, when its name does not tell',
    completes: lockFormats().map(({ format }) => format.id),
  },
  stdout: { says: 'Print the new text instead of writing it' },
} as const;

const adopt = command({
  name: 'lock adopt',
  summary: 'Rewrite the addresses in a lock file so that it installs through the gate',
  details: [
    'Digests and all else stay as they are. The file as it was is kept beside it. Entries that lead to no registry (a repository of source code, a plain archive) are listed and left alone.',
  ],
  words: [FILE],
  flags: LOCK_FLAGS,
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse lock adopt uv.lock',
    'gatehouse lock adopt yarn.lock --gate https://packages.example.com',
  ],
  async run(context, { words: [file = ''], flags }) {
    const lock = readLockFile(resolve(context.machine.cwd, file), flags.format);
    const gateUrl = await chooseGateUrl(flags.gate, context.shared);
    return finish(context, lock, adoptLock(lock, gateUrl), flags.stdout, {
      goal: `come through ${gateUrl}`,
      whatElse: ({ code }) =>
        words`Close the network beside the gate, or change these: ${code('gatehouse doctor')} lists them`,
    });
  },
});

const release = command({
  name: 'lock release',
  summary: 'Rewrite the addresses in a lock file so that it installs without the gate',
  details: ["Every address that leads here becomes the upstream's own, as the server knows it."],
  words: [FILE],
  flags: {
    ...LOCK_FLAGS,
    index: { value: 'URL', says: 'The index to name, where the format names one (else the first upstream)' },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse lock release uv.lock', 'gatehouse lock release composer.lock --stdout'],
  async run(context, { words: [file = ''], flags }) {
    const lock = readLockFile(resolve(context.machine.cwd, file), flags.format);
    const gateUrl = await chooseGateUrl(flags.gate, context.shared);
    const desk = await context.openDesk();
    const done = await releaseLock(desk, lock, {
      gateUrl,
      ...(flags.index === undefined ? {} : { indexUrl: flags.index }),
    });
    return finish(context, lock, done, flags.stdout, {
      goal: 'lead to the upstream',
      whatElse: ({ code }, [first]) =>
        words`The gate refuses these, or its upstreams do not list them; why: ${code(`gatehouse explain ${purlOf(lock, first)}`)}`,
    });
  },
});

export const lockCommands = [adopt, release];

/** What one of the two commands says about its work. */
interface Wording {
  /** Where the addresses lead now. */
  readonly goal: string;
  /** What to do about the entries that are left. */
  readonly whatElse: (
    palette: CommandContext['out']['palette'],
    left: readonly [AddressedEntry, ...AddressedEntry[]],
  ) => Painted;
}

/** The entry's package-URL; where it carries no name of a package, the word for one, as in the usage of commands. */
function purlOf({ adapter }: LockFile, { name, version }: AddressedEntry): string {
  try {
    const ref = { ecosystem: adapter.id, name: adapter.names.parse(name) };
    return formatPurl(ADAPTERS, ref, version === '' ? {} : { version });
  } catch (error) {
    if (isGatehouseError(error)) return 'PURL';
    throw error;
  }
}

function finish(
  context: CommandContext,
  lock: LockFile,
  done: RewrittenLock,
  toStdout: boolean,
  wording: Wording,
): number {
  const { shared, machine, out } = context;
  const isChanged = done.text !== lock.text;
  const backup = isChanged && !toStdout ? write(lock, done.text) : undefined;
  if (toStdout) machine.output.write(done.text);
  if (shared.isJson && !toStdout) {
    const { rewritten, left, keptCount, closedCount } = done;
    const { file, format } = lock;
    out.json({
      file,
      format: format.id,
      rewritten,
      kept: keptCount,
      closed: closedCount,
      left,
      ...(backup === undefined ? {} : { backup }),
    });
  } else report(toStdout ? context.err : out, lock, done, backup, wording);
  return done.left.length === 0 ? 0 : 1;
}

/** Answers where the file as it was is kept. */
function write({ file, text: original }: LockFile, text: string): string {
  const target = realpathSync(file);
  const { mode } = statSync(target);
  const backup = freeName(`${target}.before-gatehouse`);
  writeWhole(backup, Buffer.from(original, 'utf8'), mode & 0o7777);
  writeWhole(target, Buffer.from(text, 'utf8'), mode & 0o7777);
  return backup;
}

function freeName(name: string): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(candidate)) return candidate;
  }
}

function report(
  out: CommandContext['out'],
  { file }: LockFile,
  { rewritten, keptCount, left, closedCount }: RewrittenLock,
  backup: string | undefined,
  { goal, whatElse }: Wording,
): void {
  const { palette } = out;
  const count = rewritten.length;
  if (count === 0) {
    const kept = keptCount === 0 ? '' : `: what addresses it keeps (${keptCount}) ${goal} already`;
    out.line(words`Nothing to rewrite in ${file}${kept}`);
  } else {
    const kept = keptCount === 0 ? '' : `; ${keptCount} did so already`;
    const addresses = count === 1 ? 'address' : 'addresses';
    out.line(words`${palette.good(String(count))} ${addresses} in ${file} rewritten, to ${goal}${kept}`);
  }
  if (closedCount > 0) {
    out.line(
      words`${palette.good(String(closedCount))} ${closedCount === 1 ? 'place' : 'places'} that the client would turn to by itself taken out`,
    );
  }
  if (backup !== undefined) out.line(words`${palette.faint('The old file:')} ${backup}`);
  const [first, ...others] = left;
  if (first === undefined) return;
  out.line(words`${palette.notice(String(left.length))} could not be rewritten:`);
  for (const { name, version, line, url } of left) {
    out.line(words`  line ${line}: ${name}${version === '' ? '' : `@${version}`} ${palette.faint(url)}`);
  }
  out.line(whatElse(palette, [first, ...others]));
}
