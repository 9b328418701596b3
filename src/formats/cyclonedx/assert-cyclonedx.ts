// What a CycloneDX document must hold to: the rules of the schemas about all that is read from it, and about the parts beside
// that which the official examples of invalid documents break. Parts that nobody reads here are not judged.

import { field, type JsonObject } from '../json.ts';
import { isSpdxLicenceId } from '../spdx-licence-ids.ts';
import { assertVulnerability } from './assert-vulnerability.ts';
import { assertWord, faultOf, objectOf, objectsOf, quote, textOf, type CycloneDxDocument } from './place.ts';
import { isSince, METADATA_KEYS } from './words.ts';

const SERIAL_NUMBER = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DIGEST = /^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})$/;
/** RFC 3339; XML's own type does without a zone. */
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const XML_TIME = /^-?\d{4,9}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

/** Throws `invalid-document` that names the first fault, its line and what was expected. */
export function assertCycloneDx(document: CycloneDxDocument): void {
  const { value } = document;
  const serialNumber = textOf(document, value, 'serialNumber');
  if (serialNumber !== undefined && !SERIAL_NUMBER.test(serialNumber))
    throw faultOf(document, value, `serialNumber ${quote(serialNumber)}`, 'a UUID as urn:uuid:…');
  const refs = new Set<string>();
  const metadata = objectOf(document, value, 'metadata');
  if (metadata !== undefined) assertMetadata(document, metadata, refs);
  for (const component of objectsOf(document, value, 'components'))
    assertComponent(document, component, refs);
  for (const service of objectsOf(document, value, 'services')) assertService(document, service);
  for (const dependency of objectsOf(document, value, 'dependencies')) assertDependency(document, dependency);
  for (const citation of objectsOf(document, value, 'citations')) assertCitation(document, citation);
  for (const one of objectsOf(document, value, 'vulnerabilities')) assertVulnerability(document, one);
}

function assertMetadata(document: CycloneDxDocument, metadata: JsonObject, refs: Set<string>): void {
  const stray = Object.keys(metadata).find((key) => !METADATA_KEYS.has(key));
  if (stray !== undefined)
    throw faultOf(document, metadata, `${quote(stray)} in metadata`, 'none but those of the schema');
  const time = textOf(document, metadata, 'timestamp');
  if (time !== undefined && !(document.isXml ? XML_TIME : TIME).test(time))
    throw faultOf(document, metadata, `timestamp ${quote(time)}`, 'a date with its time');
  assertLicences(document, metadata);
  assertProperties(document, metadata);
  const component = objectOf(document, metadata, 'component');
  if (component !== undefined) assertComponent(document, component, refs);
}

function assertComponent(document: CycloneDxDocument, component: JsonObject, refs: Set<string>): void {
  assertWord(document, component, 'type', 'type of component', true);
  if (textOf(document, component, 'name') === undefined)
    throw faultOf(document, component, 'a component without a name', 'one');
  for (const name of ['group', 'version', 'purl'] as const) textOf(document, component, name);
  assertRef(document, component, refs);
  assertVersionRange(document, component);
  assertWord(document, component, 'scope', 'scope');
  for (const hash of objectsOf(document, component, 'hashes')) assertHash(document, hash);
  assertLicences(document, component);
  const swid = objectOf(document, component, 'swid');
  for (const name of swid === undefined ? [] : ['tagId', 'name']) {
    if (textOf(document, swid ?? {}, name) === undefined)
      throw faultOf(document, swid ?? {}, `a SWID tag without ${name}`, 'one');
  }
  assertPedigree(document, component);
  assertProperties(document, component);
  for (const part of objectsOf(document, component, 'components')) assertComponent(document, part, refs);
}

/** Unique as XML's schema has it, and as every reader of dependencies needs it. */
function assertRef(document: CycloneDxDocument, component: JsonObject, refs: Set<string>): void {
  const ref = textOf(document, component, 'bom-ref');
  if (ref === undefined) return;
  if (ref === '') throw faultOf(document, component, 'an empty bom-ref', 'one with text');
  if (refs.has(ref)) throw faultOf(document, component, `bom-ref ${quote(ref)} a second time`, 'another');
  refs.add(ref);
}

function assertVersionRange(document: CycloneDxDocument, component: JsonObject): void {
  if (textOf(document, component, 'versionRange') === undefined) return;
  if (field(component, 'version') !== undefined)
    throw faultOf(document, component, 'version beside versionRange', 'one of them');
  const isExternal = field(component, 'isExternal');
  if (isExternal !== true && isExternal !== 'true' && isExternal !== '1')
    throw faultOf(document, component, 'versionRange', 'a version, since the component is not external');
}

function assertHash(document: CycloneDxDocument, hash: JsonObject): void {
  assertWord(document, hash, 'alg', 'hash algorithm', true);
  const content = textOf(document, hash, 'content') ?? '';
  if (!DIGEST.test(content))
    throw faultOf(document, hash, `hash ${quote(content)}`, '32, 40, 64, 96 or 128 hexadecimal digits');
}

function assertLicences(document: CycloneDxDocument, part: JsonObject): void {
  const choices = objectsOf(document, part, 'licenses');
  const expressions = choices.filter((choice) => field(choice, 'expression') !== undefined);
  for (const choice of choices) {
    const licence = objectOf(document, choice, 'license');
    const expression = textOf(document, choice, 'expression');
    if ((licence === undefined) === (expression === undefined))
      throw faultOf(document, choice, 'a licence', 'either license or expression');
    if (licence !== undefined) assertLicence(document, licence);
  }
  // Since 1.7 both may stand together; 1.4's own words are like those of 1.5, though its JSON schema lets it pass.
  if (expressions.length > 0 && choices.length > 1 && !isSince(document.version, '1.7'))
    throw faultOf(document, part, 'an expression beside other licences', 'one expression alone');
}

function assertLicence(document: CycloneDxDocument, licence: JsonObject): void {
  const id = textOf(document, licence, 'id');
  if ((id === undefined) === (textOf(document, licence, 'name') === undefined))
    throw faultOf(document, licence, 'a licence', 'either id or name');
  if (id !== undefined && !isSpdxLicenceId(id))
    throw faultOf(document, licence, `licence id ${quote(id)}`, "an identifier of SPDX's list");
  const text = objectOf(document, licence, 'text');
  if (text !== undefined) assertWord(document, text, 'encoding', 'encoding of a text');
  assertProperties(document, licence);
}

function assertPedigree(document: CycloneDxDocument, component: JsonObject): void {
  const pedigree = objectOf(document, component, 'pedigree');
  if (pedigree === undefined) return;
  for (const patch of objectsOf(document, pedigree, 'patches')) {
    assertWord(document, patch, 'type', 'type of patch', true);
    for (const issue of objectsOf(document, patch, 'resolves'))
      assertWord(document, issue, 'type', 'type of issue', true);
  }
}

function assertProperties(document: CycloneDxDocument, part: JsonObject): void {
  for (const property of objectsOf(document, part, 'properties')) {
    textOf(document, property, 'value');
    if (textOf(document, property, 'name') === undefined && isSince(document.version, '1.6'))
      throw faultOf(document, property, 'a property without a name', 'one');
  }
}

function assertService(document: CycloneDxDocument, service: JsonObject): void {
  if (textOf(document, service, 'name') === undefined)
    throw faultOf(document, service, 'a service without a name', 'one');
  for (const data of objectsOf(document, service, 'data')) {
    assertWord(document, data, 'flow', 'direction of data', true);
    if (textOf(document, data, 'classification') === undefined)
      throw faultOf(document, data, 'data without a classification', 'one');
  }
  assertLicences(document, service);
  assertProperties(document, service);
  for (const part of objectsOf(document, service, 'services')) assertService(document, part);
}

function assertDependency(document: CycloneDxDocument, dependency: JsonObject): void {
  const ref = textOf(document, dependency, 'ref') ?? '';
  const targets = field(dependency, 'dependsOn') ?? [];
  if (ref === '') throw faultOf(document, dependency, 'a dependency without a ref', 'one with text');
  if (!Array.isArray(targets) || !targets.every((to) => typeof to === 'string' && to !== ''))
    throw faultOf(document, dependency, 'dependsOn', 'a list of refs with text');
}

function assertCitation(document: CycloneDxDocument, citation: JsonObject): void {
  const has = (name: string) => field(citation, name) !== undefined;
  if (has('pointers') === has('expressions'))
    throw faultOf(document, citation, 'a citation', 'either pointers or expressions');
  // XML's schema leaves this open, and its words say it all the same.
  if (!has('attributedTo') && !has('process'))
    throw faultOf(document, citation, 'a citation', 'attributedTo or process');
}
