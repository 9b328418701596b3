// Tests a policy against the packages that are known here, within a time limit.

import { testPolicy, type PolicyTest as TestResult } from '../../governance/test-policy.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageEvidence } from '../../kernel/evidence.ts';
import { packageKey } from '../../kernel/package-ref.ts';
import type { Policy } from '../../policy/policy.ts';
import { examinePackage } from '../../registry/examine-package.ts';
import type { ApiDeps } from './deps.ts';

const MAX_PACKAGES = 2_000;
const MAX_MS = 15_000;
const MAX_EFFECTS = 500;
const PAGE = 100;

/** What `candidate` would change, compared with the policy in force for `view`. Writes no policy. */
export function testPolicyHere(deps: ApiDeps, view: string, candidate: Policy): Promise<TestResult> {
  const { adapters } = deps.registry;
  const orders = {
    npm: adapters.npm.versions,
    pypi: adapters.pypi.versions,
    cargo: adapters.cargo.versions,
    maven: adapters.maven.versions,
    composer: adapters.composer.versions,
  } satisfies Record<Ecosystem, unknown>;
  const current = deps.registry.knowledge.policyOf(view);
  return testPolicy(
    { current, candidate, orders, now: deps.clock.now(), limit: MAX_EFFECTS },
    knownPackages(deps, view),
  );
}

/** Packages by name, until there are enough or the time is over; one that cannot be examined now is left out. */
async function* knownPackages(deps: ApiDeps, view: string): AsyncGenerator<PackageEvidence> {
  const endsAt = performance.now() + MAX_MS;
  let [after, count]: [string | undefined, number] = [undefined, 0];
  for (;;) {
    const page = await deps.registry.stores.packages.search({
      text: '',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const ref of page) {
      if (count >= MAX_PACKAGES || performance.now() > endsAt) return;
      const examined = await examinePackage(deps.registry, ref, view).catch(() => undefined);
      if (examined === undefined) continue;
      count += 1;
      yield examined.evidence;
    }
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = packageKey(last);
  }
}
