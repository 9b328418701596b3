// Figures of the Open Source Security and Risk Analysis report, to be shown beside one's own. Only those for which a source
// was found, each with the edition and the year of its data; what could not be verified (an age of "2.8 years") is left out.

/** What is compared: names of figures of our own. */
export type ComparedFigure =
  | 'vulnerable'
  | 'high-risk'
  | 'mean-age'
  | 'not-current'
  | 'far-behind'
  | 'long-outdated'
  | 'quiet-two-years'
  | 'licence-conflict'
  | 'mean-per-application'
  | 'median-per-application';

export interface PublishedFigure {
  readonly figure: ComparedFigure;
  /** The report of this year, about codebases of the year before. */
  readonly edition: number;
  readonly dataYear: number;
  readonly value: number;
  readonly unit: 'percent of codebases' | 'years' | 'vulnerabilities';
  /** How it was defined, where our own definition differs or is one of several. */
  readonly note?: string;
}

/** Codebases of audits at mergers and acquisitions, not a sample of all software: no goal, and no average of everybody. */
export const OSSRA_SAMPLE =
  'codebases audited at mergers and acquisitions (2023: about 1,700; 2024: over 1,000; 2025: 965; 2026: 947)';

const of = (
  edition: number,
  figure: ComparedFigure,
  value: number,
  unit: PublishedFigure['unit'] = 'percent of codebases',
  note?: string,
): PublishedFigure => ({
  figure,
  edition,
  dataYear: edition - 1,
  value,
  unit,
  ...(note === undefined ? {} : { note }),
});

const HIGH_RISK_2024 = 'actively exploited, or with a documented proof of concept, or remote code execution';

/** By edition. */
export const OSSRA_FIGURES: readonly PublishedFigure[] = [
  of(2023, 'vulnerable', 84),
  of(2023, 'high-risk', 48),
  of(2023, 'long-outdated', 89),
  of(2023, 'not-current', 91),
  of(2023, 'quiet-two-years', 91),
  of(2024, 'vulnerable', 84),
  of(2024, 'high-risk', 74, 'percent of codebases', HIGH_RISK_2024),
  of(2024, 'mean-age', 2.5, 'years', 'as the press told it'),
  of(2024, 'far-behind', 91, 'percent of codebases', 'ten versions behind or more'),
  of(2024, 'quiet-two-years', 49),
  of(2024, 'licence-conflict', 53),
  of(2025, 'vulnerable', 86),
  of(2025, 'high-risk', 81),
  of(2025, 'licence-conflict', 56),
  of(2026, 'vulnerable', 87),
  of(2026, 'high-risk', 78),
  of(2026, 'long-outdated', 92),
  of(2026, 'quiet-two-years', 93),
  of(2026, 'licence-conflict', 68),
  of(2026, 'mean-per-application', 581, 'vulnerabilities'),
  of(2026, 'median-per-application', 78, 'vulnerabilities', 'by a secondary source'),
];

/** The newest edition's figure. */
export function newestOf(figure: ComparedFigure): PublishedFigure | undefined {
  return OSSRA_FIGURES.findLast((one) => one.figure === figure);
}
