// Where a namespace stands, in a word.

import type { NamespaceItem } from '../../../src/http/api/namespace-contract.ts';
import { NAMESPACE_STATE_WORDS, NAMESPACE_STATES } from '../words/namespace-words.ts';
import { VerdictIcon } from './icons.tsx';

export function NamespaceState({ state }: Pick<NamespaceItem, 'state'>) {
  if (state === 'pending' || state === 'ended') {
    return (
      <span class="muted" title={NAMESPACE_STATES[state]}>
        {NAMESPACE_STATE_WORDS[state]}
      </span>
    );
  }
  const action = state === 'proven' ? 'allow' : state === 'reserved' ? 'block' : 'warn';
  return (
    <span class={`verdict verdict-${action}`} title={NAMESPACE_STATES[state]}>
      <VerdictIcon action={action} size={14} />
      {NAMESPACE_STATE_WORDS[state]}
    </span>
  );
}
