// Names that are reserved.

import type { ReservationItem } from '../../../src/http/api/governance-contract.ts';
import { daysAgo } from './days-ago.ts';

/** Ids of tokens are as long as the server makes them; this one has a name. */
export const NAMED_TOKEN = 'token:9f31c07be2a4d58810c6e2f7';

export function makeReservations(now: number): ReservationItem[] {
  const common = { author: 'account:ada', createdAt: daysAgo(now, 100) };
  return [
    { ...common, id: 'res-1', ecosystem: 'npm', pattern: '@acme/*', reason: 'our own packages' },
    {
      ...common,
      id: 'res-2',
      ecosystem: 'pypi',
      pattern: 'acme-*',
      reason: 'our own packages',
      author: NAMED_TOKEN,
    },
    { ...common, id: 'res-3', ecosystem: 'maven', pattern: 'com.acme:*', reason: 'our own packages' },
  ];
}
