// Code that is read when something on a page first needs it, so that the first page of all comes sooner.

import { useEffect, useState } from 'preact/hooks';

import { problemOf } from '../api/problem.ts';
import type { Problem } from '../../../src/http/api/contract.ts';

export interface Later<T> {
  readonly code: T | undefined;
  readonly problem: Problem | undefined;
}

/** What `load` brings; `load` is asked once, so it stands outside of the component. */
export function useLater<T>(load: () => Promise<T>): Later<T> {
  const [known, setKnown] = useState<Later<T>>({ code: undefined, problem: undefined });
  useEffect(() => {
    let isHere = true;
    load().then(
      (code) => isHere && setKnown({ code, problem: undefined }),
      (error: unknown) => isHere && setKnown({ code: undefined, problem: problemOf(error) }),
    );
    return () => {
      isHere = false;
    };
  }, [load]);
  return known;
}
