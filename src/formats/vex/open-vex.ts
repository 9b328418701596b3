// Reads OpenVEX 0.2.0 and the 0.0.1 before it (github.com/openvex/spec).

import { parseInstant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, field, isObject, kindOf, objectField, stringField, type JsonObject } from '../json.ts';
import type { JsonText } from '../json-text.ts';
import { VEX_STATUSES, type VexDocument, type VexProduct, type VexStatement } from './vex-statement.ts';

const WHAT = 'the OpenVEX document';
const CONTEXT = /^https:\/\/openvex\.dev\/ns(?:\/v?(\d+\.\d+\.\d+))?$/;
/** What a `not_affected` may give as its label (section "Status Justifications"). */
const JUSTIFICATIONS: ReadonlySet<string> = new Set([
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
]);
const NEWEST = '0.2.0';

/** Whether the document says that it is OpenVEX, of any version. */
export function isOpenVex(document: JsonObject): boolean {
  return CONTEXT.test(stringField(document, '@context') ?? '');
}

/** Throws `invalid-document` that names the line and what was expected, `unsupported` for a newer version. */
export function readOpenVex({
  value: document,
  lineOf,
}: JsonText & { readonly value: JsonObject }): VexDocument {
  const version = CONTEXT.exec(stringField(document, '@context') ?? '')?.[1] ?? '0.0.1';
  if (version !== NEWEST && version !== '0.0.1') {
    throw new GatehouseError(
      'unsupported',
      `Cannot read ${WHAT}: found version ${version}, expected at most ${NEWEST}`,
    );
  }
  const statements = arrayField(document, 'statements');
  if (statements.length === 0) throw fault(lineOf(document), 'no statement', 'at least one in "statements"');
  const issuedAt = readTime(document);
  return {
    format: `OpenVEX ${version}`,
    id: required(document, '@id', lineOf),
    author: required(document, 'author', lineOf),
    statements: statements.map((statement) => {
      if (isObject(statement)) return readStatement(statement, issuedAt, lineOf);
      throw fault(lineOf(document), kindOf(statement), 'an object for each statement');
    }),
  };
}

type LineOf = JsonText['lineOf'];

function readStatement(statement: JsonObject, issuedAt: number | undefined, lineOf: LineOf): VexStatement {
  const line = lineOf(statement);
  const text = stringField(statement, 'status');
  const status = VEX_STATUSES.find((known) => known === text);
  if (status === undefined)
    throw fault(line, JSON.stringify(text ?? null), `a status: ${VEX_STATUSES.join(', ')}`);
  const justification = stringField(statement, 'justification');
  if (justification !== undefined && !JUSTIFICATIONS.has(justification)) {
    throw fault(
      line,
      JSON.stringify(justification.slice(0, 80)),
      `a justification: ${[...JUSTIFICATIONS].join(', ')}`,
    );
  }
  const because = justification ?? stringField(statement, 'impact_statement');
  const action = stringField(statement, 'action_statement');
  if (status === 'not_affected' && because === undefined) {
    throw fault(line, 'not_affected alone', 'a justification or an impact_statement with it');
  }
  if (status === 'affected' && action === undefined) {
    throw fault(line, 'affected alone', 'an action_statement with it');
  }
  const at = readTime(statement) ?? issuedAt;
  return {
    vulnerabilities: readVulnerability(statement, line),
    products: arrayField(statement, 'products').flatMap((product) => readProduct(product, line) ?? []),
    status,
    ...(because === undefined ? {} : { because }),
    ...(action === undefined ? {} : { action }),
    ...(at === undefined ? {} : { at }),
  };
}

/** Version 0.0.1 has its name alone. */
function readVulnerability(statement: JsonObject, line: number | undefined): readonly string[] {
  const vulnerability = field(statement, 'vulnerability');
  if (typeof vulnerability === 'string' && vulnerability !== '') return [vulnerability];
  const name = isObject(vulnerability) ? stringField(vulnerability, 'name') : undefined;
  if (!isObject(vulnerability) || name === undefined || name === '') {
    throw fault(line, 'no vulnerability', 'its name');
  }
  const aliases = arrayField(vulnerability, 'aliases').filter((alias) => typeof alias === 'string');
  return [...new Set([name, ...aliases])];
}

function readProduct(product: unknown, line: number | undefined): VexProduct | undefined {
  const purl = readPurl(product, line);
  const parts = isObject(product) ? arrayField(product, 'subcomponents') : [];
  const subcomponents = parts.flatMap((part) => readPurl(part, line) ?? []);
  // Parts that have no package-URL are not the whole product.
  if (purl === undefined || (parts.length > 0 && subcomponents.length === 0)) return undefined;
  return { purl, subcomponents };
}

/** An id that is a package-URL, or one among the identifiers. */
function readPurl(component: unknown, line: number | undefined): string | undefined {
  if (typeof component === 'string') return component.startsWith('pkg:') ? component : undefined;
  if (!isObject(component)) throw fault(line, kindOf(component), 'an object for each product');
  const id = stringField(component, '@id');
  const purl = stringField(objectField(component, 'identifiers') ?? {}, 'purl');
  return purl ?? (id?.startsWith('pkg:') === true ? id : undefined);
}

function readTime(object: JsonObject): number | undefined {
  const text = stringField(object, 'last_updated') ?? stringField(object, 'timestamp');
  return text === undefined ? undefined : parseInstant(text);
}

function required(object: JsonObject, name: string, lineOf: LineOf): string {
  const value = stringField(object, name);
  if (value !== undefined && value !== '') return value;
  throw fault(lineOf(object), `no ${JSON.stringify(name)}`, 'a text');
}

function fault(line: number | undefined, found: string, expected: string): GatehouseError {
  const where = line === undefined ? '' : ` at line ${line}`;
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found ${found}${where}, expected ${expected}`,
  );
}
