// Audits in OSV's form. pip-audit asks about one project and version, and gets its records (its PyPI service has a fixed
// address and cannot be pointed here; its OSV service can). uv asks about many at once, and gets the ids of the records.

import type { Evidence } from '../../kernel/evidence.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { field, isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import type { RenderedAnswer } from '../adapter-answers.ts';
import type { AuditAnswer, AuditRules, AuditSubject } from '../adapter-audit.ts';
import { jsonAnswer } from '../json-answer.ts';
import { invalidQuestion, readAuditQuestion } from '../read-audit-question.ts';
import { names } from './name.ts';
import { listVulnerabilities, type Vulnerability } from './vulnerabilities.ts';

/** OSV's own limit of a batch. */
const MAX_QUERIES = 1_000;
const LIMITS = {
  'osv-query': { maxBytes: 64 * 1024, maxDepth: 8 },
  'osv-querybatch': { maxBytes: 4 * 1024 * 1024, maxDepth: 8 },
};
/** OSV's identifier of this ecosystem. */
const OSV_ECOSYSTEM = 'PyPI';
const EXPECTED = 'an OSV query in JSON';

export const audit: AuditRules = { parse, render };

function parse(body: Uint8Array, variant: string): readonly AuditSubject[] {
  switch (variant) {
    case 'osv-query':
      return [readQuery(readAuditQuestion(body, LIMITS[variant], EXPECTED))];
    case 'osv-querybatch':
      return readBatch(readAuditQuestion(body, LIMITS[variant], EXPECTED));
    default:
      throw new GatehouseError(
        'unsupported',
        `Cannot answer this audit request: found ${variant}, expected osv-query or osv-querybatch`,
      );
  }
}

/** `{"package": {"name": …, "ecosystem": "PyPI"}, "version": …}` (OSV API v1, query). */
function readQuery(query: JsonObject): AuditSubject {
  const subject = objectField(query, 'package') ?? {};
  const name = stringField(subject, 'name');
  const version = stringField(query, 'version');
  if (name === undefined || version === undefined || stringField(subject, 'ecosystem') !== OSV_ECOSYSTEM) {
    throw invalidQuestion(`package.name, package.ecosystem "${OSV_ECOSYSTEM}" and version`);
  }
  return { name: names.parse(name), versions: [version] };
}

/** `{"queries": […]}` (OSV API v1, querybatch): one bad query refuses the batch, since to skip it would call it clean. */
function readBatch(batch: JsonObject): readonly AuditSubject[] {
  const queries = field(batch, 'queries');
  if (!Array.isArray(queries)) throw invalidQuestion('a list of queries');
  if (queries.length > MAX_QUERIES) {
    throw new GatehouseError(
      'too-large',
      `Cannot audit: found ${queries.length} queries, expected at most ${MAX_QUERIES}`,
    );
  }
  return queries.map((query: unknown) => readQuery(isObject(query) ? query : {}));
}

function render(answers: readonly AuditAnswer[], variant: string): RenderedAnswer {
  const body = variant === 'osv-querybatch' ? renderBatch(answers) : renderRecords(answers);
  return jsonAnswer(body);
}

/** One result for each query, in order; an empty one says that nothing is known. */
function renderBatch(answers: readonly AuditAnswer[]): object {
  const results = answers.map(({ subject, evidence }) => {
    const vulns = subject.versions.flatMap((version) =>
      listVulnerabilities(evidence, version).map(({ id }) => ({ id, modified: modifiedAt(evidence) })),
    );
    return vulns.length === 0 ? {} : { vulns };
  });
  return { results };
}

function modifiedAt(evidence: readonly Evidence[]): string {
  return new Date(Math.max(...evidence.map((statement) => statement.observedAt))).toISOString();
}

/** An empty object says that nothing is known, as OSV does. */
function renderRecords(answers: readonly AuditAnswer[]): object {
  const vulns = answers.flatMap(({ subject, evidence }) =>
    subject.versions.flatMap((version) =>
      listVulnerabilities(evidence, version).map((one) =>
        renderRecord(one, { ...subject, versions: [version] }, evidence),
      ),
    ),
  );
  return vulns.length === 0 ? {} : { vulns };
}

/** A record as far as it is known here: for the version that was asked about. */
function renderRecord(one: Vulnerability, subject: AuditSubject, evidence: readonly Evidence[]): object {
  return {
    schema_version: '1.7.0',
    id: one.id,
    modified: modifiedAt(evidence),
    aliases: one.aliases,
    summary: one.summary,
    details: one.details,
    affected: [
      {
        package: { name: subject.name, ecosystem: OSV_ECOSYSTEM },
        ranges: [
          {
            type: 'ECOSYSTEM',
            events: [
              ...subject.versions.map((introduced) => ({ introduced })),
              ...one.fixed_in.map((fixed) => ({ fixed })),
            ],
          },
        ],
        versions: subject.versions,
      },
    ],
    ...(one.link === null ? {} : { references: [{ type: 'ADVISORY', url: one.link }] }),
    database_specific: { source: one.source },
  };
}
