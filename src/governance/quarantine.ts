// Holds something back: a person's decision, with a reason, at once and for every view.

import type { Instant } from '../kernel/clock.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { parseRequiredText } from './required-text.ts';
import { parseStatedVersions } from './stated-versions.ts';
import type { GovernanceDeps } from './unit.ts';

/** What someone wants held back. */
export interface QuarantineRequest {
  readonly ref: PackageRef;
  /** In the index's spelling; absent: the whole name. */
  readonly versions?: readonly string[];
  readonly reason: string;
  readonly author: string;
  /** What people call the author, where that is another word. */
  readonly authorName?: string;
  /** Absent: until it is withdrawn. */
  readonly expiresAt?: Instant;
}

/** Adds a quarantine. Throws `invalid-request` without a reason, for an empty list, or an end that is past. */
export async function quarantine(
  deps: GovernanceDeps,
  request: QuarantineRequest,
): Promise<Evidence<'quarantine'>> {
  const now = deps.clock.now();
  const { expiresAt, author, authorName, ref, versions } = request;
  if (expiresAt !== undefined && !(expiresAt > now)) {
    throw new GatehouseError(
      'invalid-request',
      'Cannot quarantine: found an end that is past, expected a later one',
    );
  }
  const held: Evidence<'quarantine'> = {
    id: `quarantine-${deps.newId()}`,
    kind: 'quarantine',
    subject: { ecosystem: ref.ecosystem, name: ref.name },
    source: author,
    observedAt: now,
    confidence: 1,
    details: {
      ...(versions === undefined ? {} : { versions: parseStatedVersions(versions) }),
      reason: parseRequiredText('the reason of a quarantine', request.reason),
      author,
      ...(authorName === undefined ? {} : { authorName }),
    },
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  await deps.unit.transact(async ({ statements, journal }) => {
    await statements.append([held]);
    const { id, kind, source } = held;
    journal.record({
      kind: 'evidence-added',
      actor: author,
      at: now,
      ...held.subject,
      data: { id, kind, source },
    });
  });
  return held;
}
