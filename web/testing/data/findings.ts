// Findings of every kind and state, in a few applications.

import type { HeldFields, HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import type { ReachItem } from '../../../src/http/api/reach-contract.ts';
import { SEVERITIES } from '../../../src/inventory/findings/finding-ports.ts';
import { daysAgo } from './days-ago.ts';

const HOLDERS = [
  { name: 'shop', environment: 'prod', owner: 'Storefront' },
  { name: 'shop', environment: 'test', owner: 'Storefront' },
  { name: 'billing', environment: 'default' },
  {
    name: 'the-application-with-the-longest-name-that-anybody-here-ever-thought-of.v2',
    environment: 'production-eu-central',
    owner: 'Platform engineering, team for everything that nobody else looks after',
  },
] as const;

const LONG_NAME = 'org.acme.platform:very-long-artifact-name-for-the-payment-gateway';

export function makeFindings(now: number): HeldFindingItem[] {
  return Array.from({ length: 130 }, (_, index) => findingAt(now, index));
}

function findingAt(now: number, index: number): HeldFindingItem {
  const severity = SEVERITIES[index % SEVERITIES.length] ?? 'unknown';
  const isMalware = index === 0;
  const isMaven = index % 4 === 3;
  const name = isMaven ? LONG_NAME : `kit-part-${index % 40}`;
  const purl = isMaven ? `pkg:maven/${LONG_NAME.replace(':', '/')}@2.14.1` : `pkg:npm/${name}@1.0.${index}`;
  const seen = 2 + index;
  return {
    id: `${1_000 + index}.${isMalware ? 'MAL-2026-4711' : `CVE-2024-${1_234 + index}`}`,
    purl,
    ecosystem: isMaven ? 'maven' : 'npm',
    name,
    version: isMaven ? '2.14.1' : `1.0.${index}`,
    record: isMalware ? 'MAL-2026-4711' : `CVE-2024-${1_234 + index}`,
    aliases: [`GHSA-abcd-${1_234 + index}-wxyz`],
    kind: isMalware ? 'malware' : index % 13 === 12 ? 'undecided' : 'vulnerability',
    summary: isMalware
      ? 'Malicious code: steals environment variables at installation'
      : 'Prototype pollution lets a crafted document change the behaviour of other objects, and with them what whoever merges configuration believes to be true',
    url: `https://advisories.example/${index}`,
    source: 'osv-npm',
    severity,
    ...(severity === 'unknown' || isMalware ? {} : scoresOf(SCORES[severity])),
    epss: 0.94 / (1 + index * index),
    epssPercentile: 0.99 / (1 + index / 10),
    ...(index % 9 === 1
      ? { kev: { dateAdded: daysAgo(now, 20).slice(0, 10), dueDate: daysAgo(now, index - 4).slice(0, 10) } }
      : {}),
    disclosedAt: daysAgo(now, 40 + index * 11),
    ...(index % 5 === 4
      ? { noKnownFix: index % 2 === 0 }
      : { fixedIn: `1.1.${index}`, fixedAt: daysAgo(now, 30 + index * 10), noKnownFix: false }),
    ...(index === 2 ? { disputedBy: ['GHSA-dddd-1234-wxyz'] } : {}),
    knownSince: daysAgo(now, seen),
    application: HOLDERS[index % HOLDERS.length] ?? HOLDERS[0],
    ...standingOf(now, index, seen),
    ...(isMaven || index % HOLDERS.length === 2 ? {} : { reach: reachOf(index) }),
  };
}

/** Every way in which imports are told. */
function reachOf(index: number): ReachItem {
  const places = [{ file: 'web/src/checkout/payment-form.tsx', line: 12 + index }];
  const at = `${places[0]?.file}:${places[0]?.line}`;
  switch (Math.floor(index / HOLDERS.length) % 4) {
    case 0:
      return { state: 'imported', places, count: 3, says: `imported at ${at} and in 2 more` };
    case 1: {
      const below = 'kit-server@4.2.0';
      return { state: 'below-imported', below, places, says: `below ${below}, imported at ${at}` };
    }
    case 2: {
      const because = 'it is named at web/package.json:31, without an import';
      const says = `not known whether it is imported: ${because}`;
      return { state: 'unknown', because, about: 'component', says };
    }
    default: {
      const says = 'no import of it was found in 340 JavaScript files; that is no proof';
      return { state: 'not-seen', because: says, says };
    }
  }
}

const SCORES = { critical: 9.8, high: 8.1, medium: 5.4, low: 3.1, none: 0 } as const;

function scoresOf(score: number): Pick<HeldFindingItem, 'score' | 'vector' | 'scores'> {
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  return { score, vector, scores: [{ score, vector, source: 'NVD' }] };
}

function standingOf(now: number, index: number, seen: number): HeldFields {
  const times = {
    firstSeenAt: daysAgo(now, seen),
    lastSeenAt: daysAgo(now, 0.1),
    dueAt: daysAgo(now, seen - 30),
  };
  const said = { author: 'account:ada', decidedAt: daysAgo(now, 1) };
  if (index % 17 === 5) {
    const reason =
      'Only reachable from the batch job, which runs without a network; replaced in the next quarter';
    return { ...times, ...said, state: 'accepted', reason, until: daysAgo(now, -60), isOverdue: false };
  }
  if (index % 17 === 6) {
    return {
      ...times,
      ...said,
      state: 'not-affected',
      reason: 'The function is never called',
      isOverdue: false,
    };
  }
  if (index % 17 === 7) {
    return { ...times, state: 'open', isOverdue: false, resolvedAt: daysAgo(now, 0.5), resolvedWhy: 'fixed' };
  }
  return { ...times, state: index % 17 === 8 ? 'in-triage' : 'open', isOverdue: seen > 30 };
}
