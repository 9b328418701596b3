// Gives a reserved name back: it may come from upstreams again.

import { GatehouseError } from '../kernel/errors.ts';
import type { Reservation } from './ports.ts';
import type { GovernanceDeps } from './unit.ts';

/** Withdraws a reservation. Throws `not-found` when none of this id is in force. */
export async function withdrawReservation(
  deps: GovernanceDeps,
  request: { readonly id: string; readonly author: string },
): Promise<Reservation> {
  const at = deps.clock.now();
  return deps.unit.transact(async ({ governance, journal }) => {
    const reservation = (await governance.reservations()).find(({ id }) => id === request.id);
    if (reservation === undefined || !(await governance.withdrawReservation(request.id, at))) {
      throw new GatehouseError('not-found', `Cannot withdraw reservation: found none in force of this id`, {
        facts: { id: request.id },
      });
    }
    const { id, ecosystem, pattern } = reservation;
    journal.record({
      kind: 'reservation-withdrawn',
      actor: request.author,
      at,
      ecosystem,
      data: { id, pattern },
    });
    return { ...reservation, withdrawnAt: at };
  });
}
