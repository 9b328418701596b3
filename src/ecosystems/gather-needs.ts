// Names with ranges as documents write them, each once; what is no name of the ecosystem is left out.

import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { VersionNeeds } from './adapter-dependencies.ts';
import type { NameRules } from './adapter-name.ts';

export function gatherNeeds(
  version: string,
  asked: Iterable<readonly [name: string, range: unknown]>,
  names: Pick<NameRules, 'parse'>,
): VersionNeeds {
  const needs = new Map<PackageName, string | undefined>();
  for (const [rawName, range] of asked) {
    const name = findName(names, rawName);
    if (name !== undefined && !needs.has(name))
      needs.set(name, typeof range === 'string' ? range : undefined);
  }
  return {
    version,
    needs: [...needs].map(([name, range]) => (range === undefined ? { name } : { name, range })),
  };
}

function findName(names: Pick<NameRules, 'parse'>, rawName: string): PackageName | undefined {
  try {
    return names.parse(rawName);
  } catch (error) {
    // What is no package's name is nobody's dependency here.
    if (isGatehouseError(error, 'invalid-name')) return undefined;
    throw error;
  }
}
