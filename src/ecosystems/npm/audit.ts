// `npm audit` and `pnpm audit`: the bulk advisory endpoint.

import { createHash } from 'node:crypto';

import type { Evidence } from '../../kernel/evidence.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { ratingOf, type CvssRating } from '../../formats/cvss-rating.ts';
import type { RenderedAnswer } from '../adapter-answers.ts';
import type { AuditAnswer, AuditRules, AuditSubject } from '../adapter-audit.ts';
import { jsonAnswer } from '../json-answer.ts';
import { invalidQuestion, readAuditQuestion } from '../read-audit-question.ts';
import { findName } from './name.ts';

const LIMITS = { maxBytes: 16 * 1024 * 1024, maxDepth: 8 };
const MAX_SUBJECTS = 50_000;
const EXPECTED = 'a JSON object of name to versions';

export const audit: AuditRules = { parse, render };

/**
 * `{"name": ["1.0.0", …]}`; a name that npm could not have is left out, since aliases and workspaces send such; one without a
 * list is refused, since to skip it would call it clean.
 */
function parse(body: Uint8Array, variant: string): readonly AuditSubject[] {
  if (variant !== 'bulk') {
    throw new GatehouseError(
      'unsupported',
      'Cannot answer this audit request: its form was retired; expected the bulk advisory endpoint (npm 7, pnpm 8 or newer)',
    );
  }
  const entries = Object.entries(readAuditQuestion(body, LIMITS, EXPECTED));
  if (entries.length > MAX_SUBJECTS) {
    throw new GatehouseError(
      'too-large',
      `Cannot audit: found ${entries.length} packages, expected at most ${MAX_SUBJECTS}`,
    );
  }
  return entries.flatMap(([rawName, versions]) => {
    const name = findName(rawName);
    if (name === undefined) return [];
    if (!Array.isArray(versions)) throw invalidQuestion(EXPECTED);
    return [{ name, versions: versions.filter((version): version is string => typeof version === 'string') }];
  });
}

function render(answers: readonly AuditAnswer[]): RenderedAnswer {
  const body = Object.fromEntries(
    answers.flatMap(({ subject, evidence }) => {
      const advisories = evidence.flatMap(renderAdvisory);
      return advisories.length === 0 ? [] : [[subject.name, advisories]];
    }),
  );
  return jsonAnswer(body);
}

function renderAdvisory(evidence: Evidence): readonly object[] {
  if (evidence.kind === 'malware') {
    const { recordId, summary, url, scope, versions, ranges } = evidence.details;
    return [
      {
        id: numberOf(recordId),
        url: url ?? '',
        title: `${recordId}: ${summary}`,
        severity: 'critical',
        vulnerable_versions: scope === 'all' ? '*' : (ranges ?? versions.join(' || ')),
        cwe: ['CWE-506'],
        cvss: { score: 0, vectorString: null },
      },
    ];
  }
  if (evidence.kind !== 'advisory' || evidence.details.informational !== undefined) return [];
  const { recordId, summary, url, score, vector, cwes, ranges } = evidence.details;
  return [
    {
      id: numberOf(recordId),
      url: url ?? '',
      title: `${recordId}: ${summary}`,
      severity: score === undefined ? 'moderate' : SEVERITIES[ratingOf(score)],
      vulnerable_versions: ranges,
      cwe: cwes,
      cvss: { score: score ?? 0, vectorString: vector ?? null },
    },
  ];
}

/** npm wants a number; ours is derived from the record's id, so that it stays the same for ever. */
function numberOf(recordId: string): number {
  return createHash('sha256').update(recordId).digest().readUIntBE(0, 6) % 2 ** 31;
}

/** npm's words; a severity that nobody rated counts as `moderate`. */
const SEVERITIES: Readonly<Record<CvssRating, string>> = {
  critical: 'critical',
  high: 'high',
  medium: 'moderate',
  low: 'low',
};
