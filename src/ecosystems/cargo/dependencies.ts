// What the lines of Cargo's index say of who needs whom.

import { GatehouseError } from '../../kernel/errors.ts';
import { field, isObject, parseJsonObject, stringField, type JsonObject } from '../../formats/json.ts';
import type { DependencyRules } from '../adapter-dependencies.ts';
import { gatherNeeds } from '../gather-needs.ts';
import { names } from './name.ts';

const LIMITS = { maxBytes: 16 * 1024 * 1024, maxDepth: 64 };

export const dependencies: DependencyRules = {
  read(documents, name, choose) {
    const text = new TextDecoder().decode(documents.get('index') ?? new Uint8Array());
    const lines = new Map<string, JsonObject>();
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      const document = parseJsonObject(Buffer.from(line), `the index of ${name}`, LIMITS);
      lines.set(stringField(document, 'vers') ?? '', document);
    }
    return [...choose([...lines.keys()])].map((version) =>
      gatherNeeds(version, depsOf(lines.get(version) ?? {}), names),
    );
  },
  isTelling: () => false,
  readFile(_bytes, name) {
    throw new GatehouseError('unsupported', `Cannot read what ${name} needs: no file of Cargo says it`);
  },
};

/** A crate that is renamed within another one goes by its own name in `package`. */
function depsOf(line: JsonObject): readonly (readonly [string, unknown])[] {
  const deps = field(line, 'deps');
  return (Array.isArray(deps) ? deps : []).flatMap((dep: unknown) => {
    if (!isObject(dep) || field(dep, 'kind') === 'dev') return [];
    const name = stringField(dep, 'package') ?? stringField(dep, 'name');
    return name === undefined ? [] : [[name, field(dep, 'req')] as const];
  });
}
