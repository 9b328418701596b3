// A unified diff of two texts, as `git apply` and `patch` read it (POSIX, diff -u).

const CONTEXT = 3;
/** More different lines than this are not told apart line by line: what lies between is written as replaced whole. */
const MOST_EDITS = 2_000;

/** Of a file as it was and as it is; '' for equal texts. `before` undefined: the file is new. */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  if (before === after) return '';
  const old = linesOf(before ?? '');
  const now = linesOf(after);
  const hunks = hunksOf(compareLines(old, now));
  const head = `diff --git a/${path} b/${path}\n${before === undefined ? 'new file mode 100644\n' : ''}`;
  return `${head}--- ${before === undefined ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n${hunks.map(writeHunk).join('')}`;
}

/** With their line ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
  /** 0-based lines that come before it. */
  readonly old: number;
  readonly now: number;
}

function compareLines(old: readonly string[], now: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let tail = 0;
  while (
    tail < old.length - start &&
    tail < now.length - start &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail++;
  const marks = [
    ...Array.from({ length: start }, () => ' ' as const),
    ...shortestEdit(old.slice(start, old.length - tail), now.slice(start, now.length - tail)),
    ...Array.from({ length: tail }, () => ' ' as const),
  ];
  let oldAt = 0;
  let nowAt = 0;
  return marks.map((mark) => {
    const line = { mark, text: (mark === '+' ? now[nowAt] : old[oldAt]) ?? '', old: oldAt, now: nowAt };
    if (mark !== '+') oldAt++;
    if (mark !== '-') nowAt++;
    return line;
  });
}

/** Myers' greedy algorithm: time and memory grow with the square of the number of edits, which is bounded. */
function shortestEdit(old: readonly string[], now: readonly string[]): readonly Line['mark'][] {
  const most = Math.min(old.length + now.length, MOST_EDITS);
  const trace: Int32Array[] = [];
  const reached = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(reached.slice(most - edits, most + edits + 3));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = diagonal + most + 1;
      const isDown =
        diagonal === -edits || (diagonal !== edits && get(reached, at - 1) < get(reached, at + 1));
      let x = isDown ? get(reached, at + 1) : get(reached, at - 1) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
      reached[at] = x;
      if (x >= old.length && x - diagonal >= now.length) return walkBack(trace, old.length, now.length);
    }
  }
  return [...old.map(() => '-' as const), ...now.map(() => '+' as const)];
}

function walkBack(
  trace: readonly Int32Array[],
  oldLength: number,
  nowLength: number,
): readonly Line['mark'][] {
  const marks: Line['mark'][] = [];
  let x = oldLength;
  let y = nowLength;
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const reached = trace[edits] ?? new Int32Array();
    const diagonal = x - y;
    // The copy begins one diagonal below the lowest one of its round.
    const at = diagonal + edits + 1;
    const isDown = diagonal === -edits || (diagonal !== edits && get(reached, at - 1) < get(reached, at + 1));
    const fromX = isDown ? get(reached, at + 1) : get(reached, at - 1);
    const fromY = fromX - (isDown ? diagonal + 1 : diagonal - 1);
    // The edit came first, then equal lines.
    const edited = isDown ? fromX : fromX + 1;
    for (; x > edited; x--) marks.push(' ');
    marks.push(isDown ? '+' : '-');
    x = fromX;
    y = fromY;
  }
  for (; x > 0; x--) marks.push(' ');
  return marks.reverse();
}

function get(values: Int32Array, at: number): number {
  return values[at] ?? 0;
}

function hunksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const hunks: Line[][] = [];
  let end = 0;
  for (const [at, { mark }] of lines.entries()) {
    if (mark === ' ') continue;
    const from = Math.max(end, at - CONTEXT);
    const to = Math.min(lines.length, at + 1 + CONTEXT);
    const last = hunks.at(-1);
    if (last !== undefined && from <= end) last.push(...lines.slice(end, to));
    else hunks.push(lines.slice(Math.max(0, at - CONTEXT), to));
    end = to;
  }
  return hunks;
}

function writeHunk(lines: readonly Line[]): string {
  const [first] = lines;
  const oldCount = lines.filter(({ mark }) => mark !== '+').length;
  const nowCount = lines.filter(({ mark }) => mark !== '-').length;
  const place = (before: number, count: number): string => `${count === 0 ? before : before + 1},${count}`;
  const body = lines.map(({ mark, text }) =>
    text.endsWith('\n') ? `${mark}${text}` : `${mark}${text}\n\\ No newline at end of file\n`,
  );
  return `@@ -${place(first?.old ?? 0, oldCount)} +${place(first?.now ?? 0, nowCount)} @@\n${body.join('')}`;
}
