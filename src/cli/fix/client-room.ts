// A room in which a client tries upgrades: a copy of the project's own files, a home of its own, settings that lead to the gate.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { SetupTarget } from '../../ecosystems/adapter-client-setup.ts';
import type { FixFiles, Upgrade } from '../../ecosystems/adapter-fix.ts';
import type { Trial } from '../../inventory/fix/fix-plan.ts';
import type { Desk } from '../desk/desk.ts';
import type { Machine } from '../machine.ts';
import { readState } from './read-state.ts';
import type { FixSubject } from './find-subjects.ts';
import { keepAddresses, type LockAddresses } from './lock-addresses.ts';
import { closedEnvironment, runClient } from './run-client.ts';
import { tellFault } from './tell-fault.ts';

export interface RoomFacts {
  readonly machine: Machine;
  readonly desk: Desk;
  readonly subject: FixSubject;
  /** The client's program. */
  readonly program: string;
  /** Without a trailing slash. */
  readonly gateUrl: string;
  readonly token?: string;
  readonly view?: string;
}

export interface ClientRoom {
  tryOut(upgrades: readonly Upgrade[]): Promise<Trial>;
  /** Takes the copy and the home away. */
  close(): void;
}

export function openRoom(facts: RoomFacts): ClientRoom {
  const { subject, desk, gateUrl } = facts;
  const { lock, texts } = subject.files;
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-fix-'));
  const home = join(root, 'home');
  mkdirSync(home);
  const addresses = keepAddresses(desk, lock, texts.get(lock) ?? '', gateUrl);
  const target = { gateUrl, ...(facts.token === undefined ? {} : { token: facts.token }) };
  const { user } = subject.recipe.files;
  if (user !== undefined) write(home, user, subject.recipe.edit(undefined, target));
  let count = 0;
  return {
    async tryOut(upgrades) {
      const project = join(root, `project-${count++}`);
      try {
        return await carryOut(facts, { project, home, addresses, target }, upgrades);
      } finally {
        rmSync(project, { recursive: true, force: true });
      }
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

interface Places {
  readonly project: string;
  readonly home: string;
  readonly addresses: LockAddresses;
  readonly target: SetupTarget;
}

async function carryOut(
  facts: RoomFacts,
  { project, home, addresses, target }: Places,
  upgrades: readonly Upgrade[],
): Promise<Trial> {
  const { subject, machine, program } = facts;
  const { method, files } = subject;
  let steps;
  try {
    steps = method.steps(files, upgrades);
  } catch (error) {
    if (!isGatehouseError(error, 'unsupported')) throw error;
    return { outcome: 'failed', because: error.message };
  }
  // What the upgrades write into the files, and what of that the client gets to see.
  const next = {
    lock: files.lock,
    texts: new Map([...files.texts, [files.lock, addresses.adopted], ...steps.writes]),
  };
  const copied = withSettings(facts, method.copy(next), target);
  for (const [path, text] of copied) write(project, path, text);
  const env = { ...closedEnvironment(machine, home), ...method.environment(files, target, home) };
  for (const { args, mayFail = false } of steps.runs) {
    const { exitCode, said } = await runClient({ program, args, cwd: project, env });
    if (exitCode !== 0 && !mayFail) return { outcome: 'failed', because: quote(said, project, facts) };
  }
  const written = await readBack(subject, next, copied, { project, addresses });
  const state = await readState(facts, written);
  if (typeof state === 'string') return { outcome: 'failed', because: state };
  const changed = [...written].filter(([path, text]) => files.texts.get(path) !== text);
  return { outcome: 'resolved', state, files: new Map(changed), commands: steps.commands };
}

/** A client without settings of its user is told by the project's file whom to ask. */
function withSettings(
  { subject: { recipe } }: RoomFacts,
  copied: ReadonlyMap<string, string>,
  target: SetupTarget,
): ReadonlyMap<string, string> {
  const { user, project } = recipe.files;
  if (user !== undefined || project === undefined) return copied;
  return new Map([...copied, [project, recipe.edit(copied.get(project), target)]]);
}

/** The project's files as the client left them; where it changed nothing, what it did not get to see is there as well. */
async function readBack(
  { method, files }: FixSubject,
  next: FixFiles,
  copied: ReadonlyMap<string, string>,
  { project, addresses }: Pick<Places, 'project' | 'addresses'>,
): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>();
  for (const [path, before] of next.texts) {
    const found = readFileSync(join(project, path), 'utf8');
    const isLeft = found === copied.get(path) || method.isOwn?.(path, next) === true;
    const text = isLeft ? before : found;
    if (path !== next.lock) written.set(path, text);
    else written.set(path, await addresses.restore(method.restore?.(text, files, next) ?? text));
  }
  return written;
}

function write(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
}

/** What the client says is wrong, without what is secret. */
function quote(said: string, project: string, { subject, token }: RoomFacts): string {
  const text = tellFault(said, project);
  return `${subject.method.client} says: ${token === undefined ? text : text.replaceAll(token, '[secret]')}`;
}
