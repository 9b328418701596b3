// Keeps a fix plan with its application, if it was made for what the application was pushed as.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { componentKeyOf } from '../component-key.ts';
import type { Application, InventoryDeps } from '../ports.ts';
import { componentsOf } from '../applications/snapshot-components.ts';
import type { KeptFixPlan, PlannedFile } from './kept-plan.ts';

/**
 * Throws `conflict` for a plan that is not of the snapshot that it names: one that is gone, one without what the plan
 * upgrades, one older than that of the plan that is kept. Nothing is changed then.
 */
export async function keepFixPlan(
  deps: Pick<InventoryDeps, 'stores' | 'unit'>,
  application: Application,
  plan: KeptFixPlan,
): Promise<void> {
  await assertOfSnapshot(deps, application, plan);
  await deps.unit.transact(async ({ applications, fixPlans, journal }) => {
    if ((await applications.byId([application.id])).length === 0) {
      throw notOurs(application, 'found that it was removed meanwhile, expected it there');
    }
    const before = await fixPlans.of(application.id);
    if (before !== undefined && before.snapshot > plan.snapshot) {
      throw notOurs(
        application,
        `found one for snapshot ${before.snapshot} that is kept, expected none newer than ${plan.snapshot}`,
      );
    }
    await fixPlans.keep(plan);
    const steps = plan.files.flatMap((file) => file.steps);
    journal.record({
      kind: 'fix-plan-kept',
      actor: plan.author,
      at: plan.madeAt,
      data: {
        applicationId: application.id,
        application: application.name,
        environment: application.environment,
        snapshot: plan.snapshot,
        steps: steps.length,
        fixes: steps.reduce((sum, { fixed }) => sum + fixed.length, 0),
      },
    });
  });
}

async function assertOfSnapshot(
  { stores }: Pick<InventoryDeps, 'stores'>,
  application: Application,
  { snapshot, files }: KeptFixPlan,
): Promise<void> {
  let there;
  try {
    there = componentsOf(await stores.applications.graphOf(application.id, snapshot));
  } catch (error) {
    if (!isGatehouseError(error, 'not-found')) throw error;
    throw notOurs(application, `found no snapshot ${snapshot}, expected one that is kept`);
  }
  for (const file of files) {
    for (const { name, version } of holdingsIn(file)) {
      if (there.has(keyIn(file.ecosystem, name, version))) continue;
      throw notOurs(
        application,
        `found ${name} ${version} in it, which is not in snapshot ${snapshot}, expected what was pushed`,
      );
    }
  }
}

/** What the plan says is there before. */
function holdingsIn({ steps, unfixed }: PlannedFile): readonly { name: string; version: string }[] {
  const moved = steps.flatMap(({ moves }) =>
    moves.flatMap(({ name, from }) => from.map((version) => ({ name, version }))),
  );
  const fixed = steps.flatMap((step) => step.fixed);
  // What stays may have moved to a version that came with the plan.
  const came = new Set(
    steps.flatMap(({ moves }) => moves.flatMap(({ name, to }) => to.map((version) => `${name}\n${version}`))),
  );
  return [...moved, ...fixed, ...unfixed.filter(({ name, version }) => !came.has(`${name}\n${version}`))];
}

export function keyIn(ecosystem: Ecosystem, name: string, version: string): string {
  return componentKeyOf({ ecosystem, name: asPackageName(name), version });
}

function notOurs({ name, environment }: Application, why: string): GatehouseError {
  return new GatehouseError('conflict', `Cannot keep the plan with ${name} (${environment}): ${why}`, {
    facts: {
      says: 'Push what was planned for first, then plan again',
      command: `gatehouse app push --name ${name} --environment ${environment}`,
    },
  });
}
