// Published figures to hold one's own beside: the Open Source Security and Risk Analysis reports (Black Duck), by the year of the edition.

export interface PublishedFigure {
  readonly figure: string;
  readonly edition: number;
}

/** Shares are of audited code bases, most of them audited for a sale: a sample of its own kind. */
export const OSSRA = {
  withVulnerability: { figure: '87 %', edition: 2026 },
  withHighRisk: { figure: '78 %', edition: 2026 },
  vulnerabilitiesEach: { figure: '581 on average, 78 in the middle', edition: 2026 },
  age: { figure: '2.5 years on average', edition: 2024 },
  fourYearsBehind: { figure: '92 % have one', edition: 2026 },
  withoutDevelopment: { figure: '93 % have one', edition: 2026 },
  licenceConflict: { figure: '68 % have one', edition: 2026 },
} as const satisfies Readonly<Record<string, PublishedFigure>>;

/** `78 % (OSSRA 2026)` */
export function describePublished({ figure, edition }: PublishedFigure): string {
  return `${figure} (OSSRA ${edition})`;
}
