// Who depends on what is published here: packages that the gate has seen, hosted ones among them, and applications that were pushed.

import type { SeenDependencies } from '../inventory/impact/seen-dependencies.ts';
import type { DependentsHere } from '../registry/publish/removable.ts';
import type { OpenStorage } from './open-storage.ts';

/** Applications that are counted; who has more than these is told that there are so many. */
const MAX_APPLICATIONS = 100;

export function createDependentsHere(
  seen: Pick<SeenDependencies, 'graph'>,
  { components }: Pick<OpenStorage['stores'], 'components'>,
): DependentsHere {
  return {
    async count(ref, versions) {
      const { graph, numberOf } = await seen.graph();
      const node = numberOf(ref);
      const direct = node === undefined ? [] : [...graph.directOf(node)];
      const known = new Set(versions);
      const pushed = (await components.versionsOf(ref)).filter(({ version }) => known.has(version));
      const ids = pushed.map(({ id }) => id);
      const applications =
        ids.length === 0 ? [] : await components.applicationsWith(ids, { limit: MAX_APPLICATIONS });
      return {
        packages: new Set(direct.filter((one) => one !== node)).size,
        applications: applications.length,
      };
    },
  };
}
