// What `gatehouse fix` found for each lock file, as every form of output is written from it.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { Upgrade } from '../../ecosystems/adapter-fix.ts';
import type { BumpSize, FixPlan, Holding, Unfixed } from '../../inventory/fix/fix-plan.ts';
import { planFixes } from '../../inventory/fix/plan-fixes.ts';
import type { Desk } from '../desk/desk.ts';
import type { Machine } from '../machine.ts';
import type { ScanReport } from '../scan/scan-report.ts';
import { openRoom, type ClientRoom } from './client-room.ts';
import type { FixSubject } from './find-subjects.ts';
import { createKnowledgeOf } from './know-packages.ts';
import { stateOf } from './read-state.ts';
import { findProgram } from './run-client.ts';

/** A file of the project that changes. */
export interface ChangedFile {
  /** Relative to what was opened. */
  readonly path: string;
  /** Absent: it is new. */
  readonly before?: string;
  readonly after: string;
}

export interface LockFix {
  /** The lock file. */
  readonly path: string;
  readonly base: string;
  readonly ecosystem: Ecosystem;
  readonly client: string;
  /** Why the client was not asked: nothing is verified then, and there are no patches. */
  readonly notTried?: string;
  readonly plan: FixPlan;
  /** What the client made of all patches together. */
  readonly changes: readonly ChangedFile[];
  /** What would move what no way was proven for, in the words of the client: not verified. */
  readonly suggestions: readonly string[];
}

export interface FixFacts {
  readonly machine: Machine;
  readonly desk: Desk;
  readonly token?: string;
  readonly view?: string;
  readonly max: BumpSize;
  progress(path: string, done: number, of: number, holding: Holding): void;
}

/** Plans the fixes of one lock file. Throws what the desk throws. */
export async function fixLock(facts: FixFacts, subject: FixSubject, report: ScanReport): Promise<LockFix> {
  const { desk, view } = facts;
  const { adapter, method, path, graph } = subject;
  const opened = open(facts, subject);
  const room = 'room' in opened ? opened.room : undefined;
  try {
    const knowledge = createKnowledgeOf(desk, adapter.id, view);
    const plan = await planFixes(
      {
        ...knowledge,
        order: adapter.versions,
        ways: room === undefined ? [] : method.ways,
        isReleasedWith: (one, other) => method.isReleasedWith?.(one, other) === true,
        rulesDirect: method.rulesDirect === true,
        tryOut: async (upgrades) =>
          room === undefined ? { outcome: 'failed', because: 'no client' } : room.tryOut(upgrades),
        progress: (done, of, holding) => facts.progress(path, done, of, holding),
      },
      { ecosystem: adapter.id, graph, state: stateOf(graph, path, report), max: facts.max },
    );
    return {
      path,
      base: subject.base,
      ecosystem: adapter.id,
      client: method.client,
      ...('because' in opened ? { notTried: opened.because } : {}),
      plan,
      changes: changesOf(subject, plan),
      suggestions: suggestionsFor(subject, plan.unfixed),
    };
  } finally {
    room?.close();
  }
}

/** A room for the client, or why there is none. */
function open(
  facts: FixFacts,
  subject: FixSubject,
): { readonly room: ClientRoom } | { readonly because: string } {
  const { desk, machine } = facts;
  const command = subject.method.command ?? subject.method.client;
  if (desk.place.kind === 'folder') {
    return { because: 'no server runs, and the client has to ask the gate: start it (gatehouse serve)' };
  }
  const undriven = subject.method.undriven?.(subject.files);
  if (undriven !== undefined) return { because: undriven };
  const program = findProgram(machine, command);
  if (program === undefined) return { because: `${command} is not on PATH` };
  try {
    return { room: openRoom({ ...facts, subject, program, gateUrl: desk.place.url }) };
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return { because: error.message };
  }
}

function changesOf({ base, files }: FixSubject, plan: FixPlan): readonly ChangedFile[] {
  return [...(plan.whole?.files ?? [])].map(([path, after]) => ({
    path: base === '' ? path : `${base}/${path}`,
    ...given('before', files.texts.get(path)),
    after,
  }));
}

/** The lock file alone for what others ask for, the manifest for what the project itself does. */
function suggestionsFor({ method, files }: FixSubject, unfixed: readonly Unfixed[]): readonly string[] {
  const upgrades = unfixed.flatMap(({ name, version, target, isDirect }): readonly Upgrade[] => {
    if (target === undefined) return [];
    const wanted = isDirect ? 'require' : 'override';
    const way = method.ways.includes(wanted) ? wanted : 'lock';
    return [{ name, from: version, to: target, way }];
  });
  const told = upgrades.flatMap((upgrade) => {
    try {
      return method.steps(files, [upgrade]).commands;
    } catch (error) {
      // What the client has no words for is not suggested.
      if (isGatehouseError(error, 'unsupported')) return [];
      throw error;
    }
  });
  return [...new Set(told)];
}
