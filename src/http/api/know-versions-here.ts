// What the server itself knows of packages, as plans of fixes take it.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { scanComponents } from '../../inventory/scan/scan-components.ts';
import type { VersionDeps } from '../../inventory/fix/find-targets.ts';
import { examinePackage } from '../../registry/examine-package.ts';
import type { ApiDeps } from './deps.ts';
import { flawsIn, offersIn } from './fix-knowledge.ts';
import { renderFinding } from './render-finding.ts';
import { renderPackage } from './render-package.ts';

/** Versions as the gate offers them in `view`; a package that it does not know is asked for upstream. */
export function versionsKnownHere(
  { registry, inventory }: Pick<ApiDeps, 'registry' | 'inventory'>,
  ecosystem: Ecosystem,
  view: string,
): VersionDeps {
  return {
    order: registry.adapters[ecosystem].versions,
    async offers(name) {
      try {
        const examined = await examinePackage(registry, { ecosystem, name }, view);
        return { versions: offersIn(renderPackage(registry, examined)) };
      } catch (error) {
        // One package that cannot be asked for leaves the others.
        if (!isGatehouseError(error)) throw error;
        return { because: `the versions of ${name} are not known: ${error.message}` };
      }
    },
    async flawsOf(name, versions) {
      const used = new Map([[ecosystem, [{ name, versions }]]]);
      const found = await scanComponents(inventory, used, view);
      return found.flatMap((one) => flawsIn(renderFinding(registry.adapters, one)));
    },
  };
}
