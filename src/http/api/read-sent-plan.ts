// A fix plan as somebody sends it: names by their ecosystems' rules, commands that are the client's own, a patch of the named files alone.

import type { z } from 'zod';

import type { Adapter } from '../../ecosystems/adapter.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { isCommandOf } from '../../formats/shell-words.ts';
import type { PlannedFile, PlannedRest, PlannedStep } from '../../inventory/fix/kept-plan.ts';
import type { sentFile } from './fix-plan-contract.ts';

type RawFile = z.output<typeof sentFile>;
type Adapters = Readonly<Record<Ecosystem, Pick<Adapter, 'names' | 'fixes'>>>;

/** Throws `invalid-request` with the place of what is wrong. What it returns is shown to whoever opens the application. */
export function readSentPlan(adapters: Adapters, files: readonly RawFile[]): readonly PlannedFile[] {
  return files.map((file, at) => readFile(adapters, file, `body.files[${at}]`));
}

function readFile(adapters: Adapters, raw: RawFile, place: string): PlannedFile {
  const { names, fixes } = adapters[raw.ecosystem];
  const method = fixes.find(({ client }) => client === raw.client);
  if (method === undefined) throw wrong(`${place}.client`, `a client of ${raw.ecosystem} that fixes`);
  const program = method.command ?? method.client;
  const assertCommands = (commands: readonly string[], where: string): void => {
    const at = commands.findIndex((one) => !one.startsWith('# ') && !isCommandOf(program, one));
    if (at >= 0) throw wrong(`${place}.${where}[${at}]`, `one command of ${program}, or a comment`);
  };
  assertCommands(raw.commands, 'commands');
  assertCommands(raw.suggestions, 'suggestions');
  for (const [at, { commands }] of raw.steps.entries()) assertCommands(commands, `steps[${at}].commands`);
  assertPlaces(raw, place);
  const read = (name: string): string => names.parse(name);
  const { patch, notTried, steps, unfixed, ...rest } = raw;
  return {
    ...rest,
    ...given('patch', patch),
    ...given('notTried', notTried),
    steps: steps.map((step) => readStep(step, read)),
    unfixed: unfixed.map((one) => readRest(one, read)),
  };
}

type ReadName = (name: string) => string;

function readStep(
  { upgrades, fixed, moves, ...rest }: RawFile['steps'][number],
  read: ReadName,
): PlannedStep {
  return {
    ...rest,
    upgrades: upgrades.map(({ name, from, to, way }) => ({
      name: read(name),
      from,
      way,
      ...given('to', to),
    })),
    fixed: fixed.map((one) => ({ ...one, name: read(one.name) })),
    moves: moves.map((one) => ({ ...one, name: read(one.name) })),
  };
}

function readRest({ target, ...rest }: RawFile['unfixed'][number], read: ReadName): PlannedRest {
  return { ...rest, name: read(rest.name), ...given('target', target) };
}

/**
 * What changes lies in the lock file's folder or below, no part of it hidden (`.github`, `.npmrc`); the patch changes just
 * that. Whoever applies it reads which files these are.
 */
function assertPlaces({ path, changedFiles, patch }: RawFile, place: string): void {
  const base = path.slice(0, path.lastIndexOf('/') + 1);
  for (const [at, changed] of changedFiles.entries()) {
    const inside = changed.slice(base.length);
    if (!changed.startsWith(base) || inside.split('/').some((part) => part.startsWith('.'))) {
      throw wrong(`${place}.changedFiles[${at}]`, `a file of the lock file's folder that is not hidden`);
    }
  }
  if (patch === undefined) return;
  const known = new Set(changedFiles);
  if (patchedFiles(patch)?.every((one) => known.has(one)) !== true) {
    throw wrong(`${place}.patch`, 'a unified diff of the changed files alone');
  }
}

const HEADER = 'diff --git ';
const HUNK = /^@@ -\d+,(\d+) \+\d+,(\d+) @@$/;

/** The files that a diff changes, as `unifiedDiff` writes it; undefined for anything else, renames, modes and new files among it. */
export function patchedFiles(patch: string): readonly string[] | undefined {
  const lines = patch.split('\n');
  if (lines.pop() !== '') return undefined;
  const files: string[] = [];
  let [old, now] = [0, 0];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (old > 0 || now > 0) {
      if (line.startsWith(' ')) [old, now] = [old - 1, now - 1];
      else if (line.startsWith('-')) old -= 1;
      else if (line.startsWith('+')) now -= 1;
      else if (!line.startsWith('\\')) return undefined;
      if (old < 0 || now < 0) return undefined;
      continue;
    }
    const hunk = HUNK.exec(line);
    if (hunk !== null && files.length > 0) {
      [old, now] = [Number(hunk[1]), Number(hunk[2])];
      continue;
    }
    if (line.startsWith('\\')) continue;
    const one = headedFile(line);
    if (one === undefined) return undefined;
    if (lines[at + 1] !== `--- a/${one}` || lines[at + 2] !== `+++ b/${one}`) return undefined;
    files.push(one);
    at += 2;
  }
  return old === 0 && now === 0 ? files : undefined;
}

/**
 * Of `diff --git a/FILE b/FILE`, the same file twice: its length tells where the second one begins, so that no line takes long.
 * A name in which somebody else might see the second one begin sooner is none.
 */
function headedFile(line: string): string | undefined {
  if (!line.startsWith(HEADER)) return undefined;
  const both = line.slice(HEADER.length);
  const file = both.slice('a/'.length, (both.length - 1) / 2);
  if (file === '' || both !== `a/${file} b/${file}`) return undefined;
  return file.includes(' b/') || /[\r\u2028\u2029]/.test(file) ? undefined : file;
}

function wrong(place: string, expected: string): GatehouseError {
  const fault = `${place}: expected ${expected}`;
  return new GatehouseError('invalid-request', `Cannot read the plan: ${fault}`, {
    facts: { fields: [fault] },
  });
}
