// "Did you mean …?"

/** The candidate nearest to what was typed, if any is near. */
export function suggest(typed: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(typed.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(typed.toLowerCase(), candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best !== undefined && best.distance <= limit) return best.candidate;
  if (typed.length < 2) return undefined;
  // The beginning of one, or the whole of one that is short for it: `--application` for `--app`.
  return (
    candidates.find((candidate) => candidate.startsWith(typed)) ??
    candidates
      .filter((candidate) => candidate.length >= SHORTEST_STEM && typed.startsWith(candidate))
      .sort((a, b) => b.length - a.length)[0]
  );
}

const LONGEST = 40;
const SHORTEST_STEM = 3;

/** Edits (insert, delete, replace, swap of neighbours) that lead from one to the other. */
function distanceOf(typed: string, candidate: string): number {
  const a = typed.slice(0, LONGEST);
  const b = candidate.slice(0, LONGEST);
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
