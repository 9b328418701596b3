// What PyPI's documents say of who needs whom: the core metadata of a file, and the project's JSON for its newest release. A
// simple page says nothing of it.

import { objectField, field, parseJsonObject, stringField } from '../../formats/json.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { DependencyRules, VersionNeeds } from '../adapter-dependencies.ts';
import { gatherNeeds } from '../gather-needs.ts';
import { names } from './name.ts';
import { readRequirement } from './requires-dist.ts';

const LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 64 };
const MAX_METADATA = 16 * 1024 * 1024;

export const dependencies: DependencyRules = {
  read(documents, name, choose) {
    const bytes = documents.get('project-json');
    if (bytes === undefined) return [];
    const info = objectField(parseJsonObject(bytes, `the JSON of ${name}`, LIMITS), 'info') ?? {};
    const version = stringField(info, 'version');
    if (version === undefined || !choose([version]).has(version)) return [];
    const listed = field(info, 'requires_dist');
    const lines = Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [];
    return [needsOf(version, lines)];
  },
  isTelling: (file) => file.endsWith('.metadata'),
  readFile(bytes, _name: PackageName, version) {
    const text = new TextDecoder().decode(bytes.subarray(0, MAX_METADATA));
    // The headers end with the first empty line; the description behind it is anybody's text.
    const head = text.replaceAll('\r\n', '\n').split('\n\n', 1)[0] ?? '';
    const lines = [...head.matchAll(/^Requires-Dist:(.*)$/gim)].map(([, words = '']) => words);
    return { ...needsOf(version, lines), leansOn: [] };
  },
};

/** What only an extra brings is not needed. */
function needsOf(version: string, lines: readonly string[]): VersionNeeds {
  const asked = lines.flatMap((line) => {
    const found = readRequirement(line);
    return found === undefined || found.isExtra ? [] : [[found.name, found.range] as const];
  });
  return gatherNeeds(version, asked, names);
}
