// What a push tells of imports, as the inventory takes it: of components that are in it, of each once.

import type { z } from 'zod';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { parsePurl, type PurlRules } from '../../formats/purl.ts';
import { componentsOf } from '../../inventory/applications/snapshot-components.ts';
import { componentKeyOf } from '../../inventory/component-key.ts';
import type { ComponentKey, SnapshotFile } from '../../inventory/ports.ts';
import type { ToldReach } from '../../inventory/reach/reach-ports.ts';
import type { pushedReach } from './reach-contract.ts';

/** Throws `invalid-request` with the place of what is wrong. */
export function readPushedReach(
  rules: PurlRules,
  told: readonly z.output<typeof pushedReach>[],
  files: readonly SnapshotFile[],
): readonly ToldReach<ComponentKey>[] {
  const present = componentsOf(files);
  const seen = new Set<string>();
  return told.map(({ components, ...reach }, at) => ({
    reach,
    components: components.map((purl, position) => {
      const where = `body.reach[${at}].components[${position}]`;
      const key = readKey(rules, purl, where);
      const component = present.get(key);
      if (component === undefined) throw invalid(where, `found ${purl}, expected a component of the files`);
      if (seen.has(key)) throw invalid(where, `found ${purl} a second time, expected each component once`);
      seen.add(key);
      return component;
    }),
  }));
}

function readKey(rules: PurlRules, purl: string, where: string): string {
  try {
    const { ref, version = '' } = parsePurl(rules, purl);
    return componentKeyOf({ ...ref, version });
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    throw invalid(where, error.message);
  }
}

function invalid(where: string, what: string): GatehouseError {
  const fault = `${where}: ${what}`;
  return new GatehouseError('invalid-request', `Cannot read the request: ${fault}`, {
    facts: { fields: [fault] },
  });
}
