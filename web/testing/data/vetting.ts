// Requests to vet packages in every state, and a card with every answer.

import type {
  BehaviourItem,
  VettingCard,
  VettingDetail,
  VettingItem,
} from '../../../src/http/api/vetting-contract.ts';
import { CARD_GROUPS } from '../../../src/inventory/vetting/card.ts';
import { daysAgo } from './days-ago.ts';

const LONG_NAME = 'org.acme.platform:very-long-artifact-name-for-the-payment-gateway';
const REASON =
  'We need to merge configuration of three services, and what we wrote ourselves does not handle lists; kit-join and kit-fold were looked at, and nobody keeps them up';

export function makeVettings(now: number): VettingItem[] {
  return Array.from({ length: 64 }, (_, at) => vettingAt(now, at));
}

function vettingAt(now: number, at: number): VettingItem {
  const isMaven = at === 3;
  const isOpen = at < 8;
  const name = isMaven ? LONG_NAME : at === 0 ? 'kit-merge' : `kit-part-${at}`;
  const version = `1.2.${at}`;
  const purl = isMaven ? `pkg:maven/${LONG_NAME.replace(':', '/')}` : `pkg:npm/${name}`;
  const isWhole = at % 5 === 2;
  return {
    id: `vetting-${at}`,
    purl: isWhole || at === 4 ? purl : `${purl}@${version}`,
    ecosystem: isMaven ? 'maven' : 'npm',
    name,
    ...(isWhole ? {} : { versions: at === 4 ? ['1.2.4', '1.2.5', '1.3.0'] : [version] }),
    ...(at % 3 === 1 ? {} : { application: at === 3 ? LONG_NAME.slice(9, 60) : 'shop' }),
    reason: at % 2 === 0 ? REASON : 'To read the new format of invoices',
    author: at === 3 ? 'somebody-with-a-rather-long-account-name' : at === 1 ? 'ada' : 'grace',
    createdAt: daysAgo(now, 0.3 + at * 2),
    ...(isOpen ? { state: 'open' as const } : decidedAt(now, at)),
    may: { decide: isOpen, withdraw: true },
  };
}

function decidedAt(now: number, at: number): Pick<VettingItem, 'state' | 'outcome' | 'withdrawnAt'> {
  if (at % 9 === 8) return { state: 'withdrawn', withdrawnAt: daysAgo(now, at) };
  const decision =
    at % 4 === 0
      ? ('approved-with-conditions' as const)
      : at % 4 === 1
        ? ('rejected' as const)
        : ('approved' as const);
  const isOver = at % 7 === 3;
  const isBack = at === 14;
  return {
    state: decision,
    outcome: {
      decision,
      reason:
        decision === 'rejected'
          ? 'Nobody keeps it up, and it runs code when installed'
          : 'Well kept, few needs',
      ...(decision === 'approved-with-conditions' ? { conditions: 'Not with input from outside' } : {}),
      author: at % 6 === 0 ? 'grace' : 'ada',
      at: daysAgo(now, at),
      until: daysAgo(now, isOver ? at / 2 : -300 + at),
      isInForce: !isOver && !isBack,
      isOwn: at % 6 === 0,
      evidenceId: `evidence-${at}`,
      ...(at % 5 === 0 ? {} : { cardSha256: 'a1b2c3d4'.repeat(8) }),
    },
    ...(isBack ? { withdrawnAt: daysAgo(now, 1) } : {}),
  };
}

const QUESTIONS: readonly (readonly [string, string, BehaviourItem['answer'], boolean?])[] = [
  ['Does the gate let it through now?', 'It is let through', 'yes'],
  ['Is it kept up?', 'Its upstream lists it without a word against it, and issues are answered', 'partly'],
  [
    'Is it known how it releases?',
    '14 releases in the last year, the longest pause was 40 days',
    'yes',
    true,
  ],
  ['May more than one person publish it?', 'One person may: m-one', 'no'],
  ['Is it told which build it comes from?', 'This version carries no attestation', 'no'],
  [
    'Does installing it run no code of its own?',
    'It runs a script after it was installed: postinstall',
    'no',
  ],
  ['May it be used under its licence here?', 'MIT is on the list of what every application may have', 'yes'],
  [
    'Were its vulnerabilities mended?',
    'Of 3 vulnerabilities 3 were mended, in the median 12 days after they were disclosed',
    'yes',
  ],
  [
    'Is it known what it brings along?',
    'Its dependencies were never loaded here, so that it is not known',
    'unknown',
  ],
  ['Is it used here already?', '3 applications have it', 'yes', true],
];

export function makeCard(now: number, purl: string): VettingCard {
  const [, ecosystem = 'npm', rest = ''] = /^pkg:([a-z]+)\/(.+)$/.exec(purl) ?? [];
  const [name = '', version] = decodeURIComponent(rest).split(/(?<=.)@/);
  const behaviours = CARD_GROUPS.flatMap((group, at) => behavioursOf(now, group, at));
  const counted = behaviours.filter(({ isNeutral }) => !isNeutral);
  const count = (answer: BehaviourItem['answer']) => counted.filter((one) => one.answer === answer).length;
  return {
    purl,
    ecosystem: ecosystem === 'maven' ? 'maven' : 'npm',
    name: name.replace('/', ecosystem === 'maven' ? ':' : '/'),
    version: version ?? '1.2.9',
    isVersionAsked: version !== undefined,
    view: 'default',
    madeAt: daysAgo(now, 0),
    checkedAt: daysAgo(now, 0.1),
    ...(purl.includes('maven') ? { staleBecause: 'Upstream central-mirror does not answer.' } : {}),
    upstream: 'main',
    about: {
      description: { state: 'told', value: 'Merges documents, deeply and without surprises' },
      homepage: { state: 'told', value: 'https://kit.example/merge' },
      repository: { state: 'told', value: 'https://code.example/kit/merge' },
      issues: { state: 'empty' },
      licence: { state: 'told', value: 'MIT' },
      people: Array.from({ length: 8 }, (_, at) => ({
        called: at === 0 ? 'author' : 'maintainer',
        name: `m-${at}`,
        ...(at === 1 ? { url: 'https://people.example/m-1' } : {}),
        mayPublish: at > 0 && at < 3,
      })),
      funding: [{ url: 'https://fund.example/kit', type: 'individual' }],
    },
    verdict: { action: 'allow', reasons: [], observed: [] },
    behaviours,
    answers: { yes: count('yes'), partly: count('partly'), no: count('no'), unknown: count('unknown') },
    pageUrl: 'https://gate.example/packages/npm/kit-merge',
  };
}

function behavioursOf(now: number, group: BehaviourItem['group'], at: number): readonly BehaviourItem[] {
  const [question = '', words = '', answer = 'unknown', isNeutral = false] = QUESTIONS[at] ?? [];
  return [
    {
      id: `behaviour-${group}`,
      group,
      question,
      answer,
      isNeutral,
      words,
      evidence:
        answer === 'unknown'
          ? []
          : Array.from({ length: 1 + (at % 4) }, (_, of) => ({
              source: of === 0 ? 'the index of upstream main' : 'osv-npm',
              summary:
                of === 0
                  ? 'published by m-1, who had published 13 versions before'
                  : `GHSA-aaaa-bbb${of}-cccc`,
              at: daysAgo(now, 10 + of * 30),
              ...(of === 1 ? { url: 'https://advisories.example/1' } : {}),
            })),
    },
  ];
}

export function detailOfVetting(now: number, item: VettingItem): VettingDetail {
  return { ...item, ...(item.outcome?.cardSha256 === undefined ? {} : { card: makeCard(now, item.purl) }) };
}
