// Tests a policy against the packages that are known here, within limits, and says when a limit ended it.

import { testPolicy, type PolicyTest as TestResult } from '../../governance/test-policy.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageEvidence } from '../../kernel/evidence.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { Policy } from '../../policy/policy.ts';
import { examinePackage } from '../../registry/examine-package.ts';
import type { ApiDeps } from './deps.ts';

const USUAL_LIMITS = { packages: 2_000, seconds: 15 } as const;
const MAX_EFFECTS = 500;
const PAGE = 100;

/** When to end, at the latest. */
export interface TestLimits {
  readonly packages?: number | undefined;
  readonly seconds?: number | undefined;
}

/** How far a test came. */
export interface TestReach {
  /** Packages that could not be decided now. */
  readonly failed: number;
  /** Packages that are known here. */
  readonly known: number;
  /** The limit that ended the test before it had looked at all of them. */
  readonly stoppedBy?: 'packages' | 'seconds';
}

/** What `candidate` would change, compared with the policy in force for `view`. Writes no policy. */
export async function testPolicyHere(
  deps: ApiDeps,
  view: string,
  candidate: Policy,
  limits: TestLimits = {},
): Promise<TestResult & TestReach> {
  const { adapters } = deps.registry;
  const orders = {
    npm: adapters.npm.versions,
    pypi: adapters.pypi.versions,
    cargo: adapters.cargo.versions,
    maven: adapters.maven.versions,
    composer: adapters.composer.versions,
  } satisfies Record<Ecosystem, unknown>;
  const current = deps.registry.knowledge.policyOf(view);
  const reach: Reach = { looked: 0, failed: 0 };
  const result = await testPolicy(
    { current, candidate, orders, now: deps.clock.now(), limit: MAX_EFFECTS },
    knownPackages(deps, view, limits, reach),
  );
  const { looked, failed, stoppedBy } = reach;
  if (stoppedBy === undefined) return { ...result, failed, known: looked };
  // Counted up to half a minute ago; there is at least the one that was not looked at.
  const { packages } = await deps.storage.usage();
  return { ...result, failed, known: Math.max(packages, looked + 1), stoppedBy };
}

interface Reach {
  looked: number;
  failed: number;
  stoppedBy?: 'packages' | 'seconds';
}

/** Packages by name, until a limit; one that cannot be examined now is left out. `reach` is kept up to date. */
async function* knownPackages(
  deps: ApiDeps,
  view: string,
  limits: TestLimits,
  reach: Reach,
): AsyncGenerator<PackageEvidence> {
  const most = limits.packages ?? USUAL_LIMITS.packages;
  const endsAt = performance.now() + (limits.seconds ?? USUAL_LIMITS.seconds) * 1000;
  for await (const ref of allPackages(deps)) {
    if (reach.looked >= most) reach.stoppedBy = 'packages';
    else if (performance.now() > endsAt) reach.stoppedBy = 'seconds';
    if (reach.stoppedBy !== undefined) return;
    reach.looked += 1;
    const examined = await examinePackage(deps.registry, ref, view).catch(() => undefined);
    if (examined === undefined) reach.failed += 1;
    else yield examined.evidence;
  }
}

async function* allPackages(deps: ApiDeps): AsyncGenerator<PackageRef> {
  let after: string | undefined;
  for (;;) {
    const page = await deps.registry.stores.packages.search({
      text: '',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = packageKey(last);
  }
}
