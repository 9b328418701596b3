// Where a staged version stands, in a word.

import type { StagedItem } from '../../../src/http/api/staged-contract.ts';
import { STAGED_STATES } from '../words/staged-words.ts';
import { VerdictIcon } from './icons.tsx';

const MARKS = { open: 'warn', approved: 'allow', rejected: 'block' } as const;

export function StagedState({ state }: Pick<StagedItem, 'state'>) {
  if (state === 'expired') return <span class="muted">{STAGED_STATES.expired}</span>;
  return (
    <span class={`verdict verdict-${MARKS[state]}`}>
      <VerdictIcon action={MARKS[state]} size={14} />
      {STAGED_STATES[state]}
    </span>
  );
}
