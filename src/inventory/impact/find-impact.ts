// Which applications have a package, how each came to it, and what to move: the question of the first hour of an incident.

import { startTurn } from '../../evidence/turn.ts';
import type { ImpactDeps } from './impact-ports.ts';
import { findMeant, type ImpactQuestion, type Meant } from './impact-question.ts';
import { placeImpact, type ApplicationImpact, type RawImpact } from './place-impact.ts';
import type { Application } from '../ports.ts';

/** An application that has what was asked about, or asks for it in words that admit it. */
export interface AffectedApplication extends ApplicationImpact {
  readonly application: Application;
  /** Why it cannot be told where in it: its snapshot is damaged. */
  readonly unread?: string;
}

export interface ImpactPage {
  readonly meant: Meant;
  /** By the application's id. */
  readonly found: readonly AffectedApplication[];
  /** Behind which application the next page begins; absent on the last. */
  readonly next?: string;
}

/** Applications that are read at a time. */
const CHUNK = 100;

/**
 * The next `limit` applications behind the id `after`, by their newest snapshots. Those that have it are found by an index, so
 * that time does not grow with those that have nothing of the package at all.
 */
export async function findImpact(
  deps: ImpactDeps,
  question: ImpactQuestion,
  page: { readonly after?: string; readonly limit: number },
): Promise<ImpactPage> {
  const meant = await findMeant(deps, question);
  const ids = [...meant.hits.keys(), ...meant.siblings.keys()];
  const found: AffectedApplication[] = [];
  let after = page.after;
  for (;;) {
    const from = after === undefined ? {} : { after };
    const size = Math.min(CHUNK, page.limit - found.length + 1);
    const some = await deps.stores.components.applicationsWith(ids, { ...from, limit: size });
    for (const one of await impactOf(deps, some, meant, after)) {
      if (found.length === page.limit) return { meant, found, next: found.at(-1)?.application.id ?? '' };
      found.push(one);
    }
    after = some.at(-1);
    if (some.length < size) return { meant, found };
  }
}

async function impactOf(
  deps: ImpactDeps,
  ids: readonly string[],
  meant: Meant,
  after: string | undefined,
): Promise<readonly AffectedApplication[]> {
  const { applications } = deps.stores;
  const known = new Map((await applications.byId(ids)).map((one) => [one.id, one]));
  const read = await deps.shapes.of([...known.values()]);
  const turn = startTurn();
  const raw: (readonly [Application, RawImpact | { readonly because: string }])[] = [];
  for (const id of ids) {
    const [application, graph] = [known.get(id), read.get(id)];
    if (application === undefined || graph === undefined) continue;
    raw.push([application, 'because' in graph ? graph : placeImpact(graph.shapes, meant)]);
    await turn.next();
  }
  const wanted = new Set(raw.flatMap(([, one]) => ('ids' in one ? [...one.ids] : [])));
  const names = await deps.names.of(wanted);
  const isAnyDamaged = raw.some(([, one]) => 'because' in one);
  const held = isAnyDamaged
    ? await holdingsOf(deps, meant, { after, limit: ids.length })
    : new Map<string, ApplicationImpact['held']>();
  return raw.flatMap(([application, one]): readonly AffectedApplication[] => {
    if ('because' in one) {
      const nothing = { admitted: [], admittedLeft: 0, untold: [] };
      return [{ application, held: held.get(application.id) ?? [], ...nothing, unread: one.because }];
    }
    const impact = one.tell(names);
    const isEmpty = impact.held.length + impact.admitted.length + impact.untold.length === 0;
    return isEmpty ? [] : [{ application, ...impact }];
  });
}

/** What applications have, by the index alone: for those whose graphs cannot be read. */
async function holdingsOf(
  { stores }: ImpactDeps,
  { hits }: Meant,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<ReadonlyMap<string, ApplicationImpact['held']>> {
  const components = [...hits.values()].map(({ component }) => component);
  const page = { ...(after === undefined ? {} : { after }), limit };
  const holdings = Map.groupBy(
    await stores.components.holders(components, page),
    ({ applicationId }) => applicationId,
  );
  const held = new Map<string, ApplicationImpact['held']>();
  for (const [id, some] of holdings) {
    const found = some.flatMap(({ component }) => hits.get(component.id) ?? []);
    held.set(
      id,
      found.map((hit) => ({ ...hit, places: [] })),
    );
  }
  return held;
}
