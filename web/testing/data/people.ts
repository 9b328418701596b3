// People of each role.

import type { PersonItem } from '../../../src/http/api/identity-contract.ts';
import { daysAgo } from './days-ago.ts';

export function makePeople(now: number): PersonItem[] {
  return [
    { id: 'a-1', name: 'ada', role: 'administrator', createdAt: daysAgo(now, 100), hasPassword: true },
    { id: 'a-2', name: 'grace', role: 'reviewer', createdAt: daysAgo(now, 90), hasPassword: true },
    { id: 'a-3', name: 'linus', role: 'auditor', createdAt: daysAgo(now, 2), hasPassword: false },
    {
      id: 'a-4',
      name: 'former',
      role: 'reader',
      createdAt: daysAgo(now, 300),
      disabledAt: daysAgo(now, 40),
      hasPassword: true,
    },
  ];
}
