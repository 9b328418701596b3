// What a package may be used for: whether its licence is known, allowed, and the same as before.

import { tameOutsideText } from '../../policy/outside-text.ts';
import { judgeLicence } from '../currency/judge-licence.ts';
import { recogniseLicence } from '../currency/recognise-licence.ts';
import type { Behaviour, CardEvidence } from './card.ts';
import { byAbout, byIndex, factsOf, releasesOf, toldBy, type CardFacts } from './card-facts.ts';

const LAST = 20;

export function judgeLicences(facts: CardFacts): readonly Behaviour[] {
  return [licenceKnown(facts), licenceAllowed(facts), licenceSteady(facts)];
}

interface Declared {
  readonly words?: string;
  readonly evidence: readonly CardEvidence[];
  /** Why nothing is known. */
  readonly why?: string;
}

/** By the index, else by the package's documents. */
function declared(facts: CardFacts): Declared {
  const indexed = factsOf(facts)?.licence;
  if (indexed !== undefined) {
    const words = tameOutsideText(indexed);
    return { words, evidence: [byIndex(facts, `licence: ${words}`)] };
  }
  const told = toldBy(facts, 'licence');
  if (told.state === 'told') {
    const words = tameOutsideText(told.value);
    return { words, evidence: [byAbout(facts, `licence: ${words}`)] };
  }
  if (told.state === 'unknown') return { evidence: [], why: told.why };
  return { evidence: [byAbout(facts, 'no licence')] };
}

function licenceKnown(facts: CardFacts): Behaviour {
  const base = {
    id: 'licence-known',
    group: 'licence',
    question: 'Does it declare a licence that is known?',
  } as const;
  const { words, evidence, why } = declared(facts);
  if (words !== undefined) {
    return recogniseLicence(words) !== undefined
      ? { ...base, answer: 'yes', words, evidence }
      : {
          ...base,
          answer: 'partly',
          words: `${words}: words that are no SPDX expression, and not well known`,
          evidence,
        };
  }
  return why === undefined
    ? { ...base, answer: 'no', words: 'It declares none: without a licence nobody may use it', evidence }
    : { ...base, answer: 'unknown', words: `It is not known: ${tameOutsideText(why)}`, evidence };
}

const ALLOWED = {
  allowed: { answer: 'yes', words: 'The lists of [currency] licences allow it' },
  ask: { answer: 'partly', words: 'The lists of [currency] licences say to ask about it' },
  denied: { answer: 'no', words: 'The lists of [currency] licences deny it' },
  unknown: {
    answer: 'unknown',
    words: 'It is no SPDX expression of known ids, and not well known, so that no list can be held to it',
  },
} as const;

function licenceAllowed(facts: CardFacts): Behaviour {
  const base = {
    id: 'licence-allowed',
    group: 'licence',
    question: 'May it be used under its licence here?',
  } as const;
  if (facts.licences === undefined) {
    return {
      ...base,
      answer: 'unknown',
      words: 'Nobody said which licences applications may have ([currency] licences)',
      evidence: [],
    };
  }
  const { words, evidence } = declared(facts);
  return { ...base, ...ALLOWED[judgeLicence(words, facts.licences)], evidence };
}

function licenceSteady(facts: CardFacts): Behaviour {
  const base = {
    id: 'licence-steady',
    group: 'licence',
    question: 'Did its licence stay the same?',
  } as const;
  const known = releasesOf(facts)
    .filter(({ licence }) => licence !== undefined)
    .slice(0, LAST);
  const [newest] = known;
  if (newest === undefined || known.length < 2) {
    return {
      ...base,
      answer: 'unknown',
      words: 'The licences of its versions are not known here',
      evidence: [],
    };
  }
  const other = known.find(({ licence }) => licence !== newest.licence);
  if (other === undefined) {
    return {
      ...base,
      answer: 'yes',
      words: `Its last ${known.length} versions have the same`,
      evidence: [byIndex(facts, tameOutsideText(newest.licence ?? ''))],
    };
  }
  const words = `${tameOutsideText(other.version)} had ${tameOutsideText(other.licence ?? '')}, ${tameOutsideText(newest.version)} has ${tameOutsideText(newest.licence ?? '')}`;
  return { ...base, answer: 'no', words, evidence: [byIndex(facts, words)] };
}
