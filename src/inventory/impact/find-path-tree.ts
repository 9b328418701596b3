// The ways by which applications come to something, as one tree over all of them.

import { startTurn } from '../../evidence/turn.ts';
import type { ImpactDeps } from './impact-ports.ts';
import { findMeant, type ImpactQuestion } from './impact-question.ts';
import { InvertedGraph } from './inverted-graph.ts';
import { pathTree, type TreeLimits, type TreeNode } from './path-tree.ts';
import type { ComponentKey } from '../ports.ts';

export interface PathTree {
  readonly roots: readonly TreeNode[];
  /** Names of the components of the tree, by their ids. */
  readonly names: ReadonlyMap<number, ComponentKey>;
  /** Applications that have it; of very many, those that were looked at. */
  readonly applications: number;
  readonly isCut: boolean;
  /** Applications whose snapshots cannot be read. */
  readonly unread: number;
  /** Components on any way, whether they stand in the tree or not. */
  readonly components: number;
}

const CHUNK = 100;
/** Applications whose ways are put together. */
const MOST_APPLICATIONS = 5_000;

/** `application`: the id of the one that counts; else all. */
export async function findPathTree(
  deps: ImpactDeps,
  question: ImpactQuestion,
  limits: TreeLimits,
  application?: string,
): Promise<PathTree> {
  const meant = await findMeant(deps, question);
  const hits = [...meant.hits.keys()];
  const graph = new InvertedGraph();
  const turn = startTurn();
  let [looked, unread] = [0, 0];
  let after: string | undefined;
  let isCut = false;
  for (;;) {
    const some =
      application === undefined
        ? await deps.stores.components.applicationsWith(hits, {
            ...(after === undefined ? {} : { after }),
            limit: CHUNK,
          })
        : [application];
    const known = await deps.stores.applications.byId(some);
    for (const read of (await deps.shapes.of(known)).values()) {
      if ('because' in read) unread += 1;
      else graph.add(read.shapes, meant);
      await turn.next();
    }
    looked += some.length;
    after = some.at(-1);
    isCut = looked >= MOST_APPLICATIONS && some.length === CHUNK;
    if (isCut || some.length < CHUNK) break;
  }
  const roots = pathTree(graph, limits);
  const names = await deps.names.of(idsIn(roots));
  return { roots, names, applications: graph.applications, isCut, unread, components: graph.size };
}

function idsIn(roots: readonly TreeNode[]): readonly number[] {
  const ids = new Set<number>();
  const waiting = [...roots];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node.key === 'number') ids.add(node.key);
    waiting.push(...node.children);
  }
  return [...ids];
}
