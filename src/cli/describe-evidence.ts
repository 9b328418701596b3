// What a verdict rests on, in words: one line for each piece of evidence.

import type { ReasonItem } from '../http/api/contract.ts';

type Evidence = ReasonItem['evidence'][number];

/** Pieces that differ by nothing but their source share a line: seven feeds that were never loaded are one matter. */
export function describeEvidence(evidence: readonly Evidence[]): readonly string[] {
  const sources = new Map<string, string[]>();
  const lines: { readonly head: string; readonly tail: string; readonly from: readonly string[] }[] = [];
  for (const { kind, source, id = '', url = '' } of evidence) {
    const key = JSON.stringify([kind, id, url]);
    const known = sources.get(key);
    if (known !== undefined && source !== '') known.push(source);
    if (known !== undefined) continue;
    const from = source === '' ? [] : [source];
    sources.set(key, from);
    lines.push({ head: kind, tail: [id, url].filter((part) => part !== '').join(' '), from });
  }
  return lines.map(({ head, tail, from }) =>
    [head, from.length === 0 ? '' : `from ${from.join(', ')}`, tail].filter((part) => part !== '').join(' '),
  );
}
