// Reads the statements of a CSAF 2.0 or 2.1 document (OASIS), of whatever category: a VEX profile, or an advisory.

import { parseInstant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, isObject, kindOf, objectField, stringField, type JsonObject } from '../json.ts';
import type { JsonText } from '../json-text.ts';
import { hasVersion, withRange } from './product-purl.ts';
import {
  VEX_JUSTIFICATIONS,
  type VexDocument,
  type VexProduct,
  type VexStatement,
  type VexStatus,
} from './vex-statement.ts';

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
  let unrecognised = 0;
  const statements = arrayField(whole, 'vulnerabilities').flatMap((vulnerability) => {
    if (!isObject(vulnerability))
      throw fault(lineOf(whole), kindOf(vulnerability), 'an object for each vulnerability');
    const read = readStatements(vulnerability, products, at, lineOf(vulnerability));
    unrecognised += read.unrecognised;
    return read.statements;
  });
  const count = stringField(tracking, 'version');
  return {
    format: `CSAF ${version}`,
    id: required(tracking, 'id', 'document/tracking/id', lineOf(document)),
    ...(count === undefined ? {} : { version: count }),
    issuedAt: at,
    author: required(publisher, 'name', 'document/publisher/name', lineOf(document)),
    statements,
    unrecognised,
  };
}

interface Products {
  /** By product id: what it is known by. Absent for products without a package-URL. */
  readonly known: Map<string, VexProduct>;
  /** By group id: the ids of its products. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

function readProducts(tree: JsonObject, lineOf: JsonText['lineOf']): Products {
  const known = new Map<string, VexProduct>();
  for (const product of arrayField(tree, 'full_product_names')) noteProduct(known, product);
  const waiting = arrayField(tree, 'branches').map((branch) => ({ branch, depth: 1 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { branch, depth } = next;
    if (!isObject(branch)) continue;
    if (depth > MAX_BRANCHES)
      throw fault(lineOf(branch), 'another branch', `at most ${MAX_BRANCHES} within each other`);
    const isRange = stringField(branch, 'category') === 'product_version_range';
    noteProduct(known, objectField(branch, 'product'), isRange ? stringField(branch, 'name') : undefined);
    for (const inner of arrayField(branch, 'branches')) waiting.push({ branch: inner, depth: depth + 1 });
  }
  for (const relationship of arrayField(tree, 'relationships')) noteRelationship(relationship, known);
  const groups = arrayField(tree, 'product_groups').flatMap((group) => {
    const id = isObject(group) ? stringField(group, 'group_id') : undefined;
    return isObject(group) && id !== undefined ? [[id, textsOf(group, 'product_ids')] as const] : [];
  });
  return { known, groups: new Map(groups) };
}

/** `range`: what its branch is called where it stands for a range of versions (section 3.1.2.2). */
function noteProduct(known: Map<string, VexProduct>, product: unknown, range?: string): void {
  if (!isObject(product)) return;
  const id = stringField(product, 'product_id');
  const helper = objectField(product, 'product_identification_helper') ?? {};
  const [first] = arrayField(helper, 'purls');
  const purl = stringField(helper, 'purl') ?? (typeof first === 'string' ? first : undefined);
  if (id === undefined || purl === undefined) return;
  // Without a version the package-URL alone would mean them all.
  const isNarrowed = range !== undefined && !hasVersion(purl);
  const narrowed = isNarrowed ? withRange(purl, range) : purl;
  known.set(id, { purl: narrowed, subcomponents: [] });
}

function textsOf(object: JsonObject, name: string): readonly string[] {
  return arrayField(object, name).filter((one) => typeof one === 'string');
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
): { readonly statements: readonly VexStatement[]; readonly unrecognised: number } {
  const names = namesOf(vulnerability);
  if (names.length === 0) throw fault(line, 'no name', 'a cve or an id');
  const status = objectField(vulnerability, 'product_status') ?? {};
  const impactOn = noteAbout(arrayField(vulnerability, 'threats'), products, 'details', 'impact');
  const flagOf = noteAbout(arrayField(vulnerability, 'flags'), products, 'label');
  const actionFor = noteAbout(arrayField(vulnerability, 'remediations'), products, 'details');
  let unrecognised = 0;
  const statements = Object.entries(LISTS).flatMap(([list, meaning]) =>
    textsOf(status, list).flatMap((id): readonly VexStatement[] => {
      const product = products.known.get(id);
      if (product === undefined) {
        unrecognised += 1;
        return [];
      }
      const impact = impactOn(id);
      const flag = flagOf(id);
      const justification = VEX_JUSTIFICATIONS.find((known) => known === flag);
      const action = actionFor(id);
      return [
        {
          vulnerabilities: names,
          products: [product],
          status: meaning,
          ...(justification === undefined ? {} : { justification }),
          ...(impact === undefined ? {} : { impact }),
          ...(action === undefined ? {} : { action }),
          at,
        },
      ];
    }),
  );
  return { statements, unrecognised };
}

function namesOf(vulnerability: JsonObject): readonly string[] {
  const cve = stringField(vulnerability, 'cve');
  const ids = arrayField(vulnerability, 'ids').flatMap((id) =>
    isObject(id) ? (stringField(id, 'text') ?? []) : [],
  );
  return [...(cve === undefined ? [] : [cve]), ...ids];
}

/**
 * What the first of the entries that is about a product says in `name`. One that names no product, and no group of them, is
 * about all (and stands behind those that name it).
 */
function noteAbout(
  entries: readonly unknown[],
  { groups }: Products,
  name: string,
  category?: string,
): (id: string) => string | undefined {
  const notes = new Map<string, string>();
  let ofAll: string | undefined;
  for (const entry of entries) {
    if (!isObject(entry) || (category !== undefined && stringField(entry, 'category') !== category)) continue;
    const text = stringField(entry, name);
    if (text === undefined) continue;
    const groupIds = textsOf(entry, 'group_ids');
    const ids = [...textsOf(entry, 'product_ids'), ...groupIds.flatMap((id) => groups.get(id) ?? [])];
    if (ids.length === 0 && groupIds.length === 0) ofAll ??= text;
    for (const id of ids) if (!notes.has(id)) notes.set(id, text);
  }
  return (id) => notes.get(id) ?? ofAll;
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
