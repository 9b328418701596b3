// The words for fix plans, the same as in `gatehouse fix`.

import type { FollowedFlawItem, PlanStepItem } from '../../../src/http/api/fix-plan-contract.ts';

type Upgrade = PlanStepItem['upgrades'][number];
type Move = PlanStepItem['moves'][number];
export type StepFateName = PlanStepItem['fate'];

export const WAY_WORDS: Readonly<Record<Upgrade['way'], string>> = {
  lock: 'in the lock file alone',
  require: "by the project's own range",
  override: 'by a rule over all that ask for it',
};

export const STEP_TITLES: Readonly<Record<StepFateName, string>> = {
  open: 'to do',
  partly: 'partly done',
  done: 'done',
};

export const FATE_WORDS: Readonly<Record<FollowedFlawItem['fate'], string>> = {
  open: 'open',
  closed: 'closed',
  moved: 'another version has it too',
  withdrawn: 'nothing is said against it any more',
  'set-aside': 'said not to matter',
  unknown: 'not known here',
};

/** What a step upgrades: what the manifest moves, the lock file follows, so that it is told once. */
export function upgradesOf({ upgrades }: Pick<PlanStepItem, 'upgrades'>): readonly Upgrade[] {
  return upgrades.filter(
    ({ name, way }) => way !== 'lock' || upgrades.every((one) => one.name !== name || one.way === 'lock'),
  );
}

/** From and to as the client resolved it; where nothing moved, as it was asked. */
export function versionsOf(
  { name, from, to }: Upgrade,
  moves: readonly Move[],
): { readonly from: string; readonly to: string } {
  const move = moves.find((one) => one.name === name);
  if (move === undefined) return { from, to: to ?? 'the newest that is admitted' };
  if (move.to.length > 0) return { from: move.from.join(', ') || 'nothing', to: move.to.join(', ') };
  return { from: move.from.join(', '), to: move.kept.join(', ') || 'nothing: it goes' };
}

/** What moves beside the upgraded packages. */
export function movesBeside({ upgrades, moves }: PlanStepItem): readonly Move[] {
  const named = new Set(upgrades.map(({ name }) => name));
  return moves.filter(({ name }) => !named.has(name));
}

/** `deep 1.0.0 to 1.1.0` */
export function describeMove({ name, from, to, kept }: Move): string {
  if (from.length === 0) return `${name} ${to.join(', ')} comes in`;
  if (to.length === 0 && kept.length > 0) return `${name} ${from.join(', ')} gives way to ${kept.join(', ')}`;
  if (to.length === 0) return `${name} ${from.join(', ')} goes`;
  return `${name} ${from.join(', ')} to ${to.join(', ')}`;
}

/** What the command for an application is. */
export function fixCommand(name: string, environment: string, more = ''): string {
  return `npx gatehouse fix --app ${name} --environment ${environment}${more}`;
}

/** The folder of a lock file: where its commands are run. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** What is run, and what is to be written by hand. */
export function splitCommands(commands: readonly string[]): {
  readonly runs: readonly string[];
  readonly notes: readonly string[];
} {
  return {
    runs: commands.filter((one) => !one.startsWith('# ')),
    notes: commands.filter((one) => one.startsWith('# ')).map((one) => one.slice(2)),
  };
}
