// A journal that is longer than a page.

import type { JournalItem } from '../../../src/http/api/decision-contract.ts';
import { daysAgo } from './days-ago.ts';

export function makeJournal(now: number): JournalItem[] {
  const rows: readonly Omit<JournalItem, 'sequence' | 'at'>[] = [
    { kind: 'signed-in', actor: 'account:ada', data: { accountId: 'a-1', network: '10.1.2.0' } },
    { kind: 'reservation-added', actor: 'token:0d47be11a8f3c2956e01b7aa', data: { pattern: 'acme-*' } },
    { kind: 'policy-applied', actor: 'account:ada', data: { view: 'default', revision: 3, sha256: '4f1c…' } },
    {
      kind: 'evidence-added',
      actor: 'feed:osv-malware',
      ecosystem: 'npm',
      name: 'kit-merge',
      data: { id: 'ev-1', kind: 'malware', source: 'osv-malware' },
    },
    {
      kind: 'index-changed',
      actor: 'gatehouse',
      ecosystem: 'npm',
      name: 'kit-merge',
      data: { upstream: 'main', added: ['5.0.0'], removed: [] },
    },
    {
      kind: 'feed-updated',
      actor: 'feed:osv-npm',
      data: { feed: 'osv-npm', added: 12, changed: 31, withdrawn: 1 },
    },
  ];
  return Array.from({ length: 65 }, (_, index) => ({
    ...rows[index % rows.length]!,
    sequence: 9_065 - index,
    at: daysAgo(now, 0.01 + index * 0.07),
  }));
}
