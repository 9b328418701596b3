// Reads OpenVEX 0.2.0 and the 0.0.1 before it (github.com/openvex/spec).

import { parseInstant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, field, isObject, kindOf, objectField, stringField, type JsonObject } from '../json.ts';
import type { JsonText } from '../json-text.ts';
import {
  VEX_JUSTIFICATIONS,
  VEX_STATUSES,
  type VexDocument,
  type VexProduct,
  type VexStatement,
} from './vex-statement.ts';

const WHAT = 'the OpenVEX document';
const CONTEXT = /^https:\/\/openvex\.dev\/ns(?:\/v?(\d+\.\d+\.\d+))?$/;
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
  const read = statements.map((statement) => {
    if (isObject(statement)) return readStatement(statement, issuedAt, lineOf);
    throw fault(lineOf(document), kindOf(statement), 'an object for each statement');
  });
  const count = field(document, 'version');
  return {
    format: `OpenVEX ${version}`,
    id: required(document, '@id', lineOf),
    ...(typeof count === 'number' || typeof count === 'string' ? { version: String(count) } : {}),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    author: required(document, 'author', lineOf),
    statements: read.map(({ statement }) => statement),
    unrecognised: read.reduce((sum, { unrecognised }) => sum + unrecognised, 0),
  };
}

type LineOf = JsonText['lineOf'];

interface ReadStatement {
  readonly statement: VexStatement;
  readonly unrecognised: number;
}

function readStatement(statement: JsonObject, issuedAt: number | undefined, lineOf: LineOf): ReadStatement {
  const line = lineOf(statement);
  const text = stringField(statement, 'status');
  const status = VEX_STATUSES.find((known) => known === text);
  if (status === undefined)
    throw fault(line, JSON.stringify(text ?? null), `a status: ${VEX_STATUSES.join(', ')}`);
  const said = stringField(statement, 'justification');
  const justification = VEX_JUSTIFICATIONS.find((known) => known === said);
  if (said !== undefined && justification === undefined) {
    throw fault(line, JSON.stringify(said.slice(0, 80)), `a justification: ${VEX_JUSTIFICATIONS.join(', ')}`);
  }
  const impact = stringField(statement, 'impact_statement');
  const action = stringField(statement, 'action_statement');
  if (status === 'not_affected' && justification === undefined && impact === undefined) {
    throw fault(line, 'not_affected alone', 'a justification or an impact_statement with it');
  }
  if (status === 'affected' && action === undefined) {
    throw fault(line, 'affected alone', 'an action_statement with it');
  }
  const at = readTime(statement) ?? issuedAt;
  // Version 0.0.1 names the parts once for all products.
  const parts = arrayField(statement, 'subcomponents');
  const named = arrayField(statement, 'products').map((product) => readProduct(product, parts, line));
  return {
    statement: {
      vulnerabilities: readVulnerability(statement, line),
      products: named.flatMap((product) => product ?? []),
      status,
      ...(justification === undefined ? {} : { justification }),
      ...(impact === undefined ? {} : { impact }),
      ...(action === undefined ? {} : { action }),
      ...(at === undefined ? {} : { at }),
    },
    unrecognised: named.filter((product) => product === undefined).length,
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

function readProduct(
  product: unknown,
  ofAll: readonly unknown[],
  line: number | undefined,
): VexProduct | undefined {
  const purl = readPurl(product, line);
  const own = isObject(product) ? arrayField(product, 'subcomponents') : [];
  const parts = own.length > 0 ? own : ofAll;
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
