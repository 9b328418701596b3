// What is known against components that somebody has, wherever they came from.

import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import type { PackageName, PackageRef } from '../../../kernel/package-ref.ts';
import { parsePurl, type PurlRules } from '../../../formats/purl.ts';
import type { UsedPackage } from '../../../inventory/ports.ts';
import { clearanceOf, scanComponents } from '../../../inventory/scan/scan-components.ts';
import { chooseView } from '../choose-view.ts';
import type { ScanContext } from '../deps.ts';
import { scanAnswer, scanRequest } from '../scan-contract.ts';
import { renderFinding } from '../render-finding.ts';
import { route } from '../route.ts';

const scanRoute = route({
  method: 'POST',
  url: '/api/v1/scan',
  summary:
    'Advisories and malware records about components, and what the policy makes of them; nothing is stored',
  access: 'read-packages',
  body: scanRequest,
  answer: scanAnswer,
  async handle(deps: ScanContext, call) {
    const view = chooseView(deps, call, call.body.view);
    const { adapters } = deps.inventory;
    const { components, cleared = [] } = call.body;
    const clearances = new Set(
      cleared.map(({ component, record }) => {
        const { ref, version } = parseComponent(adapters, component);
        return clearanceOf(ref, version, record);
      }),
    );
    const used = groupComponents(adapters, components);
    const findings = await scanComponents(deps.inventory, used, view, clearances);
    return { findings: findings.map((finding) => renderFinding(adapters, finding)) };
  },
});

export const scanRoutes = [scanRoute];

/** Each package once, with its versions. Throws `invalid-purl`, `invalid-request`. */
function groupComponents(
  rules: PurlRules,
  components: readonly string[],
): ReadonlyMap<Ecosystem, readonly UsedPackage[]> {
  const used = new Map<Ecosystem, Map<PackageName, Set<string>>>();
  for (const purl of components) {
    const { ref, version } = parseComponent(rules, purl);
    const names = used.get(ref.ecosystem) ?? new Map<PackageName, Set<string>>();
    used.set(ref.ecosystem, names);
    names.set(ref.name, (names.get(ref.name) ?? new Set()).add(version));
  }
  return new Map(
    [...used].map(([ecosystem, names]) => [
      ecosystem,
      [...names].map(([name, versions]) => ({ name, versions: [...versions] })),
    ]),
  );
}

function parseComponent(
  rules: PurlRules,
  purl: string,
): { readonly ref: PackageRef; readonly version: string } {
  const { ref, version } = parsePurl(rules, purl);
  if (version !== undefined) return { ref, version };
  throw new GatehouseError('invalid-request', `Cannot scan ${purl}: found no version, expected one`);
}
