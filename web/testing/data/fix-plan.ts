// Fix plans: one that is overtaken and partly done, one that is new, one that is done; and what is known without.

import type { ApplicationItem } from '../../../src/http/api/application-contract.ts';
import type {
  FixEstimateItem,
  FollowedFlawItem,
  KeptPlanItem,
  PlanFileItem,
  PlanStepItem,
} from '../../../src/http/api/fix-plan-contract.ts';
import { unifiedDiff } from '../../../src/formats/unified-diff.ts';
import { SEVERITIES } from '../../../src/inventory/findings/finding-ports.ts';
import { daysAgo } from './days-ago.ts';
import { NAMED_TOKEN } from './names.ts';

const LONG_NAME = 'org.acme.platform:very-long-artifact-name-for-the-payment-gateway';
const SCORES = [9.8, 8.1, 5.4, 3.1, 0, undefined] as const;

function flaw(now: number, at: number, fate: FollowedFlawItem['fate'] = 'open'): FollowedFlawItem {
  const score = SCORES[at % SCORES.length];
  return {
    purl: `pkg:npm/kit-part-${at}@1.0.${at}`,
    name: `kit-part-${at}`,
    version: `1.0.${at}`,
    record: `CVE-2024-${1_234 + at}`,
    fate,
    ...(fate === 'unknown'
      ? {}
      : {
          finding: `${1_000 + at}.CVE-2024-${1_234 + at}`,
          severity: SEVERITIES[at % SEVERITIES.length] ?? 'unknown',
        }),
    ...(score === undefined ? {} : { score }),
    isKnownExploited: at % 9 === 1,
    ...(fate === 'closed' ? { closedAt: daysAgo(now, 0.2) } : {}),
  };
}

function step(
  now: number,
  at: number,
  fate: PlanStepItem['fate'],
  way: PlanStepItem['upgrades'][number]['way'] = 'lock',
): PlanStepItem {
  const name = `kit-part-${at}`;
  const [from, to] = [`1.0.${at}`, `1.1.${at}`];
  const flaws = Array.from({ length: at === 1 ? 7 : 1 + (at % 2) }, (_, of) =>
    flaw(now, at + of * 6, fate === 'open' || (fate === 'partly' && of > 0) ? 'open' : 'closed'),
  );
  return {
    upgrades: [{ name, from, to, way }],
    bump: at % 3 === 0 ? 'minor' : 'patch',
    fixed: flaws,
    moves: [
      { name, from: [from], to: [to], kept: [] },
      ...Array.from({ length: (at - 1) * 2 }, (_, of) => ({
        name: `kit-beside-${at}-${of}`,
        from: of === 1 ? [] : ['2.0.0'],
        to: of === 2 ? [] : ['2.4.1'],
        kept: of === 2 ? ['2.4.0'] : [],
      })),
    ],
    commands: [`npm update --package-lock-only ${name}`, 'npm ci'],
    fate,
  };
}

const LOCK = Array.from({ length: 40 }, (_, at) => `"kit-part-${at}": "1.0.${at}",\n`).join('');

function npmFile(now: number, fates: readonly PlanStepItem['fate'][]): PlanFileItem {
  const path = 'web/package-lock.json';
  return {
    path,
    ecosystem: 'npm',
    client: 'npm',
    isVerified: true,
    findingsBefore: 14,
    findingsAfter: 2,
    steps: fates.map((fate, at) => step(now, at + 1, fate, at === 1 ? 'require' : 'lock')),
    commands: [
      'npm update --package-lock-only kit-part-1 kit-part-3',
      'npm install kit-part-2@1.1.2',
      'npm ci',
    ],
    changedFiles: ['web/package.json', path],
    patch: unifiedDiff(path, LOCK, LOCK.replace('1.0.1"', '1.1.1"').replace('1.0.3"', '1.1.3"')),
    unfixed: [
      {
        name: 'kit-part-9',
        version: '1.0.9',
        because: '1.1.9 would fix it, and no way was found to bring it in',
        target: '1.1.9',
        isDirect: false,
        tried: [
          'kit-part-9 1.1.9 in the lock file: npm says: ERESOLVE could not resolve\nWhile resolving: kit-server@4.2.0\nFound: kit-part-9@1.1.9',
          'kit-server 4.3.0 asked for: the version stays in the lock file, since what asks for it admits no other',
        ],
        flaws: [flaw(now, 9), flaw(now, 15, 'set-aside')],
      },
      {
        name: 'kit-part-11',
        version: '1.0.11',
        because: 'no version is known to fix it',
        isDirect: true,
        tried: [],
        flaws: [flaw(now, 11)],
      },
    ],
    suggestions: ['npm install kit-part-9@1.1.9'],
  };
}

function mavenFile(now: number): PlanFileItem {
  return {
    path: 'services/payment/pom.xml',
    ecosystem: 'maven',
    client: 'mvn',
    isVerified: false,
    notTried: 'mvn is not on PATH',
    findingsBefore: 1,
    findingsAfter: 1,
    steps: [],
    commands: [],
    changedFiles: [],
    unfixed: [
      {
        name: LONG_NAME,
        version: '2.14.1',
        because: '2.17.1 would fix it; not tried',
        target: '2.17.1',
        isDirect: true,
        tried: [],
        flaws: [{ ...flaw(now, 3), purl: 'pkg:maven/org.acme.platform/very-long@2.14.1', name: LONG_NAME }],
      },
    ],
    suggestions: [`# pom.xml: ${LONG_NAME} 2.14.1 becomes 2.17.1`, 'mvn verify'],
  };
}

/** None for `billing` and most others. */
export function makeFixPlan(
  now: number,
  { name, environment, snapshot }: ApplicationItem,
): KeptPlanItem | undefined {
  const told = { madeAt: daysAgo(now, 0.4), author: NAMED_TOKEN, max: 'minor' as const };
  if (name === 'shop' && environment === 'prod') {
    return {
      ...told,
      snapshot: snapshot - 1,
      isCurrent: false,
      files: [npmFile(now, ['done', 'partly', 'open']), mavenFile(now)],
      unsupported: ['tools/yarn.lock'],
    };
  }
  if (name === 'shop') {
    const files = [npmFile(now, ['open', 'open', 'open', 'open'])];
    return { ...told, snapshot, isCurrent: true, files, unsupported: [] };
  }
  if (name.startsWith('the-application')) {
    const file = { ...npmFile(now, ['done', 'done']), unfixed: [], suggestions: [] };
    return { ...told, snapshot: snapshot - 1, isCurrent: false, files: [file], unsupported: [] };
  }
  return undefined;
}

export function makeEstimates(now: number, { findings }: ApplicationItem): FixEstimateItem[] {
  if (findings === 0) return [];
  return Array.from({ length: 12 }, (_, at) => {
    const isMaven = at === 3;
    const name = isMaven ? LONG_NAME : `kit-part-${at}`;
    const hasFix = at < 9;
    return {
      purl: isMaven ? `pkg:maven/${LONG_NAME.replace(':', '/')}@2.14.1` : `pkg:npm/${name}@1.0.${at}`,
      ecosystem: isMaven ? ('maven' as const) : ('npm' as const),
      name,
      version: isMaven ? '2.14.1' : `1.0.${at}`,
      files: isMaven
        ? ['services/payment/pom.xml']
        : Array.from({ length: 1 + (at % 4) }, (_, of) => `web-${of}/package-lock.json`),
      isDirect: at % 3 === 0,
      direct: at % 3 === 0 ? [] : Array.from({ length: at }, (_, of) => `kit-server-${of}@4.2.${of}`),
      closes: hasFix
        ? Array.from({ length: at === 1 ? 7 : 1 + (at % 2) }, (_, of) => flaw(now, at + of * 6))
        : [],
      leaves: hasFix && at % 4 !== 3 ? [] : [flaw(now, at + 30)],
      versions: hasFix ? [`1.1.${at}`, ...(at % 2 === 0 ? [`1.0.${at + 3}`] : [])] : [],
      ...(hasFix ? { bump: at % 2 === 0 ? ('minor' as const) : ('patch' as const) } : {}),
      ...(hasFix
        ? {}
        : {
            because:
              at === 9
                ? 'the policy keeps 1.1.9 out, which would fix it: published 2 days ago, younger than 7 days (rule age)'
                : at === 10
                  ? '2.0.0 would fix it, a major upgrade: allow it with --max major'
                  : 'no version is known to fix it',
          }),
    };
  });
}
