// Version ranges as a POM writes them: `[1.0,2.0)`, `(,1.0],[1.2,)`, `[1.0]`
// (Maven's "Dependency Version Requirement Specification"). A plain `1.0` is no range but a wish.

import { versions as order } from './version.ts';

/** One piece of a range. An end that is absent is open. */
interface Piece {
  readonly from?: string;
  readonly to?: string;
  readonly hasFrom: boolean;
  readonly hasTo: boolean;
}

export interface VersionRange {
  readonly pieces: readonly Piece[];
  /** The version of `[1.0]`, which needs no list to choose from. */
  readonly exact?: string;
}

const MAX_LENGTH = 1_000;
const PIECE = /^([[(])([^,[\]()]*)(?:(,)([^,[\]()]*))?([\])])$/;

/** Whether the text is written as a range, well or not. */
export function isRange(text: string): boolean {
  return text.startsWith('[') || text.startsWith('(');
}

/** The range; undefined for what is none. */
export function findVersionRange(text: string): VersionRange | undefined {
  if (!isRange(text) || text.length > MAX_LENGTH) return undefined;
  const pieces: Piece[] = [];
  for (const part of text.split(/(?<=[\])])\s*,/)) {
    const piece = findPiece(part.trim());
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  const [only] = pieces;
  const exact =
    pieces.length === 1 && only?.from !== undefined && only.from === only.to ? only.from : undefined;
  return { pieces, ...(exact === undefined ? {} : { exact }) };
}

function findPiece(text: string): Piece | undefined {
  const [, open, first = '', comma, second = '', close] = PIECE.exec(text) ?? [];
  if (open === undefined) return undefined;
  const from = first.trim();
  const to = comma === undefined ? from : second.trim();
  if (comma === undefined && (from === '' || open !== '[' || close !== ']')) return undefined;
  if ([from, to].some((end) => end !== '' && !order.isValid(end))) return undefined;
  return {
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
    hasFrom: open === '[',
    hasTo: close === ']',
  };
}

export function isInRange(version: string, { pieces }: VersionRange): boolean {
  return pieces.some(({ from, to, hasFrom, hasTo }) => {
    const above = from === undefined ? 1 : order.compare(version, from);
    const below = to === undefined ? -1 : order.compare(version, to);
    return (above > 0 || (hasFrom && above === 0)) && (below < 0 || (hasTo && below === 0));
  });
}

/** The highest version that lies in every range, as Maven chooses: pre-releases count like any other. */
export function chooseInRange(
  listed: readonly string[],
  ranges: readonly VersionRange[],
): string | undefined {
  let chosen: string | undefined;
  for (const version of listed) {
    if (!order.isValid(version) || !ranges.every((range) => isInRange(version, range))) continue;
    if (chosen === undefined || order.compare(version, chosen) > 0) chosen = version;
  }
  return chosen;
}
