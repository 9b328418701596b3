// Progress on a terminal: one line that is drawn over; nothing at all when nobody looks.

import type { Screen } from '../machine.ts';
import { plain } from './painted.ts';

export interface Progress {
  /** Draws `done` of `total`; without a total, `done` alone. */
  readonly show: (done: number, total?: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const ERASE_LINE = '\r\u001b[2K';

/** `describe` writes what was done: `12,000 records`. */
export function createProgress(
  screen: Screen,
  now: () => number,
  title: string,
  describe: (done: number, total: number | undefined) => string,
): Progress {
  if (!screen.isTerminal) return { show() {}, end() {} };
  let drawnAt = -Infinity;
  return {
    show(done, total) {
      if (now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      const bar = total === undefined || total === 0 ? '' : `${drawBar(done / total)} `;
      const text = plain(`${title} ${bar}${describe(done, total)}`).text;
      screen.write(`${ERASE_LINE}${text.slice(0, Math.max(10, screen.columns - 1))}`);
    },
    end() {
      if (drawnAt !== -Infinity) screen.write(ERASE_LINE);
      drawnAt = -Infinity;
    },
  };
}

function drawBar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
}
