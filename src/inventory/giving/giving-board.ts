// What is depended on, ranked: by whatever weights somebody asks for. The numbers of all lines that are kept are held in memory,
// read again when they were counted anew, so that no question reads them all from storage.

import { mapInTurns, sortInTurns } from '../../evidence/in-turns.ts';
import { startTurn } from '../../evidence/turn.ts';
import type { GivingStore, GivingSummary, LineStanding } from './giving-ports.ts';
import { scoreOf, type Weights } from './weights.ts';

export interface RankedLine extends LineStanding {
  /** From 1. */
  readonly rank: number;
  readonly score: number;
}

export interface Ranking {
  /** Absent: nothing was counted yet. */
  readonly summary?: GivingSummary;
  /** The highest score first. */
  readonly lines: readonly RankedLine[];
  /** The sum of all scores. */
  readonly total: number;
}

export class GivingBoard {
  readonly #giving: Pick<GivingStore, 'summary' | 'standings'>;
  #kept: { readonly summary: GivingSummary; readonly standings: readonly LineStanding[] } | undefined;
  /** The weights that were asked for last, with what came of them: a page follows another. */
  #ranked: { readonly revision: number; readonly weights: string; readonly ranking: Ranking } | undefined;

  constructor(giving: Pick<GivingStore, 'summary' | 'standings'>) {
    this.#giving = giving;
  }

  async rank(weights: Weights): Promise<Ranking> {
    const summary = await this.#giving.summary();
    if (summary === undefined) return { lines: [], total: 0 };
    const key = JSON.stringify(weights);
    if (this.#ranked?.revision === summary.revision && this.#ranked.weights === key)
      return this.#ranked.ranking;
    if (this.#kept?.summary.revision !== summary.revision) {
      this.#kept = { summary, standings: await this.#giving.standings() };
    }
    const ranking = await rankLines(this.#kept.summary, this.#kept.standings, weights);
    this.#ranked = { revision: summary.revision, weights: key, ranking };
    return ranking;
  }
}

async function rankLines(
  summary: GivingSummary,
  standings: readonly LineStanding[],
  weights: Weights,
): Promise<Ranking> {
  const turn = startTurn();
  const scored = await mapInTurns(standings, turn, (one) => ({
    ...one,
    score: scoreOf(one.parts, summary.most, weights),
  }));
  const sorted = await sortInTurns(scored, turn, (a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
  return {
    summary,
    lines: await mapInTurns(sorted, turn, (one, at) => ({ ...one, rank: at + 1 })),
    total: scored.reduce((sum, { score }) => sum + score, 0),
  };
}

/** Where a page goes on: behind this one. */
export interface RankPlace {
  readonly score: number;
  readonly key: string;
}

/** The next `limit` behind `after`, whether that one is still there or not. */
export function pageOfRanking(
  { lines }: Ranking,
  after: RankPlace | undefined,
  limit: number,
): readonly RankedLine[] {
  if (after === undefined) return lines.slice(0, limit);
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line !== undefined && isUpTo(line, after)) low = middle + 1;
    else high = middle;
  }
  return lines.slice(low, low + limit);
}

function isUpTo({ score, key }: RankPlace, place: RankPlace): boolean {
  return score === place.score ? key <= place.key : score > place.score;
}
