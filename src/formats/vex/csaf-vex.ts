// Reads the statements of a CSAF 2.0 or 2.1 document (OASIS), of whatever category: a VEX profile, or an advisory.

import { parseInstant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, isObject, kindOf, objectField, stringField, type JsonObject } from '../json.ts';
import type { JsonText } from '../json-text.ts';
import {
  assertPaths,
  assertVulnerability,
  defineGroups,
  defineProduct,
  faultOfCsaf,
  pathsOf,
  textsOf,
  type CsafIds,
  type CsafPath,
} from './assert-csaf.ts';
import { hasVersion, withRange } from './product-purl.ts';
import {
  VEX_JUSTIFICATIONS,
  type VexDocument,
  type VexProduct,
  type VexStatement,
  type VexStatus,
} from './vex-statement.ts';

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
      `Cannot read the CSAF document: found version ${JSON.stringify(version)}, expected 2.0 or 2.1`,
    );
  }
  const tracking = objectField(document, 'tracking') ?? {};
  const publisher = objectField(document, 'publisher') ?? {};
  const at = parseInstant(stringField(tracking, 'current_release_date') ?? '');
  if (at === undefined)
    throw faultOfCsaf(lineOf(tracking) ?? lineOf(document), 'no date', 'tracking/current_release_date');
  const products = readProducts(objectField(whole, 'product_tree') ?? {}, lineOf);
  const isVexProfile = stringField(document, 'category') === 'csaf_vex';
  const cves = new Set<string>();
  let unrecognised = 0;
  const statements = arrayField(whole, 'vulnerabilities').flatMap((vulnerability) => {
    if (!isObject(vulnerability))
      throw faultOfCsaf(lineOf(whole), kindOf(vulnerability), 'an object for each vulnerability');
    assertVulnerability(products, vulnerability, isVexProfile, lineOf);
    assertOnce(cves, vulnerability, lineOf);
    const read = readStatements(vulnerability, products, at);
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

interface Products extends CsafIds {
  /** By product id: what it is known by. Absent for products without a package-URL. */
  readonly known: Map<string, VexProduct>;
}

function readProducts(tree: JsonObject, lineOf: JsonText['lineOf']): Products {
  const all: Products = { known: new Map(), products: new Set(), groups: new Map() };
  const note = (product: unknown, range?: string) => {
    if (!isObject(product)) return;
    defineProduct(all, product, lineOf);
    noteProduct(all.known, product, range);
  };
  for (const product of arrayField(tree, 'full_product_names')) note(product);
  const waiting = arrayField(tree, 'branches').map((branch) => ({ branch, depth: 1 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { branch, depth } = next;
    if (!isObject(branch)) continue;
    if (depth > MAX_BRANCHES)
      throw faultOfCsaf(lineOf(branch), 'another branch', `at most ${MAX_BRANCHES} within each other`);
    const isRange = stringField(branch, 'category') === 'product_version_range';
    note(objectField(branch, 'product'), isRange ? stringField(branch, 'name') : undefined);
    for (const inner of arrayField(branch, 'branches')) waiting.push({ branch: inner, depth: depth + 1 });
  }
  const paths = pathsOf(tree, lineOf);
  for (const { product } of paths) defineProduct(all, product, lineOf);
  assertPaths(all, paths, lineOf(tree));
  for (const path of paths) notePath(path, all.known);
  defineGroups(all, tree, lineOf);
  return all;
}

/** The same CVE twice would be two answers to one question (6.1.23). */
function assertOnce(cves: Set<string>, vulnerability: JsonObject, lineOf: JsonText['lineOf']): void {
  const cve = stringField(vulnerability, 'cve');
  if (cve === undefined) return;
  if (cves.has(cve))
    throw faultOfCsaf(lineOf(vulnerability), `${JSON.stringify(cve.slice(0, 100))} a second time`, 'it once');
  cves.add(cve);
}

/** `range`: what its branch is called where it stands for a range of versions (section 3.1.2.2). */
function noteProduct(known: Map<string, VexProduct>, product: JsonObject, range?: string): void {
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

/** A part within a product (`default_component_of`, …) is a product of its own, by an id of its own. */
function notePath({ product, through }: CsafPath, products: Map<string, VexProduct>): void {
  const id = stringField(product, 'product_id');
  const [part, ...wholes] = through.map((one) => products.get(one));
  if (id === undefined || part === undefined || products.has(id)) return;
  // The whole is often a platform without a package-URL: then the part is what is known.
  const whole = wholes.find((one) => one !== undefined);
  products.set(id, whole === undefined ? part : { purl: whole.purl, subcomponents: [part.purl] });
}

function readStatements(
  vulnerability: JsonObject,
  products: Products,
  at: number,
): { readonly statements: readonly VexStatement[]; readonly unrecognised: number } {
  const names = namesOf(vulnerability);
  const status = objectField(vulnerability, 'product_status') ?? {};
  const impactOn = noteAbout(arrayField(vulnerability, 'threats'), products, 'details', 'impact');
  const flagOf = noteAbout(arrayField(vulnerability, 'flags'), products, 'label');
  const actionFor = noteAbout(arrayField(vulnerability, 'remediations'), products, 'details');
  let unrecognised = 0;
  const statements = Object.entries(LISTS).flatMap(([list, meaning]) =>
    textsOf(status, list).flatMap((id): readonly VexStatement[] => {
      const product = products.known.get(id);
      // What has no name is no vulnerability that anything else speaks of.
      if (product === undefined || names.length === 0) {
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
  throw faultOfCsaf(line, `no ${path}`, 'a text');
}
