// Something that a person does: once at a time, its fault shown, its success told.

import { useState } from 'preact/hooks';

import type { Problem } from '../../../src/http/api/contract.ts';
import { problemOf } from '../api/problem.ts';
import { useApp } from '../app/context.ts';

export interface Action {
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  /** Answers whether it worked; what `work` answers, else `done`, is then announced. */
  readonly run: (work: () => Promise<string | void>, done?: string) => Promise<boolean>;
  readonly clear: () => void;
}

export function useAction(): Action {
  const { announce } = useApp();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  return {
    isBusy,
    problem,
    clear: () => setProblem(undefined),
    async run(work, done) {
      setBusy(true);
      setProblem(undefined);
      try {
        const told = (await work()) ?? done;
        if (told !== undefined) announce(told);
        return true;
      } catch (error) {
        setProblem(problemOf(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
