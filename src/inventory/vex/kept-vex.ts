// Kept VEX documents at hand: asked for every finding, from memory.

import type { VexDocument } from '../../formats/vex/vex-statement.ts';
import { VexIndex, type VexRules } from './vex-index.ts';
import type { KeptVex, VexStore } from './vex-ports.ts';

/** Documents in force, in memory. Reload on `vex-added` and `vex-withdrawn`. */
export interface VexInForce {
  /** What all of them say together; another one after each change. */
  index(): VexIndex;
  /** The id under which a document of the index is kept; undefined for what is none of them. */
  idOf(document: VexDocument): string | undefined;
  /** In the order in which they were added. */
  all(): readonly KeptVex[];
  /** Reads the store again. What was in force stays so when that fails, and the error is passed on. */
  reload(): Promise<void>;
}

/** Reads the documents in force. */
export async function loadVexInForce(deps: {
  readonly rules: VexRules;
  readonly vex: Pick<VexStore, 'inForce'>;
}): Promise<VexInForce> {
  let inForce: readonly KeptVex[] = [];
  let index = new VexIndex(deps.rules, []);
  let ids = new Map<VexDocument, string>();
  let reads = 0;
  let newest = 0;
  const reload = async () => {
    // Of reads that overtake each other, the one that began last counts.
    const read = ++reads;
    const all = await deps.vex.inForce();
    if (read < newest) return;
    newest = read;
    inForce = all;
    ids = new Map(all.map(({ id, document }) => [document, id]));
    index = new VexIndex(
      deps.rules,
      all.map(({ document }) => document),
      new Map(all.map(({ document, addedAt }) => [document, addedAt])),
    );
  };
  await reload();
  return { index: () => index, idOf: (document) => ids.get(document), all: () => inForce, reload };
}
