// Reads CycloneDX 1.4 to 1.7 (cyclonedx.org, ECMA-424), JSON and XML, as a bill of materials.

import type { ComponentScope } from '../../kernel/component-graph.ts';
import {
  DIGEST_ALGORITHMS,
  parseHexDigest,
  type DigestAlgorithm,
  type Digests,
} from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';
import { arrayField, field, isObject, objectField, stringField, type JsonObject } from '../json.ts';
import type { JsonText } from '../json-text.ts';
import { readXmlTree } from '../xml-tree.ts';
import { assertCycloneDx } from './assert-cyclonedx.ts';
import { readAnalyses } from './read-analyses.ts';
import { quote, type CycloneDxDocument } from './place.ts';
import { ALGORITHM_NAMES, VERSIONS, type CycloneDxVersion } from './words.ts';
import { shapeOfXml } from './xml-shape.ts';

const NAMESPACE = 'http://cyclonedx.org/schema/bom/';

/**
 * Reads a document whose text was read as JSON. Throws `invalid-document` that names the line and what was expected, and
 * `unsupported` for other versions.
 */
export function readCycloneDxJson({
  value,
  lineOf,
}: JsonText & { readonly value: JsonObject }): BillOfMaterials {
  const format = field(value, 'bomFormat');
  if (format !== 'CycloneDX')
    throw invalid(`found bomFormat ${quote(format)} at line 1, expected "CycloneDX"`);
  const version = versionOf(field(value, 'specVersion'));
  return read({ version, value, lineOf, isXml: false });
}

/** As `readCycloneDxJson`, for XML. A document type is refused. Throws `too-large` as well. */
export function readCycloneDxXml(text: string): BillOfMaterials {
  const root = readXmlTree(text, 'CycloneDX');
  if (root.name !== 'bom' || !root.namespace.startsWith(NAMESPACE)) {
    const found = `<${root.name.slice(0, 100)}> of the namespace ${quote(root.namespace)} at line ${root.line}`;
    throw invalid(`found ${found}, expected <bom> of ${quote(NAMESPACE)} and a version`);
  }
  const version = versionOf(root.namespace.slice(NAMESPACE.length));
  return read({ version, ...shapeOfXml(root), isXml: true });
}

function versionOf(said: unknown): CycloneDxVersion {
  const version = VERSIONS.find((one) => one === said);
  if (version !== undefined) return version;
  const expected = `expected ${VERSIONS[0]} to ${VERSIONS.at(-1)}`;
  if (typeof said === 'string' && /^\d{1,3}\.\d{1,3}$/.test(said))
    throw new GatehouseError('unsupported', `Cannot read CycloneDX: found version ${said}, ${expected}`);
  throw invalid(`found version ${quote(said)}, ${expected}`);
}

function invalid(words: string): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read CycloneDX: ${words}`);
}

function read(document: CycloneDxDocument): BillOfMaterials {
  assertCycloneDx(document);
  const { value, version, isXml } = document;
  const components: BillComponent[] = [];
  const subject = objectField(objectField(value, 'metadata') ?? {}, 'component');
  if (subject !== undefined) flatten(document, subject, components, true);
  for (const component of objects(value, 'components')) flatten(document, component, components, false);
  const dependencies = new Map<string, string[]>();
  for (const dependency of objects(value, 'dependencies')) {
    const ref = stringField(dependency, 'ref') ?? '';
    const known = dependencies.get(ref) ?? [];
    dependencies.set(ref, known);
    for (const to of arrayField(dependency, 'dependsOn')) if (typeof to === 'string') known.push(to);
  }
  const vex = readAnalyses(document);
  return {
    format: `CycloneDX ${version} ${isXml ? 'XML' : 'JSON'}`,
    components,
    dependencies,
    gaps: [],
    ...(vex === undefined ? {} : { vex }),
  };
}

function objects(part: JsonObject, name: string): readonly JsonObject[] {
  return arrayField(part, name).filter(isObject);
}

/** What a component is assembled from stands beside it: its parts are in it, which is not to need them. */
function flatten(
  document: CycloneDxDocument,
  component: JsonObject,
  components: BillComponent[],
  isSubject: boolean,
): void {
  components.push(toComponent(document, component, isSubject));
  for (const part of objects(component, 'components')) flatten(document, part, components, false);
}

function toComponent(
  { lineOf }: CycloneDxDocument,
  component: JsonObject,
  isSubject: boolean,
): BillComponent {
  const take = (name: 'ref' | 'group' | 'version' | 'requested' | 'purl', key: string) => {
    const said = stringField(component, key) ?? '';
    return said === '' ? {} : { [name]: said };
  };
  const licence = licenceOf(component);
  const line = lineOf(component);
  return {
    ...take('ref', 'bom-ref'),
    isSubject,
    name: stringField(component, 'name') ?? '',
    ...take('group', 'group'),
    ...take('version', 'version'),
    ...take('requested', 'versionRange'),
    ...take('purl', 'purl'),
    scope: scopeOf(component),
    digests: digestsOf(component),
    ...(licence === undefined ? {} : { licence }),
    ...(line === undefined ? {} : { line }),
  };
}

/** Properties by which tools mark what is there for development; CycloneDX has no scope of its own for it. */
const DEVELOPMENT: ReadonlySet<string> = new Set([
  'cdx:npm:package:development',
  'cdx:composer:package:isDevRequirement',
]);

/** What is optional may run, as what is required does; what is excluded is there to build or to test. */
function scopeOf(component: JsonObject): ComponentScope {
  const isDevelopment = objects(component, 'properties').some(
    (one) => DEVELOPMENT.has(stringField(one, 'name') ?? '') && stringField(one, 'value') === 'true',
  );
  if (isDevelopment) return 'development';
  const scope = field(component, 'scope');
  if (scope === undefined) return 'unknown';
  return scope === 'excluded' ? 'development' : 'runtime';
}

function digestsOf(component: JsonObject): Digests {
  const digests: Partial<Record<DigestAlgorithm, string>> = {};
  for (const hash of objects(component, 'hashes')) {
    const algorithm = DIGEST_ALGORITHMS.find((one) => ALGORITHM_NAMES[one] === field(hash, 'alg'));
    if (algorithm === undefined) continue;
    const digest = parseHexDigest(algorithm, stringField(hash, 'content') ?? '');
    if (digest !== undefined) digests[algorithm] = digest;
  }
  return digests;
}

/** What somebody concluded counts before what was declared; several licences hold together. */
function licenceOf(component: JsonObject): string | undefined {
  const choices = objects(component, 'licenses').map((choice) => {
    const licence = objectField(choice, 'license') ?? {};
    const expression = stringField(choice, 'expression');
    return {
      isConcluded: [choice, licence].some((one) => field(one, 'acknowledgement') === 'concluded'),
      text: expression ?? stringField(licence, 'id') ?? stringField(licence, 'name') ?? '',
      isPhrase: expression === undefined && field(licence, 'id') === undefined,
    };
  });
  const concluded = choices.filter((choice) => choice.isConcluded);
  const said = (concluded.length > 0 ? concluded : choices).filter(({ text }) => text !== '');
  if (said.length <= 1) return said[0]?.text;
  if (said.some(({ isPhrase }) => isPhrase)) return said.map(({ text }) => text).join(', ');
  return said.map(({ text }) => (text.includes(' ') ? `(${text})` : text)).join(' AND ');
}
