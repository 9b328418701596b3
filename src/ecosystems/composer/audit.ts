// `composer audit` (security-advisories), and the filter lists of Composer 2.10.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { field } from '../../formats/json.ts';
import type { RenderedAnswer } from '../adapter-answers.ts';
import type { AuditAnswer, AuditRules, AuditSubject } from '../adapter-audit.ts';
import { jsonAnswer } from '../json-answer.ts';
import { invalidQuestion, readAuditQuestion } from '../read-audit-question.ts';
import { listAdvisories, listMalware } from './advisories.ts';
import { findName } from './name.ts';

/** The two questions. */
export const ADVISORIES = 'security-advisories';
export const FILTER = 'filter';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_SUBJECTS = 50_000;
const FORM_KEY = /^packages(?:\[\d*\])?$/;
const PURL = /^pkg:(?:\/\/)?composer\/([^@?#]+)/i;

export const audit: AuditRules = { parse, render };

/** Names without versions: every range is told, and Composer compares. What can be no package here is left out. */
function parse(body: Uint8Array, variant: string): readonly AuditSubject[] {
  if (body.byteLength > MAX_BYTES) {
    throw new GatehouseError(
      'too-large',
      `Cannot audit: found ${body.byteLength} bytes, expected at most ${MAX_BYTES}`,
    );
  }
  const raw = variant === FILTER ? readPurls(body) : readForm(body);
  const found = [...new Set(raw.flatMap((one) => findName(one) ?? []))];
  if (found.length > MAX_SUBJECTS) {
    throw new GatehouseError(
      'too-large',
      `Cannot audit: found ${found.length} packages, expected at most ${MAX_SUBJECTS}`,
    );
  }
  return found.map((name) => ({ name, versions: [] }));
}

/** `packages[0]=vendor/package&packages[1]=…`, in a form or an address. */
function readForm(body: Uint8Array): readonly string[] {
  const form = new URLSearchParams(readFields(body));
  const packages = [...form].flatMap(([key, value]) => (FORM_KEY.test(key) ? [value] : []));
  if (packages.length > 0) return packages;
  throw invalidQuestion('packages[] with the names of packages');
}

/** The parts that could be `packages[…]=…`, brackets escaped or not: reading every other part would take long. */
function readFields(body: Uint8Array): string {
  const fields = Buffer.from(body)
    .toString()
    .split('&')
    .filter((part) => part.startsWith('packages') && part.includes('='));
  if (fields.length <= MAX_SUBJECTS) return fields.join('&');
  throw new GatehouseError(
    'too-large',
    `Cannot audit: found ${fields.length} packages, expected at most ${MAX_SUBJECTS}`,
  );
}

/** `{"packages": ["pkg://composer/vendor/package"], "lists": ["malware"]}` */
function readPurls(body: Uint8Array): readonly string[] {
  const expected = 'a JSON object with a list of "packages"';
  const limits = { maxBytes: MAX_BYTES, maxDepth: 8 };
  const purls = field(readAuditQuestion(body, limits, expected), 'packages');
  if (!Array.isArray(purls)) throw invalidQuestion(expected);
  return purls.flatMap((purl: unknown) => {
    const name = typeof purl === 'string' ? PURL.exec(purl)?.[1] : undefined;
    return name === undefined ? [] : [decodeOnce(name)];
  });
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not a name then: it has a percent sign.
    return text;
  }
}

function render(answers: readonly AuditAnswer[], variant: string): RenderedAnswer {
  return variant === FILTER ? renderFilter(answers) : renderAdvisories(answers);
}

/** A package of which nothing is known has an empty list: known, and fine. */
function renderAdvisories(answers: readonly AuditAnswer[]): RenderedAnswer {
  const advisories = Object.fromEntries<unknown>(
    answers.map(({ subject, evidence }): [PackageName, unknown] => [
      subject.name,
      listAdvisories(subject.name, evidence),
    ]),
  );
  return jsonAnswer({ advisories });
}

function renderFilter(answers: readonly AuditAnswer[]): RenderedAnswer {
  const malware = answers.flatMap(({ subject, evidence }) => listMalware(subject.name, evidence));
  return jsonAnswer({ filter: { malware } });
}
