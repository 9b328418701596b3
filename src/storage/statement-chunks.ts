// Many rows, in statements that the engines take.

/** Parameters of one statement: few enough that its text is short, alike and prepared once; larger ones cost more a row. */
const PARAMETERS = 500;

/** `items` in pieces of which each, with `parametersPerItem`, fits one statement. */
export function* inChunks<T>(
  items: readonly T[],
  parametersPerItem: number,
): Generator<readonly T[], void, undefined> {
  const size = Math.max(1, Math.floor(PARAMETERS / parametersPerItem));
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
