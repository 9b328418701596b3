// Names with ranges as documents write them, each once; what is no name of the ecosystem is left out.

import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { Need, VersionNeeds } from './adapter-dependencies.ts';
import type { NameRules } from './adapter-name.ts';

/** What is needed for sure goes before what may be; else the first of a name counts. */
export function gatherNeeds(
  version: string,
  asked: Iterable<readonly [name: string, range: unknown, isPerhaps?: boolean]>,
  names: Pick<NameRules, 'parse'>,
): VersionNeeds {
  const needs = new Map<PackageName, Need>();
  for (const [rawName, range, isPerhaps = false] of asked) {
    const name = findName(names, rawName);
    if (name === undefined) continue;
    const known = needs.get(name);
    if (known !== undefined && (isPerhaps || known.isPerhaps !== true)) continue;
    needs.set(name, {
      name,
      ...(typeof range === 'string' ? { range } : {}),
      ...(isPerhaps ? { isPerhaps } : {}),
    });
  }
  return { version, needs: [...needs.values()] };
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
