// Applications that were pushed before anything was known about an ecosystem are looked up once something is.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { componentKeyOf } from '../component-key.ts';
import { whyUnmatched } from './match-components.ts';
import type { Application, ApplicationPlace, KnownComponent } from '../ports.ts';
import type { RematchDeps } from './rematch-components.ts';
import { componentsOf } from '../applications/snapshot-components.ts';

/** Applications that are read at a time. */
const PAGE = 200;

/** Answers whether some application is still not looked up. */
export async function lookUpUnmatched(
  deps: RematchDeps,
  rematch: (components: readonly KnownComponent[]) => Promise<void>,
): Promise<boolean> {
  let isSomeLeft = false;
  let after: ApplicationPlace | undefined;
  do {
    const page = await deps.stores.applications.list(
      {},
      { limit: PAGE, ...(after === undefined ? {} : { after }) },
    );
    for (const application of page) {
      if (application.unmatched === undefined) continue;
      if (!(await lookUp(deps, application, rematch))) isSomeLeft = true;
    }
    after = page.length < PAGE ? undefined : page.at(-1);
  } while (after !== undefined);
  return isSomeLeft;
}

/** Answers whether all of it was looked up. */
async function lookUp(
  deps: RematchDeps,
  { id, newestSnapshot, unmatched: before }: Application,
  rematch: (components: readonly KnownComponent[]) => Promise<void>,
): Promise<boolean> {
  const { applications, components } = deps.stores;
  const own = componentsOf(await applications.graphOf(id, newestSnapshot));
  const ecosystems = new Set<Ecosystem>([...own.values()].map(({ ecosystem }) => ecosystem));
  const unmatched = await whyUnmatched(deps, ecosystems);
  if (unmatched === before) return false;
  const ids = await components.idsOf([...own.values()]);
  await rematch(
    [...own.values()].flatMap((key) => {
      const known = ids.get(componentKeyOf(key));
      return known === undefined ? [] : [{ ...key, id: known }];
    }),
  );
  await deps.unit.transact(async (stores) => {
    const [now] = await stores.applications.byId([id]);
    if (now === undefined || now.newestSnapshot !== newestSnapshot) return;
    const { unmatched: _, ...rest } = now;
    await stores.applications.save(unmatched === undefined ? rest : { ...rest, unmatched });
  });
  return unmatched === undefined;
}
