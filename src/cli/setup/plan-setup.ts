// What a set-up would write: each file once, though several clients may share it.

import { lstatSync, readFileSync } from 'node:fs';

import type { SetupTarget } from '../../ecosystems/adapter-client-setup.ts';
import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import type { Machine } from '../machine.ts';
import { configFileOf, type Scope } from './config-file.ts';
import type { KnownClient } from './list-clients.ts';

/** One file as it is to be. */
export interface PlannedFile {
  readonly file: string;
  readonly clients: readonly string[];
  /** The bytes that are there; undefined when there is no file. */
  readonly before: Buffer | undefined;
  readonly after: Buffer;
}

/** A client that is left alone. */
export interface SkippedClient {
  readonly client: string;
  readonly why: string;
}

export interface SetupPlan {
  /** Files that would change. */
  readonly files: readonly PlannedFile[];
  /** Files that say so already. */
  readonly unchanged: readonly { readonly file: string; readonly clients: readonly string[] }[];
  readonly skipped: readonly SkippedClient[];
}

const MAX_BYTES = 8 * 1024 * 1024;

interface Draft {
  readonly file: string;
  readonly before: Buffer | undefined;
  text: string | undefined;
  readonly clients: string[];
}

/** Reads the files and edits their text; writes nothing. A file that cannot be edited is skipped with the reason. */
export function planSetup(
  machine: Pick<Machine, 'environment' | 'home' | 'platform'>,
  clients: readonly KnownClient[],
  scope: Scope,
  target: SetupTarget,
): SetupPlan {
  const drafts = new Map<string, Draft>();
  const skipped: SkippedClient[] = [];
  for (const { recipe } of clients) {
    const file = configFileOf(machine, recipe, scope);
    if (file === undefined) {
      skipped.push({ client: recipe.id, why: whyNoFile(recipe.id, scope) });
      continue;
    }
    try {
      const draft = drafts.get(file) ?? startDraft(file);
      draft.text = recipe.edit(draft.text, target);
      draft.clients.push(recipe.id);
      drafts.set(file, draft);
    } catch (error) {
      skipped.push({ client: recipe.id, why: `${file}: ${messageOf(error)}` });
    }
  }
  return { ...divide([...drafts.values()]), skipped };
}

function whyNoFile(client: string, scope: Scope): string {
  return scope.kind === 'user'
    ? `it has no configuration for all projects; in the project: gatehouse setup ${client} --project .`
    : `it has no configuration of a project; for the user: gatehouse setup ${client}`;
}

function startDraft(file: string): Draft {
  const before = readIfThere(file);
  if (before === undefined) return { file, before, text: undefined, clients: [] };
  const text = before.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(before)) {
    throw new GatehouseError('invalid-document', 'Cannot edit it: it is no UTF-8 text');
  }
  return { file, before, text, clients: [] };
}

/** The bytes of a regular file, also behind a symbolic link; undefined when there is none. Throws `invalid-document` for anything else. */
export function readIfThere(file: string): Buffer | undefined {
  try {
    lstatSync(file);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= MAX_BYTES) return bytes;
  } catch (error) {
    throw unreadable(file, error);
  }
  throw new GatehouseError('too-large', `Cannot edit ${file}: found more than ${MAX_BYTES} bytes`);
}

function unreadable(file: string, cause: unknown): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read ${file}: ${messageOf(cause)}`, { cause });
}

function divide(drafts: readonly Draft[]): Pick<SetupPlan, 'files' | 'unchanged'> {
  const whole = drafts.map(({ file, before, text = '', clients }): PlannedFile => ({
    file,
    clients,
    before,
    after: Buffer.from(text, 'utf8'),
  }));
  return {
    files: whole.filter(({ before, after }) => before === undefined || !before.equals(after)),
    unchanged: whole.filter(({ before, after }) => before?.equals(after) === true),
  };
}
