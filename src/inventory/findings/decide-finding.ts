// Gives a finding another state, in one application or wherever it is, because somebody says so.

import { parseInstant, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { HeldChange } from './count-findings.ts';
import type { FindingKey, FindingStateWord, HeldState, KeptFinding } from './finding-ports.ts';
import { keyOf, ownersOf, saveHeld, withClocks } from './hold-findings.ts';
import type { Application, InventoryDeps, InventoryWork } from '../ports.ts';

export interface Decision {
  readonly key: FindingKey;
  readonly state: FindingStateWord;
  readonly reason?: string;
  /** Of `accepted`. */
  readonly until?: Instant;
  readonly author: string;
  /** Absent: wherever it is. */
  readonly application?: Application;
}

/** States that say that nothing is to be done: they take a reason. */
const SETTING_ASIDE: ReadonlySet<FindingStateWord> = new Set(['accepted', 'not-affected', 'false-positive']);

export function setsAside(state: FindingStateWord): boolean {
  return SETTING_ASIDE.has(state);
}

/** The end of a day (UTC), or a moment. Throws `invalid-request` for what is neither. */
export function parseUntil(text: string): Instant {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = parseInstant(isDay ? `${text}T23:59:59.999Z` : text);
  if (at !== undefined) return at;
  throw new GatehouseError(
    'invalid-request',
    `Cannot accept until ${text}: expected a date such as 2027-01-31`,
  );
}

/**
 * Answers in how many applications. Throws `invalid-request` for a decision without what it takes, and `not-found` where the
 * finding is not.
 */
export async function decideFinding(
  deps: Pick<InventoryDeps, 'clock' | 'unit' | 'deadlines'>,
  decision: Decision,
): Promise<number> {
  const now = deps.clock.now();
  assertWhole(decision, now);
  return deps.unit.transact(async (stores) => {
    const finding = await find(stores, decision.key);
    const states = await statesOf(stores, decision);
    const owners = await ownersOf(
      stores,
      states.map(({ applicationId }) => applicationId),
    );
    const changes = states.map((state): HeldChange => {
      const after = withClocks(decided(state, decision, now), finding, now, deps.deadlines);
      const owner = owners.get(state.applicationId) ?? '';
      return { before: { finding, state }, after: { finding, state: after }, owner };
    });
    await saveHeld(stores, changes, now);
    recordDecision(stores, decision, finding, changes.length, now);
    return changes.length;
  });
}

function assertWhole({ state, reason, until }: Decision, now: Instant): void {
  const fault = faultOf();
  if (fault !== undefined) {
    throw new GatehouseError('invalid-request', `Cannot set a finding to ${state}: ${fault}`);
  }
  function faultOf(): string | undefined {
    if (setsAside(state) && reason === undefined) return 'found no reason, expected one';
    if (state === 'accepted' && until === undefined) return 'found no end, expected until when';
    if (state !== 'accepted' && until !== undefined) return 'found an end, expected one for accepted alone';
    return until !== undefined && until <= now ? 'found an end that has passed' : undefined;
  }
}

async function find({ findings }: InventoryWork, key: FindingKey): Promise<KeptFinding> {
  const kept = await findings.ofComponents([key.componentId]);
  const found = kept.find((one) => one.recordId === key.recordId);
  if (found !== undefined) return found;
  throw new GatehouseError('not-found', `Cannot find finding ${key.componentId}.${key.recordId}`);
}

async function statesOf(
  { findingStates }: InventoryWork,
  { key, application }: Decision,
): Promise<readonly HeldState[]> {
  const all =
    application === undefined
      ? await findingStates.ofComponents([key.componentId])
      : await findingStates.ofApplication(application.id, [key.componentId]);
  const states = all.filter((one) => keyOf(one) === keyOf(key) && one.resolvedAt === undefined);
  if (states.length > 0) return states;
  const where = application === undefined ? 'no application has it' : `${application.name} has it not`;
  throw new GatehouseError('not-found', `Cannot set finding ${key.componentId}.${key.recordId}: ${where}`);
}

function decided(before: HeldState, { state, reason, until, author }: Decision, now: Instant): HeldState {
  const { reason: _, until: _until, ...rest } = before;
  return { ...rest, state, author, decidedAt: now, ...given('reason', reason), ...given('until', until) };
}

function recordDecision(
  { journal }: InventoryWork,
  { state, reason, until, author, application }: Decision,
  finding: KeptFinding,
  applications: number,
  at: Instant,
): void {
  const subject = finding.evidence?.subject;
  const about = subject === undefined ? {} : { ecosystem: subject.ecosystem, name: subject.name };
  const where =
    application === undefined ? {} : { application: application.name, environment: application.environment };
  const data = {
    record: finding.shownId,
    componentId: finding.componentId,
    state,
    ...given('reason', reason),
    ...given('until', until),
    applications,
    ...where,
  };
  journal.record({ kind: 'finding-decided', actor: author, at, ...about, data });
}
