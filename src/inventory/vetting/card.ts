// The words of a vetting card: what is known of a package before it is used, as behaviours with their evidence. There is no score:
// a number would hide which of them matter to whoever asks.

import type { Instant } from '../../kernel/clock.ts';

/** `partly`: in part; `unknown`: what would say it is not at hand, and `words` tell why. */
export const BEHAVIOUR_ANSWERS = ['yes', 'partly', 'no', 'unknown'] as const;

export type BehaviourAnswer = (typeof BEHAVIOUR_ANSWERS)[number];

/** The parts of a card, in the order in which they are read. */
export const CARD_GROUPS = [
  'gate',
  'upkeep',
  'releases',
  'people',
  'provenance',
  'installation',
  'licence',
  'advisories',
  'dependencies',
  'use',
] as const;

export type CardGroup = (typeof CARD_GROUPS)[number];

/** What an answer rests on. */
export interface CardEvidence {
  /** `the index of upstream main`, a feed, a person. */
  readonly source: string;
  /** One sentence or a few words without a full stop; outside text in it is tamed already. */
  readonly summary: string;
  /** When it happened, or was observed. */
  readonly at?: Instant;
  /** Where it can be read: http or https. */
  readonly url?: string;
}

/** One thing about a package that can be looked up. */
export interface Behaviour {
  /** Stable: `recent-release`. */
  readonly id: string;
  readonly group: CardGroup;
  /** Put so that `yes` is what one hopes for, unless it `isNeutral`. */
  readonly question: string;
  readonly answer: BehaviourAnswer;
  /** Whether the answer is neither good nor bad. */
  readonly isNeutral?: true;
  /** One or two sentences without a full stop at the end. */
  readonly words: string;
  /** At most ten, the weightiest first. */
  readonly evidence: readonly CardEvidence[];
}
