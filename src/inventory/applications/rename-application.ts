// Gives an application another name. All that is kept of it hangs on its id, and stays; what others say by its name is taken along.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { Application, InventoryDeps, InventoryWork } from '../ports.ts';
import { findApplications } from './read-application.ts';

export interface RenameRequest {
  readonly name: string;
  /** Absent: in all that the name has. */
  readonly environment: string | undefined;
  readonly newName: string;
  readonly author: string;
}

/**
 * In one transaction; answers each as it is now. A push of the old name makes another application. Throws `not-found`, and
 * `conflict` where the name is taken in one of the environments.
 */
export async function renameApplication(
  deps: Pick<InventoryDeps, 'clock' | 'unit'>,
  { name, environment, newName, author }: RenameRequest,
): Promise<readonly Application[]> {
  return deps.unit.transact(async (stores) => {
    const found = await findApplications(stores, name, environment);
    await assertFree(stores, found, newName);
    const at = deps.clock.now();
    const renamed: Application[] = [];
    for (const before of found) {
      const application = await rename(stores, before, newName, at);
      stores.journal.record({
        kind: 'application-renamed',
        actor: author,
        at,
        data: {
          applicationId: application.id,
          application: newName,
          environment: application.environment,
          was: name,
        },
      });
      renamed.push(application);
    }
    // What was asked for a name that is still there in another environment may mean that one.
    if ((await stores.applications.named(name)).length === 0)
      await stores.vetting.renameApplication(name, newName);
    return renamed;
  });
}

async function assertFree(
  { applications }: Pick<InventoryWork, 'applications'>,
  found: readonly Application[],
  newName: string,
): Promise<void> {
  const taken = new Set((await applications.named(newName)).map(({ environment }) => environment));
  const conflict = found.find(({ environment }) => taken.has(environment));
  if (conflict === undefined) return;
  const { name, environment } = conflict;
  throw new GatehouseError(
    'conflict',
    name === newName
      ? `Cannot rename ${name} in ${environment}: it has this name`
      : `Cannot rename ${name} in ${environment}: another application is called ${newName} there`,
  );
}

/** What was said of the new name before meant another, and clears nothing here: else a script could rename its way past a control. */
async function rename(
  { applications }: Pick<InventoryWork, 'applications'>,
  before: Application,
  newName: string,
  at: Instant,
): Promise<Application> {
  const was = { name: before.name, ...given('since', before.nameSince), until: at };
  const formerly = [...(before.formerly ?? []), was];
  const application = { ...before, name: newName, formerly, nameSince: at };
  await applications.save(application);
  return application;
}
