// Many rows, in statements that the engines take.

/** Parameters of one statement: below SQLite's limit of 32,766, and few enough not to hold the event loop. */
const PARAMETERS = 8_000;

/** `items` in pieces of which each, with `parametersPerItem`, fits one statement. */
export function* inChunks<T>(
  items: readonly T[],
  parametersPerItem: number,
): Generator<readonly T[], void, undefined> {
  const size = Math.max(1, Math.floor(PARAMETERS / parametersPerItem));
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
