// Brings a policy into force: checked whole, held to the floor, versioned, journalled.

import { GatehouseError, messageOf } from '../kernel/errors.ts';
import { sha256Of } from '../kernel/digest.ts';
import { assertKeepsFloor } from '../policy/floor.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { DEFAULT_VIEW, INITIAL_POLICY_TEXT } from './current-policies.ts';
import type { PolicyVersion } from './ports.ts';
import { parseRequiredText } from './required-text.ts';
import type { GovernanceDeps } from './unit.ts';

/** A policy that someone wants in force. */
export interface PolicyRequest {
  readonly view: string;
  readonly text: string;
  /** Why; for those who read the history. */
  readonly note: string;
  /** Who, as the journal names people: `account:ada`. */
  readonly author: string;
  /** The number of the version that the author looked at; 0 for a view that has none yet. */
  readonly basedOn: number;
}

/**
 * Applies a policy to a view; a view that does not exist is made. The default view's policy is the floor of all others:
 * it is refused when a view would fall below it, as is a view's that is laxer. Throws `invalid-policy` with
 * `facts.problems`, `conflict` when someone else was faster, `invalid-request` for a bad view name or empty note.
 */
export async function applyPolicy(deps: GovernanceDeps, request: PolicyRequest): Promise<PolicyVersion> {
  const view = parseViewName(request.view);
  const note = parseRequiredText('the note of a policy', request.note);
  const candidate = parsePolicy(request.text);
  const createdAt = deps.clock.now();
  return deps.unit.transact(async ({ governance, journal }) => {
    const current = await governance.currentPolicies();
    const number = nextNumber(current, view, request.basedOn);
    holdToFloor(current, view, candidate);
    const version: PolicyVersion = {
      view,
      number,
      text: request.text,
      author: request.author,
      note,
      createdAt,
    };
    await governance.addPolicy(version);
    journal.record({
      kind: 'policy-applied',
      actor: request.author,
      at: createdAt,
      data: { view, revision: number, sha256: sha256Of(request.text) },
    });
    return version;
  });
}

function parseViewName(view: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(view)) return view;
  throw new GatehouseError(
    'invalid-request',
    'Cannot name view: expected up to 64 lower-case letters, digits and hyphens',
  );
}

function nextNumber(current: readonly PolicyVersion[], view: string, basedOn: number): number {
  const number = current.find((version) => version.view === view)?.number ?? 0;
  if (number === basedOn) return number + 1;
  throw new GatehouseError(
    'conflict',
    `Cannot apply policy to view ${view}: found version ${number} in force, expected ${basedOn}; look at what changed and try again`,
    { facts: { view, number, basedOn } },
  );
}

function holdToFloor(current: readonly PolicyVersion[], view: string, candidate: Policy): void {
  if (view !== DEFAULT_VIEW) {
    const floor = current.find((version) => version.view === DEFAULT_VIEW)?.text ?? INITIAL_POLICY_TEXT;
    assertKeepsFloor(parsePolicy(floor), candidate);
    return;
  }
  for (const other of current) {
    if (other.view !== DEFAULT_VIEW) holdViewToFloor(candidate, other);
  }
}

function holdViewToFloor(floor: Policy, { view, text }: PolicyVersion): void {
  try {
    assertKeepsFloor(floor, parsePolicy(text));
  } catch (error) {
    const problem = `view ${view} would fall below it: ${messageOf(error)}`;
    throw new GatehouseError('invalid-policy', `Cannot apply policy to the default view: ${problem}`, {
      facts: { view, problems: [problem] },
      cause: error,
    });
  }
}
