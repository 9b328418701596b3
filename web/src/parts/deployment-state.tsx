// Where a deployment stands, in a word.

import type { DeploymentItem } from '../../../src/http/api/deployment-contract.ts';
import { VerdictIcon } from './icons.tsx';

const WORDS: Readonly<Record<DeploymentItem['state'], string>> = {
  open: 'files still come',
  validated: 'ready',
  failed: 'has faults',
  published: 'published',
};

export function DeploymentState({ state }: Pick<DeploymentItem, 'state'>) {
  if (state === 'open') return <span class="muted">{WORDS.open}</span>;
  const action = state === 'failed' ? 'block' : state === 'published' ? 'allow' : 'warn';
  return (
    <span class={`verdict verdict-${action}`}>
      <VerdictIcon action={action} />
      <span>{WORDS[state]}</span>
    </span>
  );
}
