// A verdict as a mark: colour, shape and word.

import { MEANINGS, type ActionName } from '../words/verdict-words.ts';
import { VerdictIcon } from './icons.tsx';

/** `isObserved`: what a rule in observe mode would have done. */
export function Verdict({
  action,
  isObserved = false,
}: {
  readonly action: ActionName;
  readonly isObserved?: boolean;
}) {
  return (
    <span
      class={`verdict verdict-${action}${isObserved ? ' is-observed' : ''}`}
      title={isObserved ? `Observe mode: only recorded. ${MEANINGS[action]}` : MEANINGS[action]}
    >
      <VerdictIcon action={action} size={14} />
      {isObserved ? `would ${action}` : action}
    </span>
  );
}
