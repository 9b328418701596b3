// Records without a link of their own are explained by the package's page here.

import type { Evidence } from '../kernel/evidence.ts';

/** The statements; advisories and malware records that name no address get `pageUrl`. */
export function linkEvidence(statements: readonly Evidence[], pageUrl: string): readonly Evidence[] {
  return statements.map((statement): Evidence => {
    if (statement.kind === 'malware' && statement.details.url === undefined) {
      return { ...statement, details: { ...statement.details, url: pageUrl } };
    }
    if (statement.kind === 'advisory' && statement.details.url === undefined) {
      return { ...statement, details: { ...statement.details, url: pageUrl } };
    }
    return statement;
  });
}
