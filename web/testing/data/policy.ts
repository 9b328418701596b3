// Policies of two views, with a history.

import type { PolicyItem } from '../../../src/http/api/governance-contract.ts';
import { daysAgo } from './days-ago.ts';

const POLICY_TEXT = `# Known attacks are refused, fresh versions wait, exploited versions give way to their fixes.
preset = "balanced"

[[rules]]
id = "young-version"
# A day longer than the preset: our builds are not in a hurry.
hide_under_hours = 96
except = ["@acme/*"]

[[rules]]
id = "copyleft"
on = "licence"
mode = "observe"
deny = ["AGPL-*", "SSPL-1.0"]
action = "hide"
`;

export function makePolicies(now: number): PolicyItem[] {
  const base = { view: 'default', text: POLICY_TEXT, author: 'account:ada' };
  return [
    { ...base, number: 3, note: 'Licences: observe copyleft for a month', createdAt: daysAgo(now, 6) },
    {
      ...base,
      number: 2,
      note: 'Fresh versions wait four days',
      createdAt: daysAgo(now, 40),
      text: 'preset = "balanced"\n\n[[rules]]\nid = "young-version"\nhide_under_hours = 96\n',
    },
    {
      ...base,
      number: 1,
      note: 'From the preset',
      author: 'gatehouse',
      createdAt: daysAgo(now, 90),
      text: 'preset = "balanced"\n',
    },
    {
      view: 'build',
      text: 'preset = "strict"\n',
      author: 'account:ada',
      number: 1,
      note: 'Build machines are stricter',
      createdAt: daysAgo(now, 20),
    },
  ];
}
