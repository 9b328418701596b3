// A text that is being edited survives a reload of the page.

import { useState } from 'preact/hooks';

export interface Draft {
  readonly text: string;
  /** Whether it was found from before. */
  readonly isRestored: boolean;
  readonly setText: (text: string) => void;
  readonly drop: () => void;
}

/** The draft under `name`, in this tab alone; `original` where there is none. */
export function useDraft(name: string, original: string): Draft {
  const key = `gatehouse-draft ${name}`;
  const [found] = useState(() => readDraft(key));
  const [text, setText] = useState(found ?? original);
  return {
    text,
    isRestored: found !== undefined && found !== original,
    setText(next) {
      setText(next);
      writeDraft(key, next === original ? undefined : next);
    },
    drop: () => writeDraft(key, undefined),
  };
}

function readDraft(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    // Storage may be forbidden: there is no draft then.
    return undefined;
  }
}

function writeDraft(key: string, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Storage may be forbidden or full: the text still stands in the page.
  }
}
