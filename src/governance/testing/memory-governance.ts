// The stores of governance in memory, for tests: serial units of work that roll back, a clock to hold, counted ids.

import type { StatementStore } from '../../evidence/ports.ts';
import type { Change } from '../../journal/journal.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import type { GovernanceStore, PolicyVersion, Reservation } from '../ports.ts';
import type { VettingRequest, VettingStore } from '../vetting/vetting-ports.ts';
import type { GovernanceDeps, GovernanceWork } from '../unit.ts';

interface Rows {
  readonly policies: readonly PolicyVersion[];
  readonly reservations: readonly Reservation[];
  readonly statements: ReadonlyMap<string, Evidence>;
  readonly vettings: ReadonlyMap<string, VettingRequest>;
}

/** Everything that governance's use cases ask for, with what they changed open to view. */
export interface MemoryGovernance extends GovernanceDeps {
  readonly governance: GovernanceStore;
  readonly statements: StatementStore;
  readonly vetting: VettingStore;
  /** Committed changes, oldest first. */
  readonly journal: readonly Change[];
  /** Makes the next unit of work fail when it has done everything. */
  failNextCommit(): void;
  advance(ms: number): void;
}

/** An empty house; its clock stands at `now`. */
export function createMemoryGovernance(now: number): MemoryGovernance {
  const state = {
    rows: { policies: [], reservations: [], statements: new Map(), vettings: new Map() } as Rows,
  };
  const journal: Change[] = [];
  let [at, ids, fails] = [now, 0, false];
  let last: Promise<unknown> = Promise.resolve();
  const unit: UnitOfWork<GovernanceWork> = {
    transact(work) {
      const turn = last.then(async () => {
        const draft = { rows: state.rows };
        const changes: Change[] = [];
        const result = await work({
          governance: governanceStore(draft),
          statements: statementStore(draft),
          vetting: vettingStore(draft),
          journal: { record: (change) => void changes.push(change) },
        });
        if (fails) {
          fails = false;
          throw new GatehouseError('storage-failed', 'Cannot commit: the disk is gone');
        }
        state.rows = draft.rows;
        journal.push(...changes);
        return result;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
  return {
    unit,
    clock: { now: () => at },
    newId: () => String(++ids),
    governance: governanceStore(state),
    statements: statementStore(state),
    vetting: vettingStore(state),
    journal,
    failNextCommit: () => {
      fails = true;
    },
    advance: (ms) => {
      at += ms;
    },
  };
}

function governanceStore(state: { rows: Rows }): GovernanceStore {
  return {
    currentPolicies: async () => {
      const newest = new Map<string, PolicyVersion>();
      for (const version of state.rows.policies) {
        if (version.number > (newest.get(version.view)?.number ?? 0)) newest.set(version.view, version);
      }
      return [...newest.values()];
    },
    policyHistory: async (view, limit) =>
      state.rows.policies
        .filter((version) => version.view === view)
        .sort((a, b) => b.number - a.number)
        .slice(0, limit),
    addPolicy: async (version) => {
      const { policies } = state.rows;
      if (policies.some(({ view, number }) => view === version.view && number === version.number)) {
        throw new GatehouseError('conflict', 'Cannot add policy: there is one of this number');
      }
      state.rows = { ...state.rows, policies: [...policies, version] };
    },
    reservations: async () => state.rows.reservations,
    addReservation: async (reservation) => {
      state.rows = { ...state.rows, reservations: [...state.rows.reservations, reservation] };
    },
    withdrawReservation: async (id, at) => {
      const isInForce = state.rows.reservations.some((row) => row.id === id && row.withdrawnAt === undefined);
      const reservations = state.rows.reservations.map((row) =>
        row.id === id && isInForce ? { ...row, withdrawnAt: at } : row,
      );
      state.rows = { ...state.rows, reservations };
      return isInForce;
    },
  };
}

function statementStore(state: { rows: Rows }): StatementStore {
  return {
    ofPackage: async ({ ecosystem, name }, now) =>
      [...state.rows.statements.values()].filter(
        ({ subject, withdrawnAt, expiresAt }) =>
          subject.ecosystem === ecosystem &&
          subject.name === name &&
          withdrawnAt === undefined &&
          (expiresAt === undefined || expiresAt > now),
      ),
    append: async (evidence) => {
      const added = evidence.map((row) => [row.id, row] as const);
      state.rows = { ...state.rows, statements: new Map([...state.rows.statements, ...added]) };
    },
    withdraw: async (id, at) => {
      const row = state.rows.statements.get(id);
      if (row === undefined || row.withdrawnAt !== undefined) return false;
      const statements = new Map([...state.rows.statements, [id, { ...row, withdrawnAt: at }]]);
      state.rows = { ...state.rows, statements };
      return true;
    },
    find: async (id) => state.rows.statements.get(id),
    list: async ({ kind, limit }) =>
      [...state.rows.statements.values()].filter((row) => row.kind === kind).slice(0, limit),
  };
}

function vettingStore(state: { rows: Rows }): VettingStore {
  const put = (request: VettingRequest) => {
    state.rows = { ...state.rows, vettings: new Map(state.rows.vettings).set(request.id, request) };
  };
  return {
    add: async (request) => put(request),
    find: async (id) => state.rows.vettings.get(id),
    list: async ({ states, ref, author, limit }) =>
      [...state.rows.vettings.values()]
        .filter((one) => states?.includes(one.state) ?? true)
        .filter((one) => ref === undefined || (one.ecosystem === ref.ecosystem && one.name === ref.name))
        .filter((one) => author === undefined || one.author === author)
        .toReversed()
        .slice(0, limit),
    change: async (request, from) => {
      const present = state.rows.vettings.get(request.id);
      if (present?.state !== from || present.withdrawnAt !== undefined) return false;
      put(request);
      return true;
    },
    renameApplication: async (from, to) => {
      for (const one of state.rows.vettings.values())
        if (one.application === from) put({ ...one, application: to });
    },
  };
}
