// Statements sorted once per decision: in force, about this package, by kind.

import type { Instant } from '../kernel/clock.ts';
import type { Evidence, EvidenceKind, PackageEvidence } from '../kernel/evidence.ts';

/** Statements in force, by kind, in order of observation. */
export interface StatementIndex {
  of<K extends EvidenceKind>(kind: K): readonly Evidence<K>[];
}

/**
 * Indexes the statements of `evidence` that are neither withdrawn nor expired at `now`.
 * A hosted package answers only to what people said here and to what was found in its very bytes: records about
 * a public namesake never condemn it.
 */
export function indexStatements(evidence: PackageEvidence, now: Instant): StatementIndex {
  const inForce = evidence.statements.filter(
    (statement) =>
      statement.withdrawnAt === undefined &&
      (statement.expiresAt === undefined || statement.expiresAt > now) &&
      (evidence.origin.kind === 'upstream' || concernsHosted(statement)),
  );
  const byKind = Map.groupBy(inForce, (statement) => statement.kind);
  return {
    // The group of a kind holds statements of that kind alone; the type of a map cannot say so.
    of: <K extends EvidenceKind>(kind: K) => (byKind.get(kind) ?? []) as unknown as readonly Evidence<K>[],
  };
}

const STATED_HERE: ReadonlySet<EvidenceKind> = new Set(['waiver', 'quarantine', 'reservation', 'vetting']);

function concernsHosted(statement: Evidence): boolean {
  if (STATED_HERE.has(statement.kind)) return true;
  const isOfItsBytes = statement.source === 'gatehouse' || statement.subject.digest !== undefined;
  return statement.kind === 'malware' && isOfItsBytes;
}
