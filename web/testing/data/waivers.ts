// Waivers in every state, and a quarantine.

import type { WaiverItem } from '../../../src/http/api/governance-contract.ts';
import { daysAgo } from './days-ago.ts';

export function makeWaivers(now: number): WaiverItem[] {
  const npm = { ecosystem: 'npm' as const, name: 'kit-merge', author: 'account:ada' };
  return [
    {
      ...npm,
      id: 'w-1',
      purl: 'pkg:npm/kit-merge@3.60.0',
      versions: ['3.60.0'],
      rules: ['known-exploited'],
      reason: 'The vulnerable function is not reachable in checkout; replaced in sprint 31',
      createdAt: daysAgo(now, 3),
      expiresAt: daysAgo(now, -4),
      isInForce: true,
    },
    {
      id: 'w-2',
      purl: 'pkg:pypi/fresh-tool',
      ecosystem: 'pypi',
      name: 'fresh-tool',
      reason: 'Written by a partner, reviewed by hand',
      author: 'account:grace',
      createdAt: daysAgo(now, 10),
      expiresAt: daysAgo(now, -20),
      isInForce: true,
    },
    {
      ...npm,
      id: 'w-3',
      purl: 'pkg:npm/kit-merge@4.90.0',
      versions: ['4.90.0'],
      reason: 'Hotfix of the outage',
      createdAt: daysAgo(now, 80),
      expiresAt: daysAgo(now, 73),
      isInForce: false,
    },
    {
      ...npm,
      id: 'w-4',
      purl: 'pkg:npm/kit-merge@4.91.0',
      versions: ['4.91.0'],
      reason: 'A mistake',
      createdAt: daysAgo(now, 81),
      withdrawnAt: daysAgo(now, 80.9),
      isInForce: false,
    },
  ];
}

export function makeQuarantines(now: number): WaiverItem[] {
  return [
    {
      id: 'q-1',
      purl: 'pkg:cargo/fast-hash@0.9.3',
      ecosystem: 'cargo',
      name: 'fast-hash',
      versions: ['0.9.3'],
      reason: 'Build script talks to an address that we do not know',
      author: 'account:grace',
      createdAt: daysAgo(now, 0.4),
      isInForce: true,
    },
  ];
}
