// The words of a pyproject.toml that are no list of what is asked for: settings of tools, scripts, plugins.

import { isGatehouseError } from '../../kernel/errors.ts';
import { readWords } from '../../formats/source/read-words.ts';
import type { ModuleUse } from '../../formats/source/source-reading.ts';
import { stringsIn } from '../../formats/source/strings-in.ts';
import { readToml } from './read-toml.ts';

/** Keys below which requirements stand, or what people wrote. */
const LISTS: ReadonlySet<string> = new Set([
  'dependencies',
  'optional-dependencies',
  'dependency-groups',
  'dev-dependencies',
  'group',
  'requires',
  'extras',
  'sources',
  'source',
  'name',
  'description',
  'keywords',
  'classifiers',
  'authors',
  'override-dependencies',
  'constraint-dependencies',
]);

/** Of a text that is no TOML nothing: its own reader tells what is wrong. */
export function readProjectWords(text: string, isWanted: (word: string) => boolean): readonly ModuleUse[] {
  const words = new Set<string>();
  for (const said of stringsIn(parse(text), LISTS))
    for (const { module } of readWords(said, isWanted)) words.add(module);
  return readWords(text, (word) => words.has(word));
}

function parse(text: string): unknown {
  try {
    return readToml(text, 'pyproject.toml').value;
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return undefined;
  }
}
