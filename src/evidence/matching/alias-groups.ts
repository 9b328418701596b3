// Which records speak of the same flaw. Records assert aliases; groups are derived from the assertions each time, so
// that a record which changes its mind or is withdrawn leaves no trace.

/** What a record asserts: it and these ids are the same. */
export interface AliasAssertion {
  readonly id: string;
  readonly aliases: readonly string[];
}

/** Answers the same name for two ids exactly when a chain of assertions joins them. */
export type GroupOf = (id: string) => string;

/**
 * Joins ids by assertions: being an alias is symmetric and transitive. Pass records of one ecosystem only, since records
 * name as aliases what another ecosystem says about a package of the same name; never pass `related` or `upstream` ids.
 */
export function joinAliases(assertions: Iterable<AliasAssertion>): GroupOf {
  const parents = new Map<string, string>();
  for (const { id, aliases } of assertions) {
    for (const alias of aliases) join(parents, id, alias);
  }
  return (id) => rootOf(parents, id);
}

/** Puts members into groups; groups and members keep the order of `members`. */
export function groupByAlias<T extends AliasAssertion>(
  members: readonly T[],
  groupOf: GroupOf = joinAliases(members),
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(members, (member) => groupOf(member.id));
}

function rootOf(parents: Map<string, string>, id: string): string {
  let root = id;
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
  let step = id;
  while (step !== root) {
    const parent = parents.get(step) ?? root;
    parents.set(step, root);
    step = parent;
  }
  return root;
}

function join(parents: Map<string, string>, a: string, b: string): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  if (rootA !== rootB) parents.set(rootB, rootA);
}

const NATURAL = new Intl.Collator('en', { numeric: true });

/** All ids of a group in the order in which they should be shown: CVE, then GHSA, then the others. */
export function idsToShow(group: readonly AliasAssertion[]): readonly string[] {
  const ids = [...new Set(group.flatMap(({ id, aliases }) => [id, ...aliases]))];
  return ids.sort((a, b) => showRank(a) - showRank(b) || NATURAL.compare(a, b));
}

function showRank(id: string): number {
  if (id.startsWith('CVE-')) return 0;
  if (id.startsWith('GHSA-')) return 1;
  // Ids of unregistered databases come last.
  return id.startsWith('x_') ? 3 : 2;
}
