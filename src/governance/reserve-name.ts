// Reserves a name, or all names below a prefix: from now on they never come from an upstream.

import type { NameRules } from '../ecosystems/adapter-name.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Reservation } from './ports.ts';
import { parseRequiredText } from './required-text.ts';
import { parseReservationPattern } from './reservation-pattern.ts';
import type { GovernanceDeps } from './unit.ts';

/** A name that someone wants reserved. */
export interface ReservationRequest {
  readonly ecosystem: Ecosystem;
  /** A name, or a prefix ending in `*`, in any accepted spelling. */
  readonly pattern: string;
  readonly reason: string;
  readonly author: string;
}

/** What reserving needs beside the room's usual: each ecosystem's names. */
export interface ReserveNameDeps extends GovernanceDeps {
  readonly names: Readonly<Record<Ecosystem, Pick<NameRules, 'parse'>>>;
}

/**
 * Reserves. Throws `invalid-name` for a pattern that matches no name, `invalid-request` without a reason, `conflict`
 * when the pattern is reserved already.
 */
export async function reserveName(deps: ReserveNameDeps, request: ReservationRequest): Promise<Reservation> {
  const { ecosystem, author } = request;
  const pattern = parseReservationPattern(request.pattern, deps.names[ecosystem]);
  const reason = parseRequiredText('the reason of a reservation', request.reason);
  const createdAt = deps.clock.now();
  const reservation: Reservation = {
    id: `reservation-${deps.newId()}`,
    ecosystem,
    pattern,
    reason,
    author,
    createdAt,
  };
  await deps.unit.transact(async ({ governance, journal }) => {
    const present = (await governance.reservations()).find(
      (other) =>
        other.withdrawnAt === undefined && other.ecosystem === ecosystem && other.pattern === pattern,
    );
    if (present !== undefined) {
      throw new GatehouseError('conflict', `Cannot reserve ${pattern}: it is reserved already`, {
        facts: { id: present.id },
      });
    }
    await governance.addReservation(reservation);
    journal.record({
      kind: 'reservation-added',
      actor: author,
      at: createdAt,
      ecosystem,
      data: { id: reservation.id, pattern },
    });
  });
  return reservation;
}
