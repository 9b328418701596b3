// Something read from the API, as a page shows it: loading, there, being read again, or not to be had.

import { useCallback, useEffect, useState } from 'preact/hooks';

import type { Problem } from '../../../src/http/api/contract.ts';
import { useApp } from '../app/context.ts';
import { problemOf } from './problem.ts';

export interface Resource<T> {
  /** Kept while it is read again, so that the page does not jump. */
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
  /** Shows `data` without asking again. */
  readonly replace: (data: T) => void;
}

interface Known<T> {
  readonly subject: string;
  readonly data?: T;
  readonly problem?: Problem;
  readonly isLoading: boolean;
}

/** Reads `path` below `/api/v1`, and again when it changes; nothing while it is undefined. */
export function useResource<T>(path: string | undefined): Resource<T> {
  const { api } = useApp();
  const [turn, setTurn] = useState(0);
  const subject = subjectOf(path);
  const [known, setKnown] = useState<Known<T>>({ subject, isLoading: path !== undefined });
  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    setKnown((before) =>
      before.subject === subject ? { ...before, isLoading: true } : { subject, isLoading: true },
    );
    api.get<T>(path, abort.signal).then(
      (data) => setKnown({ subject, data, isLoading: false }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setKnown((before) => ({ ...before, problem: problemOf(error), isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [api, path, subject, turn]);
  const isCurrent = known.subject === subject;
  return {
    data: isCurrent ? known.data : undefined,
    problem: isCurrent ? known.problem : undefined,
    isLoading: path !== undefined && (!isCurrent || known.isLoading),
    reload: useCallback(() => setTurn((count) => count + 1), []),
    replace: useCallback((data: T) => setKnown({ subject, data, isLoading: false }), [subject]),
  };
}

/** Pages of one list are one subject; two packages are two. */
function subjectOf(path: string | undefined): string {
  return path?.split('?', 1)[0] ?? '';
}
