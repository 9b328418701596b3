// The words of a file of settings, whatever its format: what may be the name of a package among them.

import { createLineCounter, UseList, type ModuleUse } from './source-reading.ts';

const WORD = /[^\s"'`=,;()[\]{}|&<>]+/g;
const MAX_WORD = 400;

/** Each word that is wanted, once. A version behind the name, or a colon, is left off. */
export function readWords(text: string, isWanted: (word: string) => boolean): readonly ModuleUse[] {
  const found = new UseList();
  const lineOf = createLineCounter(text);
  for (const { 0: whole, index } of text.matchAll(WORD)) {
    if (whole.length > MAX_WORD) continue;
    const word = whole.replace(/(?<=.)@[^/@]*$/, '').replace(/[:.]+$/, '');
    if (word !== '' && isWanted(word)) found.add(word, lineOf(index));
  }
  return found.list();
}
