// A QR code as a picture: dark on light in both themes, since that is what cameras look for.

import { useMemo } from 'preact/hooks';

import { drawQrCode } from '../qr/qr-matrix.ts';

/** Light modules around it, without which it is not found. */
const MARGIN = 4;

/** `label` says what it is, and where the same stands as text. */
export function QrPicture({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => pathOf(text), [text]);
  const whole = size + MARGIN * 2;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${whole} ${whole}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect class="qr-light" width={whole} height={whole} />
      <path class="qr-dark" d={path} />
    </svg>
  );
}

/** One rectangle for each run of dark modules in a row. */
function pathOf(text: string): { readonly path: string; readonly size: number } {
  const matrix = drawQrCode(text);
  const parts: string[] = [];
  for (const [row, line] of matrix.entries()) {
    for (let column = 0; column < line.length; column += 1) {
      if (line[column] !== true) continue;
      let end = column;
      while (line[end] === true) end += 1;
      parts.push(`M${column + MARGIN} ${row + MARGIN}h${end - column}v1h${column - end}z`);
      column = end;
    }
  }
  return { path: parts.join(''), size: matrix.length };
}
