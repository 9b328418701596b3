// SPDX 3.0 in JSON: a strict subset of JSON-LD, read by its own names and without a processor for the whole of it.

import type { BillOfMaterials } from '../bill-of-materials.ts';
import { arrayField, field, isObject, kindOf, stringField, type JsonObject } from '../json.ts';
import { buildBill, type SpdxPackage, type SpdxRelation } from './bill-builder.ts';
import {
  digestsOf,
  fault,
  objectsOf,
  optionalText,
  requiredText,
  saidText,
  type SpdxText,
} from './fields.ts';
import { DEVELOPMENT_SCOPES, MEANINGS_3 } from './relations.ts';

const CONTEXT = /^https?:\/\/spdx\.(?:org|github\.io)\/[\w./-]*?v?(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)\//;
/** A package and what the other profiles call their kinds of package. */
const PACKAGE_TYPES: ReadonlySet<string> = new Set([
  'software_Package',
  'ai_AIPackage',
  'dataset_DatasetPackage',
]);
/** What only gathers elements, so that what it is about is what its roots are. */
const COLLECTION_TYPES: ReadonlySet<string> = new Set(['SpdxDocument', 'software_Sbom', 'Bom', 'Bundle']);
const RELATION_TYPES: ReadonlySet<string> = new Set(['Relationship', 'LifecycleScopedRelationship']);
/** Fields in which an element may stand whole instead of its id. */
const HOLDERS = ['from', 'to', 'element', 'rootElement'] as const;
const NONE_ELEMENT = /^(?:https:\/\/spdx\.org\/rdf\/[\d.]+\/terms\/Core\/)?NoneElement$/;
const NO_ASSERTION = /^(?:https:\/\/spdx\.org\/rdf\/[\d.]+\/terms\/Core\/)?NoAssertionElement$/;

/** `3.0.1`, from the document's `@context`; undefined where it is none of SPDX. */
export function versionOfContext(value: JsonObject): string | undefined {
  const context = field(value, '@context');
  const parts: readonly unknown[] = Array.isArray(context) ? context : [context];
  for (const part of parts) {
    const version = typeof part === 'string' ? CONTEXT.exec(part)?.[1] : undefined;
    if (version !== undefined) return version;
  }
  return undefined;
}

/** The bill of a document whose version is known. Throws `invalid-document`. */
export function billOfVersion3(document: SpdxText): BillOfMaterials {
  const { elements, relations } = collectElements(document);
  const licences = licencesOf(document, elements, relations);
  const imported = importedIds(elements);
  return buildBill({
    format: `SPDX ${versionOfContext(document.value) ?? '3.0'} JSON`,
    packages: [...elements]
      .filter(([, one]) => PACKAGE_TYPES.has(typeOf(one)))
      .map(([id, one]) => packageOf(document, id, one, licences.get(id))),
    relations: relations.flatMap((one) => relationsOf(document, one)),
    described: describedIds(document, elements),
    isKnown: (id) => elements.has(id) || imported.has(id),
  });
}

function typeOf(element: JsonObject): string {
  return stringField(element, 'type') ?? stringField(element, '@type') ?? '';
}

interface Elements {
  /** In the order of the document. */
  readonly elements: ReadonlyMap<string, JsonObject>;
  /** Several may have one id: what is said of an element adds up. */
  readonly relations: readonly JsonObject[];
}

function collectElements(document: SpdxText): Elements {
  const { value, lineOf } = document;
  const elements = new Map<string, JsonObject>();
  const relations: JsonObject[] = [];
  const waiting = Object.hasOwn(value, '@graph')
    ? objectsOf(document, value, '@graph').toReversed()
    : [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const type = typeOf(next);
    if (type === '') throw fault('an element without a type', lineOf(next), 'its type');
    const id = idOf(next);
    const isPackage = PACKAGE_TYPES.has(type);
    if (id === undefined && (isPackage || COLLECTION_TYPES.has(type))) {
      throw fault(`a ${type} without spdxId`, lineOf(next), 'its id');
    }
    if (id !== undefined && elements.has(id) && isPackage) {
      const found = `spdxId ${JSON.stringify(id.slice(0, 200))} a second time`;
      throw fault(found, lineOf(next), 'an id of one element alone');
    }
    if (id !== undefined && !elements.has(id)) elements.set(id, next);
    if (RELATION_TYPES.has(type)) relations.push(next);
    for (const holder of HOLDERS) {
      for (const whole of wholeElements(next, holder)) waiting.push(whole);
    }
  }
  return { elements, relations };
}

function idOf(element: JsonObject): string | undefined {
  return stringField(element, 'spdxId') ?? stringField(element, '@id');
}

function wholeElements(element: JsonObject, holder: string): readonly JsonObject[] {
  const value = field(element, holder);
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter((one) => isObject(one));
}

/** The ids that a field names. Throws `invalid-document` for what is no element. */
function idsIn({ lineOf }: SpdxText, element: JsonObject, name: string): readonly string[] {
  const value = field(element, name);
  if (value === undefined) return [];
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map((one) => {
    const id = isObject(one) ? idOf(one) : one;
    if (typeof id === 'string' && id !== '') return id;
    throw fault(`${kindOf(one)} for ${name} of ${typeOf(element)}`, lineOf(element), 'an element or its id');
  });
}

function packageOf(
  document: SpdxText,
  id: string,
  said: JsonObject,
  licence: string | undefined,
): SpdxPackage {
  const name = requiredText(document, said, 'name', 'a package');
  const version = saidText(optionalText(document, said, 'software_packageVersion', 'a package'));
  const purl = purlOf(document, said);
  const line = document.lineOf(said);
  return {
    id,
    said: {
      name,
      ...(version === undefined ? {} : { version }),
      ...(purl === undefined ? {} : { purl }),
      digests: digestsOf(
        objectsOf(document, said, 'verifiedUsing').flatMap((one) => {
          const algorithm = stringField(one, 'algorithm');
          const digest = stringField(one, 'hashValue');
          return algorithm === undefined || digest === undefined ? [] : [[algorithm, digest] as const];
        }),
      ),
      ...(licence === undefined ? {} : { licence }),
      ...(line === undefined ? {} : { line }),
    },
    isApplication: stringField(said, 'software_primaryPurpose') === 'application',
  };
}

function purlOf(document: SpdxText, said: JsonObject): string | undefined {
  const own = saidText(optionalText(document, said, 'software_packageUrl', 'a package'));
  if (own !== undefined) return own;
  const identifier = objectsOf(document, said, 'externalIdentifier').find(
    (one) => stringField(one, 'externalIdentifierType') === 'packageUrl',
  );
  return identifier === undefined
    ? undefined
    : requiredText(document, identifier, 'identifier', 'an identifier').trim();
}

function relationsOf(document: SpdxText, said: JsonObject): readonly SpdxRelation[] {
  const type = requiredText(document, said, 'relationshipType', 'a relationship');
  const targets = idsIn(document, said, 'to');
  const [from, ...more] = idsIn(document, said, 'from');
  const line = document.lineOf(said);
  if (from === undefined || more.length > 0) {
    throw fault(`${more.length === 0 ? 'none' : 'several'} for from of a relationship`, line, 'one element');
  }
  const stated = MEANINGS_3.get(type);
  if (stated === undefined) return [];
  const scope = stringField(said, 'scope');
  const isForDevelopment =
    scope !== 'runtime' &&
    (stated.isForDevelopment || (scope !== undefined && DEVELOPMENT_SCOPES.has(scope)));
  return targets
    .filter((to) => !NO_ASSERTION.test(to))
    .map((to) => ({
      from,
      to: NONE_ELEMENT.test(to) ? undefined : to,
      meaning: { ...stated, isForDevelopment },
      ...(line === undefined ? {} : { line }),
    }));
}

/** By the package's id what was concluded about its licence, or else what it declares. */
function licencesOf(
  document: SpdxText,
  elements: ReadonlyMap<string, JsonObject>,
  relations: readonly JsonObject[],
): ReadonlyMap<string, string> {
  const licences = new Map<string, string>();
  for (const type of ['hasConcludedLicense', 'hasDeclaredLicense']) {
    for (const relation of relations) {
      if (stringField(relation, 'relationshipType') !== type) continue;
      const words = idsIn(document, relation, 'to').map((id) => licenceWords(elements.get(id)));
      const said = words.find((one) => one !== undefined);
      if (said === undefined) continue;
      for (const from of idsIn(document, relation, 'from')) {
        if (!licences.has(from)) licences.set(from, said);
      }
    }
  }
  return licences;
}

function licenceWords(element: JsonObject | undefined): string | undefined {
  if (element === undefined) return undefined;
  return saidText(stringField(element, 'simplelicensing_licenseExpression') ?? stringField(element, 'name'));
}

/** What the document is about: its roots, through collections to what is none. */
function describedIds(document: SpdxText, elements: ReadonlyMap<string, JsonObject>): ReadonlySet<string> {
  const documents = [...elements].filter(([, one]) => typeOf(one) === 'SpdxDocument');
  const collections = [...elements].filter(([, one]) => COLLECTION_TYPES.has(typeOf(one)));
  const seen = new Set((documents.length > 0 ? documents : collections).map(([id]) => id));
  // The set grows while it is walked.
  for (const id of seen) {
    const element = elements.get(id);
    if (element === undefined || !COLLECTION_TYPES.has(typeOf(element))) continue;
    for (const root of idsIn(document, element, 'rootElement')) seen.add(root);
  }
  return seen;
}

/** Elements of which the document says that they stand in another one. */
function importedIds(elements: ReadonlyMap<string, JsonObject>): ReadonlySet<string> {
  const maps = [...elements.values()]
    .filter((one) => typeOf(one) === 'SpdxDocument')
    .flatMap((one) => arrayField(one, 'import'));
  return new Set(maps.flatMap((map) => (isObject(map) ? (stringField(map, 'externalSpdxId') ?? []) : [])));
}
