// Arrays that are used again for the next graph: a thousand of them are asked at once, and making arrays would take as long as
// asking.

const spare = new Map<string, Int32Array>();

/** Of at least `length`, with whatever was left in it, until the next call with this name. */
export function spareArray(name: string, length: number): Int32Array {
  const known = spare.get(name);
  if (known !== undefined && known.length >= length) return known;
  const made = new Int32Array(length * 2);
  // What a very large graph took is not held on to.
  if (length <= 100_000) spare.set(name, made);
  return made;
}
