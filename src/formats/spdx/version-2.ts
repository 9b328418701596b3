// SPDX 2.2 and 2.3 in JSON: packages, and relationships that are written in both directions.

import type { BillOfMaterials } from '../bill-of-materials.ts';
import { arrayField, field, kindOf, stringField, type JsonObject } from '../json.ts';
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
import { MEANINGS_2 } from './relations.ts';

/** Where purls stand; tools of before 2.3 write the category with an underscore. */
const PACKAGE_MANAGER = /^PACKAGE[-_]MANAGER$/i;
const PURL_TYPE = /^(?:.*\/)?purl$/i;

/** The bill of a document whose version is known. Throws `invalid-document`. */
export function billOfVersion2(document: SpdxText, version: string): BillOfMaterials {
  const { value } = document;
  const documentId = requiredText(document, value, 'SPDXID', 'the document');
  const words = licenceWords(document);
  const packages = objectsOf(document, value, 'packages').map((one) => packageOf(document, one, words));
  const ids = new Set([documentId]);
  for (const { id, said } of packages) claimId(ids, id, said.line);
  // Their contents are ignored; that they are there is not.
  for (const kind of ['files', 'snippets']) {
    for (const one of objectsOf(document, value, kind)) {
      claimId(ids, requiredText(document, one, 'SPDXID', `an element of ${kind}`), document.lineOf(one));
    }
  }
  return buildBill({
    format: `SPDX ${version} JSON`,
    packages,
    relations: objectsOf(document, value, 'relationships').flatMap((one) => relationOf(document, one)),
    described: describedIds(document),
    isKnown: (id) => ids.has(id) || id.startsWith('DocumentRef-'),
  });
}

function claimId(ids: Set<string>, id: string, line: number | undefined): void {
  if (ids.has(id)) {
    throw fault(
      `SPDXID ${JSON.stringify(id.slice(0, 200))} a second time`,
      line,
      'an id of one element alone',
    );
  }
  ids.add(id);
}

function packageOf(document: SpdxText, said: JsonObject, words: ReadonlyMap<string, string>): SpdxPackage {
  const id = requiredText(document, said, 'SPDXID', 'a package');
  const name = requiredText(document, said, 'name', 'a package');
  const version = saidText(optionalText(document, said, 'versionInfo', 'a package'));
  const purl = purlOf(document, said);
  const licence = ['licenseConcluded', 'licenseDeclared']
    .map((key) => saidText(optionalText(document, said, key, 'a package')))
    .find((one) => one !== undefined);
  const line = document.lineOf(said);
  return {
    id,
    said: {
      name,
      ...(version === undefined ? {} : { version }),
      ...(purl === undefined ? {} : { purl }),
      digests: digestsOf(
        objectsOf(document, said, 'checksums').map(
          (one) =>
            [
              requiredText(document, one, 'algorithm', 'a checksum'),
              requiredText(document, one, 'checksumValue', 'a checksum'),
            ] as const,
        ),
      ),
      ...(licence === undefined ? {} : { licence: words.get(licence) ?? licence }),
      ...(line === undefined ? {} : { line }),
    },
    isApplication: stringField(said, 'primaryPackagePurpose') === 'APPLICATION',
  };
}

function purlOf(document: SpdxText, said: JsonObject): string | undefined {
  for (const reference of objectsOf(document, said, 'externalRefs')) {
    const type = requiredText(document, reference, 'referenceType', 'a reference');
    const category = requiredText(document, reference, 'referenceCategory', 'a reference');
    const locator = requiredText(document, reference, 'referenceLocator', 'a reference');
    if (PURL_TYPE.test(type) && PACKAGE_MANAGER.test(category)) return locator.trim();
  }
  return undefined;
}

/** What the document's own ids of licences (`LicenseRef-1`) stand for. */
function licenceWords(document: SpdxText): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const one of objectsOf(document, document.value, 'hasExtractedLicensingInfos')) {
    const id = requiredText(document, one, 'licenseId', 'an extracted licence');
    const name = saidText(optionalText(document, one, 'name', 'an extracted licence'));
    if (name !== undefined) words.set(id, name);
  }
  return words;
}

function relationOf(document: SpdxText, said: JsonObject): readonly SpdxRelation[] {
  const from = requiredText(document, said, 'spdxElementId', 'a relationship');
  const to = requiredText(document, said, 'relatedSpdxElement', 'a relationship');
  const type = requiredText(document, said, 'relationshipType', 'a relationship');
  const meaning = MEANINGS_2.get(type.toUpperCase());
  if (meaning === undefined || to === 'NOASSERTION') return [];
  const line = document.lineOf(said);
  return [{ from, to: to === 'NONE' ? undefined : to, meaning, ...(line === undefined ? {} : { line }) }];
}

function describedIds({ value, lineOf }: SpdxText): readonly string[] {
  const stated = field(value, 'documentDescribes');
  if (stated !== undefined && !Array.isArray(stated)) {
    throw fault(`${kindOf(stated)} for documentDescribes`, lineOf(value), 'an array');
  }
  return arrayField(value, 'documentDescribes').map((id) => {
    if (typeof id === 'string') return id;
    throw fault(`${kindOf(id)} in documentDescribes`, lineOf(value), 'an SPDXID');
  });
}
