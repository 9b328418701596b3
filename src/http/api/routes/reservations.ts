// Names that belong to this organisation.

import { reserveName } from '../../../governance/reserve-name.ts';
import type { Reservation } from '../../../governance/ports.ts';
import { withdrawReservation } from '../../../governance/withdraw-reservation.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import {
  reservationItem,
  reservationList,
  reservationRequest,
  type ReservationItem,
} from '../governance-contract.ts';
import { idParam } from '../query.ts';
import { route } from '../route.ts';
import { authorOf } from './governance-fields.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/reservations',
  summary: 'Reserved names in force, oldest first',
  access: 'read-policy',
  answer: reservationList,
  handle: (deps) => ({ items: deps.governance.reservations.all().map(renderReservation) }),
});

const reserveRoute = route({
  method: 'POST',
  url: '/api/v1/reservations',
  summary: 'Reserves a name, or all names below a prefix: they never come from an upstream',
  access: 'reserve',
  body: reservationRequest,
  answer: reservationItem,
  status: 201,
  handle: async (deps, { body, principal }) =>
    renderReservation(await reserveName(deps.governance, { ...body, author: authorOf(principal) })),
});

const releaseRoute = route({
  method: 'DELETE',
  url: '/api/v1/reservations/:id',
  summary: 'Gives a reserved name back to the upstreams',
  access: 'release-name',
  params: idParam,
  answer: reservationItem,
  handle: async (deps, { params, principal }) =>
    renderReservation(
      await withdrawReservation(deps.governance, { id: params.id, author: authorOf(principal) }),
    ),
});

export const reservationRoutes = [listRoute, reserveRoute, releaseRoute];

function renderReservation(reservation: Reservation): ReservationItem {
  const { id, ecosystem, pattern, reason, author, createdAt } = reservation;
  return { id, ecosystem, pattern, reason, author, createdAt: formatInstant(createdAt) };
}
