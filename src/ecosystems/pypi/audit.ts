// pip-audit's question in OSV's form: one project and version in, its records out. (Its PyPI service has a fixed address
// and cannot be pointed here; its OSV service can.)

import type { Evidence } from '../../kernel/evidence.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { objectField, parseJsonObject, stringField } from '../../formats/json.ts';
import type { AuditAnswer, AuditRules, AuditSubject, RenderedAnswer } from '../adapter.ts';
import { names } from './name.ts';
import { listVulnerabilities, type Vulnerability } from './vulnerabilities.ts';

const LIMITS = { maxBytes: 64 * 1024, maxDepth: 8 };
/** OSV's identifier of this ecosystem. */
const OSV_ECOSYSTEM = 'PyPI';

export const audit: AuditRules = { parse, render };

/** `{"package": {"name": …, "ecosystem": "PyPI"}, "version": …}` (OSV API v1, query). */
function parse(body: Uint8Array, variant: string): readonly AuditSubject[] {
  if (variant !== 'osv-query') {
    throw new GatehouseError(
      'unsupported',
      `Cannot answer this audit request: found ${variant}, expected osv-query`,
    );
  }
  const query = readQuery(body);
  const subject = objectField(query, 'package') ?? {};
  const name = stringField(subject, 'name');
  const version = stringField(query, 'version');
  if (name === undefined || version === undefined || stringField(subject, 'ecosystem') !== OSV_ECOSYSTEM) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot read the audit request: expected package.name, package.ecosystem "${OSV_ECOSYSTEM}" and version`,
    );
  }
  return [{ name: names.parse(name), versions: [version] }];
}

function readQuery(body: Uint8Array): ReturnType<typeof parseJsonObject> {
  try {
    return parseJsonObject(body, 'the audit request', LIMITS);
  } catch (cause) {
    throw new GatehouseError(
      'invalid-request',
      'Cannot read the audit request: expected an OSV query in JSON',
      {
        cause,
      },
    );
  }
}

/** An empty object says that nothing is known, as OSV does. */
function render(answers: readonly AuditAnswer[]): RenderedAnswer {
  const vulns = answers.flatMap(({ subject, evidence }) =>
    subject.versions.flatMap((version) =>
      listVulnerabilities(evidence, version).map((one) =>
        renderRecord(one, { ...subject, versions: [version] }, evidence),
      ),
    ),
  );
  const body = vulns.length === 0 ? {} : { vulns };
  return { status: 200, body: JSON.stringify(body), contentType: 'application/json', headers: {} };
}

/** A record as far as it is known here: for the version that was asked about. */
function renderRecord(one: Vulnerability, subject: AuditSubject, evidence: readonly Evidence[]): object {
  const observedAt = Math.max(...evidence.map((statement) => statement.observedAt));
  return {
    schema_version: '1.7.0',
    id: one.id,
    modified: new Date(observedAt).toISOString(),
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
