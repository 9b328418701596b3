// What npm's packuments say of who needs whom.

import { GatehouseError } from '../../kernel/errors.ts';
import { isObject, objectField } from '../../formats/json.ts';
import type { DependencyRules } from '../adapter-dependencies.ts';
import { gatherNeeds } from '../gather-needs.ts';
import { names } from './name.ts';
import { Packument } from './packument.ts';

/** Whoever asks for a peer leaves it to others to bring it. */
const FIELDS = ['dependencies', 'optionalDependencies'] as const;

export const dependencies: DependencyRules = {
  read(documents, name, choose) {
    const bytes = documents.get('packument');
    if (bytes === undefined) return [];
    const packument = new Packument(bytes, name);
    return [...choose([...packument.versions()])].flatMap((version) => {
      const manifest = packument.manifest(version);
      if (!isObject(manifest)) return [];
      const asked = FIELDS.flatMap((field) => Object.entries(objectField(manifest, field) ?? {}));
      return [gatherNeeds(version, asked.map(ownName), names)];
    });
  },
  isTelling: () => false,
  readFile(_bytes, name) {
    throw new GatehouseError('unsupported', `Cannot read what ${name} needs: no file of npm says it`);
  },
};

/** `npm:other@^1`: the name is another one's. */
function ownName([name, range]: readonly [string, unknown]): readonly [string, unknown] {
  const [, other, words] = typeof range === 'string' ? (/^npm:(@?[^@]+)(?:@(.*))?$/s.exec(range) ?? []) : [];
  return other === undefined ? [name, range] : [other, words];
}
