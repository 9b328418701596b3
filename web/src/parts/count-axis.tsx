// The side of a chart: round counts, each with its line across the picture.

import { describeCount } from '../words/byte-words.ts';

const GAP = 6;

export function CountAxis({
  steps,
  left,
  width,
  yOf,
}: {
  readonly steps: readonly number[];
  /** Where the picture begins; the counts stand before it. */
  readonly left: number;
  readonly width: number;
  readonly yOf: (count: number) => number;
}) {
  return (
    <>
      {steps.map((step) => (
        <g key={step}>
          <line class="axis" x1={left} x2={width} y1={yOf(step)} y2={yOf(step)} />
          <text x={left - GAP} y={yOf(step) + 4} text-anchor="end">
            {describeCount(step)}
          </text>
        </g>
      ))}
    </>
  );
}
