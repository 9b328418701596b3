// What the gate says of a package now, what it brings along, who uses it here, and what was decided about it before.

import type { Action } from '../../kernel/verdict.ts';
import { tameOutsideText } from '../../policy/outside-text.ts';
import type { Behaviour, BehaviourAnswer } from './card.ts';
import { byAbout, byIndex, toldBy, type CardFacts } from './card-facts.ts';
import { countOf, dayOf } from './judge-upkeep.ts';

const NAMED = 10;

export function judgeGate(facts: CardFacts): readonly Behaviour[] {
  return [gate(facts), vetted(facts)];
}

export function judgeUse(facts: CardFacts): readonly Behaviour[] {
  return [brings(facts), usedHere(facts)];
}

const STANDS: Readonly<Record<Action, { readonly answer: BehaviourAnswer; readonly words: string }>> = {
  allow: { answer: 'yes', words: 'It is let through' },
  warn: { answer: 'partly', words: 'It is let through with a warning' },
  hide: { answer: 'no', words: 'It is held back' },
  block: { answer: 'no', words: 'It is refused' },
};

function gate({ verdict }: CardFacts): Behaviour {
  const { answer, words } = STANDS[verdict.action];
  const [first] = verdict.reasons;
  return {
    id: 'gate',
    group: 'gate',
    question: 'Does the gate let it through now?',
    answer,
    words: first === undefined ? words : `${words}: ${first.summary}`,
    evidence: verdict.reasons.slice(0, NAMED).map(({ rule, summary, until, evidence: [note] }) => ({
      source: `rule ${rule}${note === undefined ? '' : `, by ${note.source}`}`,
      summary,
      ...(until === undefined ? {} : { at: until }),
      ...(note?.url === undefined ? {} : { url: note.url }),
    })),
  };
}

function vetted({ vettings, now, version }: CardFacts): Behaviour {
  const base = { id: 'vetted', group: 'gate', question: 'Was it approved here?' } as const;
  const decided = vettings.filter(({ outcome }) => outcome !== undefined);
  const evidence = decided.slice(0, NAMED).flatMap(({ outcome, versions }) =>
    outcome === undefined
      ? []
      : [
          {
            source: tameOutsideText(outcome.authorName),
            summary: `${outcome.decision.replaceAll('-', ' ')} until ${dayOf(outcome.until)}${versions === undefined ? '' : `, ${versions.slice(0, 5).map(tameOutsideText).join(', ')}`}: ${tameOutsideText(outcome.reason)}`,
            at: outcome.at,
          },
        ],
  );
  const holds = decided.find(
    ({ outcome, withdrawnAt, versions }) =>
      outcome !== undefined &&
      withdrawnAt === undefined &&
      outcome.until > now &&
      (versions === undefined || (version !== undefined && versions.includes(version))),
  )?.outcome;
  if (holds === undefined) {
    const open = vettings.some(({ state, withdrawnAt }) => state === 'open' && withdrawnAt === undefined);
    const words =
      decided.length > 0
        ? 'What was decided about it has ended, or is about other versions'
        : 'Nobody has decided about it';
    return {
      ...base,
      answer: 'no',
      isNeutral: true,
      words: open ? `${words}; a request is open` : words,
      evidence,
    };
  }
  const answer = holds.decision === 'approved' ? 'yes' : holds.decision === 'rejected' ? 'no' : 'partly';
  const heed = holds.conditions === undefined ? '' : `; to heed: ${tameOutsideText(holds.conditions)}`;
  const words = `${tameOutsideText(holds.authorName)} ${holds.decision === 'rejected' ? 'rejected' : 'approved'} it, until ${dayOf(holds.until)}${heed}`;
  return { ...base, answer, words, evidence };
}

function brings(facts: CardFacts): Behaviour {
  const base = {
    id: 'brings',
    group: 'dependencies',
    question: 'Is it known what it brings along?',
    isNeutral: true,
  } as const;
  const told = toldBy(facts, 'needs');
  if (told.state === 'unknown')
    return {
      ...base,
      answer: 'unknown',
      words: `It is not known: ${tameOutsideText(told.why)}`,
      evidence: [],
    };
  const needs = told.state === 'told' ? told.value : [];
  const count = countOf(needs.length, 'direct need');
  const names = needs.slice(0, NAMED).map(tameOutsideText);
  const more = needs.length > NAMED ? ` and ${needs.length - NAMED} more` : '';
  const words =
    needs.length === 0
      ? 'It needs no other package'
      : `It needs ${countOf(needs.length, 'package')} directly: ${names.join(', ')}${more}`;
  return {
    ...base,
    answer: 'yes',
    words,
    evidence: [facts.ecosystem === 'cargo' ? byIndex(facts, count) : byAbout(facts, count)],
  };
}

function usedHere(facts: CardFacts): Behaviour {
  const base = {
    id: 'used-here',
    group: 'use',
    question: 'Is it used here already?',
    isNeutral: true,
  } as const;
  const { use } = facts;
  if ('because' in use)
    return {
      ...base,
      answer: 'unknown',
      words: `It is not known: ${tameOutsideText(use.because)}`,
      evidence: [],
    };
  const { applications, hasMore, fetches } = use;
  const count = `${hasMore ? 'at least ' : ''}${countOf(applications.length, 'application')}`;
  const fetched =
    fetches === undefined
      ? ''
      : fetches.readers === 0
        ? '; nobody has fetched it from here'
        : `; ${fetches.hasMore ? 'at least ' : ''}${countOf(fetches.readers, 'reader')} fetched it from here`;
  const served = facts.versions.filter(({ servedHere }) => servedHere).length;
  const evidence = [
    ...applications.slice(0, NAMED - 1).map(({ name, environment, versions }) => ({
      source: 'inventory',
      summary: tameOutsideText(`${name} (${environment}): ${versions.slice(0, 5).join(', ')}`),
    })),
    ...(served === 0
      ? []
      : [byIndex(facts, `${countOf(served, 'version')} served from here before`, fetches?.lastAt)]),
  ];
  const isUsed = applications.length > 0 || served > 0;
  return {
    ...base,
    answer: isUsed ? 'yes' : 'no',
    words: `${applications.length === 0 ? 'No application that was pushed has it' : `${count} ${applications.length === 1 ? 'has' : 'have'} it`}${fetched}`,
    evidence,
  };
}
