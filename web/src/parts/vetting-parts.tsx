// What is told of vetting, wherever it is: answers, and how a request stands.

import type { BehaviourItem, VettingItem } from '../../../src/http/api/vetting-contract.ts';
import type { ActionName } from '../words/verdict-words.ts';
import { STATE_WORDS, type AnswerName, type VettingStateName } from '../words/vetting-words.ts';
import { InfoIcon, QuestionIcon, VerdictIcon } from './icons.tsx';
import { Time } from './time.tsx';

const ANSWERS: Readonly<Record<Exclude<AnswerName, 'unknown'>, ActionName>> = {
  yes: 'allow',
  partly: 'warn',
  no: 'block',
};

/** A shape and a word. What is neither good nor bad, and what is not known, has no colour. */
export function AnswerMark({
  answer,
  isNeutral = false,
}: Pick<BehaviourItem, 'answer'> & { readonly isNeutral?: boolean }) {
  if (answer === 'unknown') {
    return (
      <span class="verdict answer-plain">
        <QuestionIcon />
        unknown
      </span>
    );
  }
  if (isNeutral) {
    return (
      <span class="verdict answer-plain">
        <InfoIcon size={14} />
        {answer}
      </span>
    );
  }
  const action = ANSWERS[answer];
  return (
    <span class={`verdict verdict-${action}`}>
      <VerdictIcon action={action} size={14} />
      {answer}
    </span>
  );
}

const STATES: Readonly<Record<VettingStateName, ActionName | undefined>> = {
  open: undefined,
  approved: 'allow',
  'approved-with-conditions': 'warn',
  rejected: 'block',
  withdrawn: undefined,
};

/** How a request stands: waiting, or what was decided and until when it holds. */
export function VettingStanding({ item }: { readonly item: VettingItem }) {
  const { state, outcome, withdrawnAt } = item;
  const action = STATES[state];
  const isOver = outcome !== undefined && !outcome.isInForce;
  return (
    <span class="lines-in-cell">
      {action === undefined || isOver ? (
        <span class="tag is-words">{STATE_WORDS[state]}</span>
      ) : (
        <span class={`verdict verdict-${action} is-words`}>
          <VerdictIcon action={action} size={14} />
          {STATE_WORDS[state]}
        </span>
      )}
      {outcome === undefined ? null : (
        <span class="muted">
          {withdrawnAt !== undefined ? (
            <>
              taken back <Time at={withdrawnAt} />
            </>
          ) : (
            <>
              {outcome.isInForce ? 'ends' : 'ended'} <Time at={outcome.until} />
            </>
          )}
        </span>
      )}
    </span>
  );
}
