// Reads the daily file of the Exploit Prediction Scoring System (EPSS): CSV, line by line, with a comment line first.

/** What the comment line says: `#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000`. */
export interface EpssComment {
  /** Scores of different models do not compare. Empty when the file does not say. */
  readonly modelVersion: string;
  /** As written; empty when the file does not say. */
  readonly scoreDate: string;
}

export interface EpssScore {
  readonly cve: string;
  /** Probability of exploitation within 30 days, 0 to 1. */
  readonly score: number;
  /** Share of CVEs with this score or less, 0 to 1. */
  readonly percentile: number;
}

/** What one line of the file is. `fault` says in words what was expected. */
export type EpssLine =
  | { readonly kind: 'comment'; readonly comment: EpssComment }
  | { readonly kind: 'header' }
  | { readonly kind: 'score'; readonly score: EpssScore }
  | { readonly kind: 'blank' }
  | { readonly kind: 'fault'; readonly problem: string };

/** Reads one line, without its line end. Never throws. */
export function parseEpssLine(line: string): EpssLine {
  const text = line.trim();
  if (text === '') return { kind: 'blank' };
  if (text.startsWith('#')) return { kind: 'comment', comment: parseComment(text.slice(1)) };
  const first = text.indexOf(',');
  const second = text.indexOf(',', first + 1);
  const cve = text.slice(0, first);
  if (cve === 'cve') return { kind: 'header' };
  const score = parseShare(text.slice(first + 1, second));
  const percentile = parseShare(text.slice(second + 1));
  if (first < 0 || second < 0 || !/^CVE-\d{4}-\d{4,19}$/.test(cve)) {
    return { kind: 'fault', problem: 'expected cve,epss,percentile' };
  }
  if (score === undefined || percentile === undefined) {
    return { kind: 'fault', problem: 'expected two numbers from 0 to 1' };
  }
  return { kind: 'score', score: { cve, score, percentile } };
}

function parseComment(text: string): EpssComment {
  const value = (name: string): string => {
    const part = text.split(',').find((part) => part.trim().startsWith(`${name}:`));
    return part === undefined
      ? ''
      : part
          .slice(part.indexOf(':') + 1)
          .trim()
          .slice(0, 100);
  };
  return { modelVersion: value('model_version'), scoreDate: value('score_date') };
}

function parseShare(text: string): number | undefined {
  if (!/^(0|1|0?\.\d{1,20}|0\.\d{1,20}|1\.0{1,20}|\d(\.\d{1,20})?[eE]-\d{1,2})$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 0 && value <= 1 ? value : undefined;
}
