// Reads the statements of a CSAF 2.0 or 2.1 document (OASIS), of whatever category: a VEX profile, or an advisory.

import { parseInstant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, isObject, kindOf, objectField, stringField, type JsonObject } from '../json.ts';
import type { JsonText } from '../json-text.ts';
import type { VexDocument, VexProduct, VexStatement, VexStatus } from './vex-statement.ts';

const WHAT = 'the CSAF document';
const VERSIONS: ReadonlySet<string> = new Set(['2.0', '2.1']);
/** Branches nest by vendor, product, version, architecture and the like. */
const MAX_BRANCHES = 30;

/** The lists of `product_status` (CSAF 2.0, section 3.2.3.9) by what they say. */
const LISTS: Readonly<Record<string, VexStatus>> = {
  known_not_affected: 'not_affected',
  known_affected: 'affected',
  first_affected: 'affected',
  last_affected: 'affected',
  fixed: 'fixed',
  first_fixed: 'fixed',
  under_investigation: 'under_investigation',
};

/** Whether the document says that it is CSAF, of any version. */
export function isCsaf(document: JsonObject): boolean {
  return stringField(objectField(document, 'document') ?? {}, 'csaf_version') !== undefined;
}

/** Throws `invalid-document` that names what was expected, `unsupported` for another version. */
export function readCsafVex({
  value: whole,
  lineOf,
}: JsonText & { readonly value: JsonObject }): VexDocument {
  const document = objectField(whole, 'document') ?? {};
  const version = stringField(document, 'csaf_version') ?? '';
  if (!VERSIONS.has(version)) {
    throw new GatehouseError(
      'unsupported',
      `Cannot read ${WHAT}: found version ${JSON.stringify(version)}, expected 2.0 or 2.1`,
    );
  }
  const tracking = objectField(document, 'tracking') ?? {};
  const publisher = objectField(document, 'publisher') ?? {};
  const at = parseInstant(stringField(tracking, 'current_release_date') ?? '');
  if (at === undefined)
    throw fault(lineOf(tracking) ?? lineOf(document), 'no date', 'tracking/current_release_date');
  const products = readProducts(objectField(whole, 'product_tree') ?? {}, lineOf);
  return {
    format: `CSAF ${version}`,
    id: required(tracking, 'id', 'document/tracking/id', lineOf(document)),
    author: required(publisher, 'name', 'document/publisher/name', lineOf(document)),
    statements: arrayField(whole, 'vulnerabilities').flatMap((vulnerability) => {
      if (isObject(vulnerability)) return readStatements(vulnerability, products, at, lineOf(vulnerability));
      throw fault(lineOf(whole), kindOf(vulnerability), 'an object for each vulnerability');
    }),
  };
}

/** By product id: what it is known by. Absent for products without a package-URL. */
type Products = ReadonlyMap<string, VexProduct>;

function readProducts(tree: JsonObject, lineOf: JsonText['lineOf']): Products {
  const products = new Map<string, VexProduct>();
  const note = (product: unknown) => {
    if (!isObject(product)) return;
    const id = stringField(product, 'product_id');
    const helper = objectField(product, 'product_identification_helper') ?? {};
    const [first] = arrayField(helper, 'purls');
    const purl = stringField(helper, 'purl') ?? (typeof first === 'string' ? first : undefined);
    if (id !== undefined && purl !== undefined) products.set(id, { purl, subcomponents: [] });
  };
  for (const product of arrayField(tree, 'full_product_names')) note(product);
  const waiting = arrayField(tree, 'branches').map((branch) => ({ branch, depth: 1 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { branch, depth } = next;
    if (!isObject(branch)) continue;
    if (depth > MAX_BRANCHES)
      throw fault(lineOf(branch), 'another branch', `at most ${MAX_BRANCHES} within each other`);
    note(objectField(branch, 'product'));
    for (const inner of arrayField(branch, 'branches')) waiting.push({ branch: inner, depth: depth + 1 });
  }
  for (const relationship of arrayField(tree, 'relationships')) noteRelationship(relationship, products);
  return products;
}

/** A part within a product (`default_component_of`, …) is a product of its own, by an id of its own. */
function noteRelationship(relationship: unknown, products: Map<string, VexProduct>): void {
  if (!isObject(relationship)) return;
  const id = stringField(objectField(relationship, 'full_product_name') ?? {}, 'product_id');
  const part = products.get(stringField(relationship, 'product_reference') ?? '');
  const whole = products.get(stringField(relationship, 'relates_to_product_reference') ?? '');
  if (id === undefined || part === undefined || products.has(id)) return;
  // The whole is often a platform without a package-URL: then the part is what is known.
  products.set(id, whole === undefined ? part : { purl: whole.purl, subcomponents: [part.purl] });
}

function readStatements(
  vulnerability: JsonObject,
  products: Products,
  at: number,
  line: number | undefined,
): readonly VexStatement[] {
  const names = namesOf(vulnerability);
  if (names.length === 0) throw fault(line, 'no name', 'a cve or an id');
  const status = objectField(vulnerability, 'product_status') ?? {};
  return Object.entries(LISTS).flatMap(([list, meaning]) =>
    arrayField(status, list).flatMap((id): readonly VexStatement[] => {
      const product = typeof id === 'string' ? products.get(id) : undefined;
      if (typeof id !== 'string' || product === undefined) return [];
      const because =
        textAbout(arrayField(vulnerability, 'threats'), id, 'impact') ?? flagOf(vulnerability, id);
      const action = textAbout(arrayField(vulnerability, 'remediations'), id);
      return [
        {
          vulnerabilities: names,
          products: [product],
          status: meaning,
          ...(because === undefined ? {} : { because }),
          ...(action === undefined ? {} : { action }),
          at,
        },
      ];
    }),
  );
}

function namesOf(vulnerability: JsonObject): readonly string[] {
  const cve = stringField(vulnerability, 'cve');
  const ids = arrayField(vulnerability, 'ids').flatMap((id) =>
    isObject(id) ? (stringField(id, 'text') ?? []) : [],
  );
  return [...(cve === undefined ? [] : [cve]), ...ids];
}

/** The label under which a product is flagged: CSAF's justifications. */
function flagOf(vulnerability: JsonObject, id: string): string | undefined {
  const flag = arrayField(vulnerability, 'flags').find((one) => isObject(one) && isAbout(one, id));
  return isObject(flag) ? stringField(flag, 'label') : undefined;
}

function textAbout(list: readonly unknown[], id: string, category?: string): string | undefined {
  const found = list.find(
    (one) =>
      isObject(one) &&
      isAbout(one, id) &&
      (category === undefined || stringField(one, 'category') === category),
  );
  return isObject(found) ? stringField(found, 'details') : undefined;
}

/** What names no product, and no group of them, is about all. */
function isAbout(entry: JsonObject, id: string): boolean {
  const ids = arrayField(entry, 'product_ids');
  return ids.includes(id) || (ids.length === 0 && arrayField(entry, 'group_ids').length === 0);
}

function required(object: JsonObject, name: string, path: string, line: number | undefined): string {
  const value = stringField(object, name);
  if (value !== undefined && value !== '') return value;
  throw fault(line, `no ${path}`, 'a text');
}

function fault(line: number | undefined, found: string, expected: string): GatehouseError {
  const where = line === undefined ? '' : ` at line ${line}`;
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found ${found}${where}, expected ${expected}`,
  );
}
