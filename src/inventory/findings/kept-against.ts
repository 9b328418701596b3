// What is kept against components: the answer of the last look, without looking anew.

import { componentKeyOf } from '../component-key.ts';
import type { KeptFinding } from './finding-ports.ts';
import type { KnownVersion } from './known-against.ts';
import type { ComponentKey, InventoryStores, KnownComponent } from '../ports.ts';

/** A component with what is kept against it; in `evidence` what its findings rest on. */
export interface KeptVersion extends KnownVersion {
  readonly component: KnownComponent;
  readonly findings: readonly KeptFinding[];
}

/** Those with something against them, in the order of `components`. */
export async function keptAgainst(
  stores: Pick<InventoryStores, 'components' | 'findings'>,
  components: readonly ComponentKey[],
): Promise<readonly KeptVersion[]> {
  const ids = await stores.components.idsOf(components);
  const kept = Map.groupBy(
    await stores.findings.ofComponents([...ids.values()]),
    ({ componentId }) => componentId,
  );
  return components.flatMap((key) => {
    const id = ids.get(componentKeyOf(key));
    const findings = (kept.get(id ?? -1) ?? []).filter(
      ({ goneAt, evidence }) => goneAt === undefined && evidence !== undefined,
    );
    if (id === undefined || findings.length === 0) return [];
    const { ecosystem, name, version } = key;
    const evidence = findings.flatMap((one) => one.evidence ?? []);
    return [{ component: { ...key, id }, ref: { ecosystem, name }, version, findings, evidence }];
  });
}
