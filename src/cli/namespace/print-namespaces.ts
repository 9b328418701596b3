// How namespaces, and what has to be shown for one, are printed.

import type { NamespaceItem } from '../../http/api/namespace-contract.ts';
import { words } from '../terminal/painted.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';

/** One namespace, with what to do about it. */
export function printNamespace(out: Printer, item: NamespaceItem): void {
  const { pattern, ecosystem, state, owner = 'nobody', id } = item;
  out.line(
    words`${out.palette.strong(pattern)} in ${ecosystem}: ${state}, ${owner} ${out.palette.faint(id)}`,
  );
  if (item.failingSince !== undefined) {
    out.line(words`Its proof is gone since ${shortTime(item.failingSince)}.`);
  }
  if (item.reason !== undefined) out.line(words`Why: ${item.reason}`);
  if (item.state === 'proven' && item.failingSince === undefined) return;
  for (const { way, where, what } of item.tasks) {
    if (way === 'dns')
      out.line(words`  dns         a TXT record of ${where} that says ${out.palette.code(what ?? '')}`);
    if (way === 'file') out.line(words`  file        ${where} with the line ${out.palette.code(what ?? '')}`);
    if (way === 'repository') out.line(words`  repository  ${where}, to be seen by everybody`);
  }
  const [first] = item.tasks;
  if (first !== undefined) out.hint(words`Then: gatehouse namespace prove ${id} ${first.way}`);
}

/** A table of them. */
export function printNamespaces(out: Printer, items: readonly NamespaceItem[]): void {
  out.table(
    ['id', 'ecosystem', 'names', 'state', 'owner', 'proof', 'last shown'],
    items.map((item) => [
      item.id,
      item.ecosystem,
      item.pattern,
      item.failingSince === undefined ? item.state : `${item.state}, failing`,
      item.owner ?? '–',
      item.proof ?? '–',
      item.provenAt === undefined ? '–' : shortTime(item.provenAt),
    ]),
  );
  for (const item of items) {
    const needsProof = item.state === 'pending' || item.state === 'lapsed' || item.failingSince !== undefined;
    if (needsProof) printNamespace(out, item);
  }
}
