// Which rows of a table are chosen.

import { useState } from 'preact/hooks';

import type { Selection } from './table.tsx';

export interface Chosen extends Selection {
  /** These and no others. */
  readonly choose: (keys: readonly string[]) => void;
  readonly clear: () => void;
}

/** `nameOf` says what a key stands for. Keys that are not listed any more do not count. */
export function useSelection(listed: readonly string[], nameOf: (key: string) => string): Chosen {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const chosen = new Set(listed.filter((key) => keys.has(key)));
  return {
    chosen,
    nameOf,
    isOffered: (key) => listed.includes(key),
    toggle: (key) =>
      setKeys(
        chosen.has(key) ? new Set([...chosen].filter((one) => one !== key)) : new Set([...chosen, key]),
      ),
    choose: (all) => setKeys(new Set(all)),
    clear: () => setKeys(new Set()),
  };
}
