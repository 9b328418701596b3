// Evidence comes in: rows and their journal entries, in the unit of work that the caller has open.

import type { JournalWriter } from '../journal/journal.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { StatementStore } from './ports.ts';

/** Appends `evidence`, and records each piece in the journal as `actor`'s. */
export async function appendEvidence(
  stores: { readonly statements: Pick<StatementStore, 'append'>; readonly journal: JournalWriter },
  evidence: readonly Evidence[],
  actor: string,
  at: Instant,
): Promise<void> {
  if (evidence.length === 0) return;
  await stores.statements.append(evidence);
  for (const { id, kind, source, subject } of evidence) {
    stores.journal.record({
      kind: 'evidence-added',
      actor,
      at,
      ecosystem: subject.ecosystem,
      name: subject.name,
      data: { id, kind, source },
    });
  }
}
