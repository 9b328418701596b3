// Reserved names at hand, as evidence: asked for every package, from memory.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { matchesNamePattern } from '../kernel/name-pattern.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import type { Reservation } from './ports.ts';

/** What is kept for somebody: a reservation, or what is to be treated as one. */
export interface KeptNames extends Reservation {
  /** Whether a name falls under it; absent: by its pattern. */
  readonly holds?: (name: PackageName) => boolean;
}

/** Where they come from. */
export interface KeptNamesSource {
  reservations(): Promise<readonly KeptNames[]>;
}

/** Reservations in force, in memory. Reload on `reservation-added` and `reservation-withdrawn`. */
export interface Reservations {
  /** Those that the name falls under, as evidence about it; oldest first. */
  of(ref: PackageRef): readonly Evidence<'reservation'>[];
  /** All in force, oldest first. */
  all(): readonly Reservation[];
  /** Reads the store again. What was in force stays so when that fails, and the error is passed on. */
  reload(): Promise<void>;
}

/** Reads the reservations in force. */
export async function loadReservations(deps: {
  readonly governance: KeptNamesSource;
}): Promise<Reservations> {
  let inForce = new Map<Ecosystem, KeptNames[]>();
  let reads = 0;
  let newest = 0;
  const reload = async () => {
    // Of reads that overtake each other, the one that began last counts.
    const read = ++reads;
    const all = await deps.governance.reservations();
    if (read < newest) return;
    newest = read;
    inForce = Map.groupBy(
      all.filter(({ withdrawnAt }) => withdrawnAt === undefined),
      ({ ecosystem }) => ecosystem,
    );
  };
  await reload();
  return {
    of: (ref) =>
      (inForce.get(ref.ecosystem) ?? [])
        .filter(({ pattern, holds }) => holds?.(ref.name) ?? matchesNamePattern(pattern, ref.name))
        .map((reservation) => asEvidence(reservation, ref)),
    all: () => [...inForce.values()].flat().sort((a, b) => a.createdAt - b.createdAt),
    reload,
  };
}

function asEvidence(
  { id, pattern, reason, author, createdAt }: Reservation,
  ref: PackageRef,
): Evidence<'reservation'> {
  return {
    id,
    kind: 'reservation',
    subject: { ecosystem: ref.ecosystem, name: ref.name },
    source: author,
    observedAt: createdAt,
    confidence: 1,
    details: { pattern, reason, author },
  };
}
