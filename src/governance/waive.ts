// Lets something through for a time: a person's decision, with a reason and an end.

import { DAY_MS, describeDuration, type Instant } from '../kernel/clock.ts';
import { escapeControl, GatehouseError } from '../kernel/errors.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { CurrentPolicies } from './current-policies.ts';
import { parseRequiredText } from './required-text.ts';
import { parseStatedVersions } from './stated-versions.ts';
import type { GovernanceDeps } from './unit.ts';

/** The longest life of a waiver. */
export const MAX_WAIVER_MS = 90 * DAY_MS;

/** What someone wants let through. */
export interface WaiverRequest {
  readonly ref: PackageRef;
  /** In the index's spelling; absent: every version. */
  readonly versions?: readonly string[];
  /** Rule ids; absent: every rule that may be waived. */
  readonly rules?: readonly string[];
  readonly reason: string;
  readonly author: string;
  readonly expiresAt: Instant;
}

/** What waiving needs beside the room's usual: the rules that there are. */
export interface WaiveDeps extends GovernanceDeps {
  readonly policies: Pick<CurrentPolicies, 'all'>;
}

/**
 * Adds a waiver. Throws `invalid-request` without a reason, for an end that is past or more than 90 days off, for an
 * empty list, or a rule that no view has; `not-allowed` for a rule that cannot be waived.
 */
export async function waive(deps: WaiveDeps, request: WaiverRequest): Promise<Evidence<'waiver'>> {
  const now = deps.clock.now();
  const waiver: Evidence<'waiver'> = {
    id: `waiver-${deps.newId()}`,
    kind: 'waiver',
    subject: { ecosystem: request.ref.ecosystem, name: request.ref.name },
    source: request.author,
    observedAt: now,
    confidence: 1,
    details: {
      ...(request.versions === undefined ? {} : { versions: parseStatedVersions(request.versions) }),
      ...(request.rules === undefined ? {} : { rules: parseRules(deps, request.rules) }),
      reason: parseRequiredText('the reason of a waiver', request.reason),
      author: request.author,
    },
    expiresAt: parseEnd(request.expiresAt, now),
  };
  await deps.unit.transact(async ({ statements, journal }) => {
    await statements.append([waiver]);
    const { id, kind, source } = waiver;
    journal.record({
      kind: 'evidence-added',
      actor: request.author,
      at: now,
      ...waiver.subject,
      data: { id, kind, source },
    });
  });
  return waiver;
}

function parseEnd(expiresAt: Instant, now: Instant): Instant {
  const lifetimeMs = expiresAt - now;
  if (lifetimeMs > 0 && lifetimeMs <= MAX_WAIVER_MS) return expiresAt;
  throw new GatehouseError(
    'invalid-request',
    `Cannot waive: expected an end within the next ${describeDuration(MAX_WAIVER_MS)}`,
  );
}

function parseRules(deps: WaiveDeps, ids: readonly string[]): readonly string[] {
  const once = [...new Set(ids)];
  if (once.length === 0) {
    throw new GatehouseError(
      'invalid-request',
      'Cannot waive: found an empty list of rules, expected one or no list',
    );
  }
  const rules = deps.policies.all().flatMap(({ policy }) => policy.rules);
  for (const id of once) {
    const named = rules.filter((rule) => rule.id === id);
    if (named.length === 0) {
      const known = [...new Set(rules.filter(({ waivable }) => waivable).map((rule) => rule.id))];
      throw new GatehouseError(
        'invalid-request',
        `Cannot waive rule ${escapeControl(id)}: no view has it, expected one of ${known.join(', ')}`,
        { facts: { rule: id } },
      );
    }
    if (named.some(({ waivable }) => waivable)) continue;
    throw new GatehouseError('not-allowed', `Cannot waive rule ${id}: it is kept from waivers`, {
      facts: { rule: id },
    });
  }
  return once;
}
