// Tokens in every state.

import type { TokenItem } from '../../../src/http/api/identity-contract.ts';
import { daysAgo } from './days-ago.ts';

export function makeTokens(now: number): TokenItem[] {
  const common = { account: 'ada', createdAt: daysAgo(now, 50) };
  return [
    {
      ...common,
      id: 't-1',
      name: 'build-agent-7',
      scope: 'read',
      view: 'build',
      expiresAt: daysAgo(now, -40),
      lastUsedAt: daysAgo(now, 0.01),
    },
    { ...common, id: 't-2', name: 'nightly report', scope: 'api', expiresAt: daysAgo(now, -1) },
    {
      ...common,
      id: 't-3',
      name: 'old laptop',
      scope: 'read',
      revokedAt: daysAgo(now, 9),
      lastUsedAt: daysAgo(now, 9),
    },
  ];
}
