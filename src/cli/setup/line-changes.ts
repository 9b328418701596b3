// The lines that an edit takes away and brings, for people to look at.

export interface LineChange {
  readonly kind: 'kept' | 'removed' | 'added';
  readonly line: string;
}

/** Beyond this many lines the changed middle is shown as removed and added whole. */
const MAX_LINES = 2_000;

/** The shortest way from one text to the other, line by line (longest common subsequence). */
export function lineChanges(before: string, after: string): readonly LineChange[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const kept = (lines: readonly string[]) => lines.map((line): LineChange => ({ kind: 'kept', line }));
  return [
    ...kept(a.slice(0, start)),
    ...changeMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...kept(a.slice(a.length - end)),
  ];
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function changeMiddle(a: readonly string[], b: readonly string[]): readonly LineChange[] {
  if (a.length * b.length > MAX_LINES * MAX_LINES) {
    return [
      ...a.map((line): LineChange => ({ kind: 'removed', line })),
      ...b.map((line): LineChange => ({ kind: 'added', line })),
    ];
  }
  const lengths = commonLengths(a, b);
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      changes.push({ kind: 'kept', line: left });
      i++;
      j++;
    } else if (
      right === undefined ||
      (left !== undefined && at(lengths, i + 1, j) >= at(lengths, i, j + 1))
    ) {
      changes.push({ kind: 'removed', line: left ?? '' });
      i++;
    } else {
      changes.push({ kind: 'added', line: right });
      j++;
    }
  }
  return changes;
}

/** How long the longest common subsequence of the two ends is, from each place on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? [];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] =
        a[i] === b[j]
          ? at(lengths, i + 1, j + 1) + 1
          : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}

function at(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}
