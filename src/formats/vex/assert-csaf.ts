// What a CSAF document must hold to, as far as its statements hang on it (CSAF 2.0, section 6.1): products and groups that are
// there once, one status for each product, and what the profile VEX asks for. Other rules of that section are not judged.

import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, isObject, objectField, stringField, type JsonObject } from '../json.ts';
import type { JsonText } from '../json-text.ts';
import { nameOfPurl } from './product-purl.ts';
import { VEX_JUSTIFICATIONS } from './vex-statement.ts';

type LineOf = JsonText['lineOf'];

/** The fault of a CSAF document: `Cannot read the CSAF document: found X at line N, expected Y`. */
export function faultOfCsaf(line: number | undefined, found: string, expected: string): GatehouseError {
  const where = line === undefined ? '' : ` at line ${line}`;
  return new GatehouseError(
    'invalid-document',
    `Cannot read the CSAF document: found ${found}${where}, expected ${expected}`,
    { facts: line === undefined ? {} : { line } },
  );
}

/** The ids of products and groups; each may be defined once. */
export interface CsafIds {
  readonly products: Set<string>;
  readonly groups: Map<string, readonly string[]>;
}

/** Notes that a product is defined. Throws for one that was before (6.1.2), and a package-URL that is none (6.1.13). */
export function defineProduct(ids: CsafIds, product: JsonObject, lineOf: LineOf): void {
  const id = stringField(product, 'product_id');
  if (id === undefined) return;
  if (ids.products.has(id))
    throw faultOfCsaf(lineOf(product), `product ${quote(id)} a second time`, 'another id');
  ids.products.add(id);
  const purl = stringField(objectField(product, 'product_identification_helper') ?? {}, 'purl');
  if (purl === undefined) return;
  if (/^pkg:[A-Za-z.+-][A-Za-z0-9.+-]*\/./.test(purl) && nameOfPurl(purl).name !== '') return;
  throw faultOfCsaf(lineOf(product), `purl ${quote(purl)}`, 'a package-URL with a type and a name');
}

/** Reads the groups. Throws for one that is defined twice (6.1.5), or has products that are not there (6.1.1). */
export function defineGroups(ids: CsafIds, tree: JsonObject, lineOf: LineOf): void {
  for (const group of arrayField(tree, 'product_groups')) {
    const id = isObject(group) ? stringField(group, 'group_id') : undefined;
    if (!isObject(group) || id === undefined) continue;
    if (ids.groups.has(id))
      throw faultOfCsaf(lineOf(group), `group ${quote(id)} a second time`, 'another id');
    const products = textsOf(group, 'product_ids');
    assertKnown(ids, products, lineOf(group));
    ids.groups.set(id, products);
  }
}

/** A product that is another one within a third: as a relationship (2.0), or a path through several (2.1). */
export interface CsafPath {
  readonly line: number | undefined;
  readonly product: JsonObject;
  /** Ids: the part, then what it is in, the nearest first. */
  readonly through: readonly string[];
}

/** Those of the tree, in order. */
export function pathsOf(tree: JsonObject, lineOf: LineOf): readonly CsafPath[] {
  const read = (list: string, throughOf: (entry: JsonObject) => readonly string[]) =>
    arrayField(tree, list)
      .filter(isObject)
      .map((entry) => ({
        line: lineOf(entry),
        product: objectField(entry, 'full_product_name') ?? {},
        through: throughOf(entry),
      }));
  const textOf = (entry: JsonObject, name: string) => stringField(entry, name) ?? [];
  return [
    ...read('relationships', (entry) =>
      ['product_reference', 'relates_to_product_reference'].flatMap((name) => textOf(entry, name)),
    ),
    ...read('product_paths', (entry) => [
      ...[textOf(entry, 'beginning_product_reference')].flat(),
      ...arrayField(entry, 'subpaths')
        .filter(isObject)
        .flatMap((one) => textOf(one, 'next_product_reference')),
    ]),
  ];
}

/** Throws for products that are not defined (6.1.1), and for what is made of itself (6.1.3). */
export function assertPaths(ids: CsafIds, paths: readonly CsafPath[], line: number | undefined): void {
  const madeOf = new Map<string, readonly string[]>();
  for (const path of paths) {
    assertKnown(ids, path.through, path.line);
    const id = stringField(path.product, 'product_id');
    if (id !== undefined) madeOf.set(id, path.through);
  }
  const sound = new Set<string>();
  for (const id of madeOf.keys()) {
    const onWay = new Set<string>();
    const waiting = [{ id, isDone: false }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.isDone) {
        onWay.delete(next.id);
        sound.add(next.id);
        continue;
      }
      if (sound.has(next.id)) continue;
      if (onWay.has(next.id))
        throw faultOfCsaf(line, `product ${quote(next.id)} within itself`, 'one that is made of others');
      onWay.add(next.id);
      waiting.push({ id: next.id, isDone: true });
      waiting.push(...(madeOf.get(next.id) ?? []).map((inner) => ({ id: inner, isDone: false })));
    }
  }
}

const CONTRADICTING: readonly (readonly [name: string, lists: readonly string[]])[] = [
  ['affected', ['first_affected', 'known_affected', 'last_affected']],
  ['not affected', ['known_not_affected']],
  ['fixed', ['first_fixed', 'fixed']],
  ['under investigation', ['under_investigation']],
];

/** Throws for a vulnerability whose parts name what is not there (6.1.1, 6.1.4), or that contradicts itself (6.1.6, 6.1.33). */
export function assertVulnerability(
  ids: CsafIds,
  vulnerability: JsonObject,
  isVexProfile: boolean,
  lineOf: LineOf,
): void {
  const line = lineOf(vulnerability);
  const status = objectField(vulnerability, 'product_status') ?? {};
  for (const list of Object.keys(status)) assertKnown(ids, textsOf(status, list), line);
  const entries = ['flags', 'remediations', 'threats'].flatMap((list) =>
    arrayField(vulnerability, list).flatMap((entry) => (isObject(entry) ? [[list, entry] as const] : [])),
  );
  for (const [list, entry] of entries) {
    const meant = productsOf(ids, entry, lineOf);
    // Of a threat it is only advised (6.2.2); of flags and remediations it is a rule (6.1.32, 6.1.29).
    if (meant === undefined && list !== 'threats')
      throw faultOfCsaf(lineOf(entry), `one of the ${list} about no product`, 'its product_ids or group_ids');
  }
  const said = new Map<string, string>();
  for (const [name, lists] of CONTRADICTING) {
    for (const id of lists.flatMap((list) => textsOf(status, list))) {
      const before = said.get(id);
      if (before !== undefined && before !== name)
        throw faultOfCsaf(line, `product ${quote(id)} as ${before} and as ${name}`, 'one of them');
      said.set(id, name);
    }
  }
  const flagged = flaggedBy(ids, vulnerability, lineOf);
  if (isVexProfile) assertProfile(ids, vulnerability, flagged, lineOf);
}

/** Products with a label that says why they are not affected. */
function flaggedBy(ids: CsafIds, vulnerability: JsonObject, lineOf: LineOf): ReadonlySet<string> {
  const labels = new Map<string, string>();
  for (const flag of arrayField(vulnerability, 'flags')) {
    const label = isObject(flag) ? stringField(flag, 'label') : undefined;
    if (!isObject(flag) || !VEX_JUSTIFICATIONS.some((known) => known === label)) continue;
    for (const id of productsOf(ids, flag, lineOf) ?? []) {
      const before = labels.get(id);
      if (before !== undefined && before !== label)
        throw faultOfCsaf(lineOf(flag), `product ${quote(id)} with two justifications`, 'one');
      labels.set(id, label ?? '');
    }
  }
  return new Set(labels.keys());
}

/** Section 4.5: names, one of four lists, why a product is not affected and what to do about one that is (6.1.27.7 to 10). */
function assertProfile(
  ids: CsafIds,
  vulnerability: JsonObject,
  flagged: ReadonlySet<string>,
  lineOf: LineOf,
): void {
  const line = lineOf(vulnerability);
  if (stringField(vulnerability, 'cve') === undefined && arrayField(vulnerability, 'ids').length === 0)
    throw faultOfCsaf(line, 'no name', 'a cve or an id');
  const status = objectField(vulnerability, 'product_status') ?? {};
  const lists = ['fixed', 'known_affected', 'known_not_affected', 'under_investigation'];
  if (lists.every((list) => textsOf(status, list).length === 0))
    throw faultOfCsaf(line, 'no status', `a product in one of ${lists.join(', ')}`);
  const told = (list: string, category?: string) => {
    const entries = arrayField(vulnerability, list).filter(isObject);
    const wanted = entries.filter(
      (entry) => category === undefined || stringField(entry, 'category') === category,
    );
    const meant = wanted.map((entry) => productsOf(ids, entry, lineOf));
    return { isAll: meant.includes(undefined), ids: new Set(meant.flatMap((some) => some ?? [])) };
  };
  const impact = told('threats', 'impact');
  const silent = textsOf(status, 'known_not_affected').find(
    (id) => !impact.isAll && !impact.ids.has(id) && !flagged.has(id),
  );
  if (silent !== undefined)
    throw faultOfCsaf(
      line,
      `product ${quote(silent)} as not affected alone`,
      'a flag or a threat "impact" with it',
    );
  const remedies = told('remediations');
  const helpless = textsOf(status, 'known_affected').find((id) => !remedies.ids.has(id));
  if (helpless !== undefined)
    throw faultOfCsaf(line, `product ${quote(helpless)} as affected alone`, 'a remediation with it');
}

/** The products of an entry, those of its groups too; undefined when it names none. Throws for what is not defined. */
function productsOf(ids: CsafIds, entry: JsonObject, lineOf: LineOf): readonly string[] | undefined {
  const products = textsOf(entry, 'product_ids');
  const groups = textsOf(entry, 'group_ids');
  assertKnown(ids, products, lineOf(entry));
  const unknown = groups.find((id) => !ids.groups.has(id));
  if (unknown !== undefined)
    throw faultOfCsaf(lineOf(entry), `group ${quote(unknown)} that is not there`, 'one of product_groups');
  if (products.length + groups.length === 0) return undefined;
  return [...products, ...groups.flatMap((id) => ids.groups.get(id) ?? [])];
}

function assertKnown({ products }: CsafIds, ids: readonly string[], line: number | undefined): void {
  const unknown = ids.find((id) => !products.has(id));
  if (unknown !== undefined)
    throw faultOfCsaf(line, `product ${quote(unknown)} that is not there`, 'one of the product_tree');
}

export function textsOf(object: JsonObject, name: string): readonly string[] {
  return arrayField(object, name).filter((one) => typeof one === 'string');
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
