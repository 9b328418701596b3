// The steps of changing a policy: edit, test, apply; what is faulty is placed at its line.

import { useState } from 'preact/hooks';

import type { Problem } from '../../../src/http/api/contract.ts';
import type { PolicyItem, PolicyTest } from '../../../src/http/api/governance-contract.ts';
import { ApiProblem } from '../api/problem.ts';
import { useApp } from '../app/context.ts';
import { useAction } from '../parts/use-action.ts';
import { placeFaults, type PlacedFault } from './place-faults.ts';
import { useDraft, type Draft } from './use-draft.ts';

export interface PolicyChanging {
  readonly draft: Draft;
  readonly faults: readonly PlacedFault[];
  readonly result: PolicyTest | undefined;
  readonly problem: Problem | undefined;
  readonly isBusy: boolean;
  readonly edit: (text: string) => void;
  readonly test: () => void;
  readonly apply: (note: string) => void;
}

const NO_FAULTS: readonly PlacedFault[] = [];

/** `applied` is called when the change is in force. */
export function usePolicyChange(current: PolicyItem, applied: () => void): PolicyChanging {
  const { api } = useApp();
  const { isBusy, problem, run, clear } = useAction();
  const draft = useDraft(`${current.view} ${current.number}`, current.text);
  const [faults, setFaults] = useState(NO_FAULTS);
  const [result, setResult] = useState<PolicyTest>();
  const path = `/policies/${encodeURIComponent(current.view)}`;
  const forget = () => {
    setFaults(NO_FAULTS);
    setResult(undefined);
    clear();
  };
  const attempt = (work: () => Promise<void>) => {
    forget();
    void run(async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.problem.code !== 'invalid-policy') throw error;
        setFaults(placeFaults(draft.text, error.problem));
      }
    });
  };
  return {
    draft,
    faults,
    result,
    problem,
    isBusy,
    edit: (text) => {
      draft.setText(text);
      if (faults !== NO_FAULTS || result !== undefined) forget();
    },
    test: () => attempt(async () => setResult(await api.send('POST', `${path}/test`, { text: draft.text }))),
    apply: (note) =>
      attempt(async () => {
        await api.send('PUT', path, { text: draft.text, note, number: current.number });
        draft.drop();
        applied();
      }),
  };
}
