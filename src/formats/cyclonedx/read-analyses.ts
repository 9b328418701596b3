// What a CycloneDX document says of vulnerabilities (schemas 1.4 to 1.7, `vulnerabilities` with `analysis`), as VEX.

import { parseInstant } from '../../kernel/clock.ts';
import { arrayField, field, isObject, objectField, stringField, type JsonObject } from '../json.ts';
import { hasVersion, withoutQualifiers, withRange, withVersion } from '../vex/product-purl.ts';
import type {
  VexDocument,
  VexJustification,
  VexProduct,
  VexStatement,
  VexStatus,
} from '../vex/vex-statement.ts';
import { objectsOf, type CycloneDxDocument } from './place.ts';

/** `false_positive` and `not_affected` are told apart by no reader of VEX. */
const STATES: Readonly<Record<string, VexStatus>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
  false_positive: 'not_affected',
  not_affected: 'not_affected',
};

/** Those that say the same as one of the five labels; the others are told in words. */
const JUSTIFICATIONS: Readonly<Record<string, VexJustification>> = {
  code_not_present: 'vulnerable_code_not_present',
  code_not_reachable: 'vulnerable_code_not_in_execute_path',
  protected_by_mitigating_control: 'inline_mitigations_already_exist',
};

/** The statements; undefined where the document analyses nothing. It was judged before (`assertCycloneDx`). */
export function readAnalyses(document: CycloneDxDocument): VexDocument | undefined {
  const { value, version, isXml } = document;
  const products = new Products(value);
  const metadata = objectField(value, 'metadata') ?? {};
  const issuedAt = parseInstant(stringField(metadata, 'timestamp') ?? '');
  const statements = objectsOf(document, value, 'vulnerabilities').flatMap((vulnerability) =>
    readVulnerability(vulnerability, products, issuedAt),
  );
  if (statements.length === 0 && products.unrecognised === 0) return undefined;
  const id = stringField(value, 'serialNumber');
  const count = field(value, 'version');
  return {
    format: `CycloneDX ${version} ${isXml ? 'XML' : 'JSON'}`,
    ...(id === undefined ? {} : { id }),
    ...(typeof count === 'number' || typeof count === 'string' ? { version: String(count) } : {}),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    author: authorOf(metadata),
    statements,
    unrecognised: products.unrecognised,
  };
}

function readVulnerability(
  vulnerability: JsonObject,
  products: Products,
  issuedAt: number | undefined,
): readonly VexStatement[] {
  const names = namesOf(vulnerability);
  const analysis = objectField(vulnerability, 'analysis') ?? {};
  const state = STATES[stringField(analysis, 'state') ?? ''];
  const byStatus = new Map<VexStatus, VexProduct[]>();
  for (const affected of arrayField(vulnerability, 'affects')) {
    if (!isObject(affected)) continue;
    for (const [product, status] of products.meantBy(affected, state)) {
      const known = byStatus.get(status);
      if (known === undefined) byStatus.set(status, [product]);
      else known.push(product);
    }
  }
  if (names.length === 0) return [];
  const times = ['lastUpdated', 'firstIssued'].flatMap(
    (name) => parseInstant(stringField(analysis, name) ?? '') ?? [],
  );
  const at = times[0] ?? issuedAt;
  return [...byStatus].map(([status, meant]) => ({
    vulnerabilities: names,
    products: meant,
    status,
    ...(status === state ? reasonsOf(vulnerability, analysis) : { impact: 'other versions are affected' }),
    ...(at === undefined ? {} : { at }),
  }));
}

/** References name the same vulnerability in other databases. */
function namesOf(vulnerability: JsonObject): readonly string[] {
  const references = arrayField(vulnerability, 'references').filter(isObject);
  const names = [vulnerability, ...references].map((one) => stringField(one, 'id') ?? '');
  return [...new Set(names.filter((name) => name !== ''))];
}

function reasonsOf(
  vulnerability: JsonObject,
  analysis: JsonObject,
): Pick<VexStatement, 'justification' | 'impact' | 'action'> {
  const said = stringField(analysis, 'justification');
  const justification = said === undefined ? undefined : JUSTIFICATIONS[said];
  const detail = stringField(analysis, 'detail') ?? '';
  const words = [
    ...(stringField(analysis, 'state') === 'false_positive' ? ['false positive'] : []),
    ...(said !== undefined && justification === undefined ? [said.replaceAll('_', ' ')] : []),
    ...(detail === '' ? [] : [detail]),
  ];
  const responses = arrayField(analysis, 'response').concat(arrayField(analysis, 'responses'));
  const actions = [
    stringField(vulnerability, 'recommendation') ?? '',
    stringField(vulnerability, 'workaround') ?? '',
    ...responses.filter((one) => typeof one === 'string').map((one) => one.replaceAll('_', ' ')),
  ].filter((one) => one !== '');
  return {
    ...(justification === undefined ? {} : { justification }),
    ...(words.length === 0 ? {} : { impact: words.join(': ') }),
    ...(actions[0] === undefined ? {} : { action: actions[0] }),
  };
}

/** A subject without a package-URL may be an application that is known by its name. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** `urn:cdx:<serial>/<version>#<bom-ref>` (CycloneDX, "BOM-Link"). */
const BOM_LINK = /^urn:cdx:([0-9a-f-]{36})\/\d{1,9}(?:#(.*))?$/s;

/** A component, and what it stands within: another one that can be named, else the subject. */
interface Placed {
  readonly component: JsonObject;
  readonly within: string | undefined;
}

/** The products of a document by their refs. */
class Products {
  /** Those that cannot be recognised. */
  unrecognised = 0;
  readonly #products = new Map<string, VexProduct>();
  readonly #serial: string;

  constructor(value: JsonObject) {
    this.#serial = (stringField(value, 'serialNumber') ?? '').replace(/^urn:uuid:/, '');
    const subject = objectField(objectField(value, 'metadata') ?? {}, 'component');
    const about = subject === undefined ? undefined : subjectOf(subject);
    const all = placeAll(value, subject, about);
    const purls = new Set(all.flatMap(({ component }) => purlOf(component) ?? []));
    const spellings = Map.groupBy(purls, withoutQualifiers);
    for (const { component, within } of all) {
      const ref = stringField(component, 'bom-ref');
      const purl = component === subject ? about : purlOf(component);
      if (ref === undefined || purl === undefined) continue;
      // Qualifiers tell components of one document apart; where there is nothing to tell apart, its ref says enough.
      const plain = withoutQualifiers(purl);
      const isOnly = component !== subject && spellings.get(plain)?.length === 1;
      const own = isOnly ? plain : purl;
      this.#products.set(
        ref,
        within === undefined ? { purl: own, subcomponents: [] } : { purl: within, subcomponents: [own] },
      );
    }
  }

  /** Each product with how it stands; `state` is what the analysis says, where it says something. */
  *meantBy(affected: JsonObject, state: VexStatus | undefined): Iterable<readonly [VexProduct, VexStatus]> {
    const versions = arrayField(affected, 'versions').filter(isObject);
    // Without an analysis a list of what is affected is no statement; what it excepts is one.
    const isOf = (version: JsonObject) => state !== undefined || field(version, 'status') === 'unaffected';
    const told = versions.filter(isOf);
    if (versions.length === 0 ? state === undefined : told.length === 0) return;
    const product = this.#resolve(stringField(affected, 'ref') ?? '');
    if (product === undefined) {
      this.unrecognised += 1;
      return;
    }
    if (versions.length === 0 && state !== undefined) yield [product, state];
    for (const version of told) {
      const status = statusOf(version, state);
      if (status !== undefined) yield [narrowed(product, version), status];
    }
  }

  #resolve(ref: string): VexProduct | undefined {
    const [, serial, inner = ''] = BOM_LINK.exec(ref) ?? [];
    if (serial === undefined) return this.#products.get(ref) ?? plainProduct(ref);
    if (serial === this.#serial) return this.#products.get(decoded(inner)) ?? this.#products.get(inner);
    // Of another document nothing is at hand but the ref, which often is a package-URL.
    return plainProduct(inner) ?? plainProduct(decoded(inner));
  }
}

function plainProduct(ref: string): VexProduct | undefined {
  return ref.startsWith('pkg:') ? { purl: ref, subcomponents: [] } : undefined;
}

/** Every component, those within others too. */
function placeAll(
  value: JsonObject,
  subject: JsonObject | undefined,
  about: string | undefined,
): readonly Placed[] {
  const all: Placed[] = subject === undefined ? [] : [{ component: subject, within: undefined }];
  const top = [...(subject === undefined ? [] : listOf(subject)), ...listOf(value)];
  const waiting: Placed[] = top.map((component) => ({ component, within: about }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    all.push(next);
    const within = purlOf(next.component) ?? next.within;
    waiting.push(...listOf(next.component).map((component) => ({ component, within })));
  }
  return all;
}

function listOf(part: JsonObject): readonly JsonObject[] {
  return arrayField(part, 'components').filter(isObject);
}

function purlOf(component: JsonObject): string | undefined {
  const purl = stringField(component, 'purl') ?? '';
  if (purl === '') return undefined;
  const version = stringField(component, 'version') ?? '';
  return hasVersion(purl) || version === '' ? purl : withVersion(purl, version);
}

const OF_FIVE = /^pkg:(?:npm|pypi|cargo|maven|composer|generic)\//;

/** What is no package of ours is known by its name at most. */
function subjectOf(component: JsonObject): string | undefined {
  const purl = purlOf(component);
  if (purl !== undefined && OF_FIVE.test(purl)) return purl;
  const name = stringField(component, 'name') ?? '';
  return field(component, 'group') === undefined && PLAIN_NAME.test(name) ? `pkg:generic/${name}` : undefined;
}

/** A version that is said to be affected stands as the analysis says: it was written about it. */
function statusOf(version: JsonObject, state: VexStatus | undefined): VexStatus | undefined {
  switch (stringField(version, 'status') ?? 'affected') {
    case 'unaffected':
      return 'not_affected';
    case 'unknown':
      return 'under_investigation';
    default:
      return state;
  }
}

/** The version is that of the component itself, not of what it stands within. */
function narrowed({ purl, subcomponents }: VexProduct, version: JsonObject): VexProduct {
  const narrow = (one: string) => {
    const exact = stringField(version, 'version');
    if (exact !== undefined) return withVersion(one, exact);
    return withRange(withVersion(one, undefined), stringField(version, 'range') ?? '');
  };
  return subcomponents.length === 0
    ? { purl: narrow(purl), subcomponents }
    : { purl, subcomponents: subcomponents.map(narrow) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Then it was not encoded.
    return text;
  }
}

/** Who wrote it, else who makes what it is about. */
function authorOf(metadata: JsonObject): string {
  const [author] = arrayField(metadata, 'authors');
  const component = objectField(metadata, 'component') ?? {};
  const named = [
    isObject(author) ? author : {},
    ...['supplier', 'manufacturer', 'manufacture'].map((name) => objectField(metadata, name) ?? {}),
    objectField(component, 'supplier') ?? {},
    component,
  ];
  const names = named.map((one) => stringField(one, 'name') ?? '');
  return names.find((name) => name !== '') ?? 'somebody who is not named';
}
