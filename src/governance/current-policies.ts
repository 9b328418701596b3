// The policy of each view, compiled and at hand: reads on the serving path touch no database.

import { GatehouseError } from '../kernel/errors.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { GovernanceStore, PolicyVersion } from './ports.ts';

/** The view that everyone gets who has no other; its floor binds all views. */
export const DEFAULT_VIEW = 'default';

/** The policy of the default view until somebody applies another. */
export const INITIAL_POLICY_TEXT = 'preset = "balanced"\n';

/** A view's policy in force. */
export interface CurrentPolicy {
  readonly view: string;
  /** Grows with each version that is applied to this view; 0 for the initial policy. */
  readonly revision: number;
  readonly text: string;
  readonly policy: Policy;
}

/** Policies in force, in memory. Reload on `policy-applied`. */
export interface CurrentPolicies {
  /** Throws `not-found` for a view that does not exist. */
  of(view: string): CurrentPolicy;
  /** Every view, by name. */
  all(): readonly CurrentPolicy[];
  /** Reads the store again. What was in force stays so when that fails, and the error is passed on. */
  reload(): Promise<void>;
}

/** Reads and compiles every view's policy. Throws `invalid-policy` that names the view when one cannot be read. */
export async function loadCurrentPolicies(deps: {
  readonly governance: Pick<GovernanceStore, 'currentPolicies'>;
}): Promise<CurrentPolicies> {
  let views = compile(await deps.governance.currentPolicies());
  let reads = 0;
  let newest = 0;
  return {
    of(view) {
      const found = views.get(view);
      if (found !== undefined) return found;
      throw new GatehouseError(
        'not-found',
        `Cannot find view ${view}: expected one of ${[...views.keys()].join(', ')}`,
      );
    },
    all: () => [...views.values()],
    async reload() {
      // Of reads that overtake each other, the one that began last counts.
      const read = ++reads;
      const compiled = compile(await deps.governance.currentPolicies(), views);
      if (read < newest) return;
      newest = read;
      views = compiled;
    },
  };
}

function compile(
  versions: readonly PolicyVersion[],
  known: ReadonlyMap<string, CurrentPolicy> = new Map(),
): ReadonlyMap<string, CurrentPolicy> {
  const initial: CurrentPolicy = {
    view: DEFAULT_VIEW,
    revision: 0,
    text: INITIAL_POLICY_TEXT,
    policy: parsePolicy(INITIAL_POLICY_TEXT),
  };
  const stored = versions.map(({ view, number, text }): readonly [string, CurrentPolicy] => {
    const present = known.get(view);
    const isSame = present?.revision === number && present.text === text;
    return [
      view,
      isSame ? present : { view, revision: number, text, policy: parseStored(view, number, text) },
    ];
  });
  return new Map([[DEFAULT_VIEW, initial], ...stored]);
}

function parseStored(view: string, number: number, text: string): Policy {
  try {
    return parsePolicy(text);
  } catch (error) {
    throw new GatehouseError('invalid-policy', `Cannot read policy ${number} of view ${view}`, {
      cause: error,
    });
  }
}
