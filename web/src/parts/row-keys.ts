// Movement between the rows of a table by keys alone.

/** Elements in which a letter is text. */
const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

/** Whether the person is typing, so that a letter is no command. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

/**
 * j and k move to the next and previous row of the table that has the focus, or of the page's first table; the arrows
 * do so once a row has the focus. The row's first link takes the focus, so Enter opens it.
 */
export function moveBetweenRows(event: KeyboardEvent, body: HTMLTableSectionElement | null): void {
  if (body === null || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector('dialog[open]') !== null) return;
  const isInside = event.target instanceof Node && body.contains(event.target);
  const step = STEPS[event.key];
  if (step === undefined) return;
  const isLetter = event.key.length === 1;
  const isFirst = document.querySelector('tbody') === body;
  const isElsewhere = !isInside && (document.activeElement?.closest('tbody') ?? null) !== null;
  if (!isInside && (!isLetter || !isFirst || isElsewhere)) return;
  const stops = [...body.rows].flatMap(
    (row) => row.querySelector<HTMLElement>('a[href], button, input') ?? [],
  );
  const current = stops.findIndex((stop) => stop.closest('tr')?.contains(document.activeElement) === true);
  const next = stops[current < 0 ? (step > 0 ? 0 : stops.length - 1) : current + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
