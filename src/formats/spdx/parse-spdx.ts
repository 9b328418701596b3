// SPDX documents in JSON as bills of materials: versions 2.2, 2.3 and 3.0 (spdx.github.io/spdx-spec).

import type { BillOfMaterials } from '../bill-of-materials.ts';
import { readJsonObjectText } from '../json-text.ts';
import { kindOf, type JsonObject } from '../json.ts';
import { fault, tooNew, WHAT, type SpdxText } from './fields.ts';
import { billOfVersion2 } from './version-2.ts';
import { billOfVersion3, versionOfContext } from './version-3.ts';

/**
 * Reads a document whole. Throws `invalid-document` that names the line and what was expected, `too-large`, and
 * `unsupported` for a version that is not known, by its name.
 */
export function parseSpdx(text: string): BillOfMaterials {
  return billOfSpdx(readJsonObjectText(text, { what: WHAT }));
}

/** As `parseSpdx`, for a text that was read as JSON before. */
export function billOfSpdx(document: SpdxText): BillOfMaterials {
  const { value, lineOf } = document;
  if (Object.hasOwn(value, 'spdxVersion')) {
    const version = value.spdxVersion;
    if (version === 'SPDX-2.2' || version === 'SPDX-2.3') return billOfVersion2(document, version.slice(5));
    if (typeof version === 'string' && /^SPDX-\d{1,4}\.\d{1,4}$/.test(version)) {
      throw tooNew(version, lineOf(value));
    }
    const found = typeof version === 'string' ? JSON.stringify(version.slice(0, 50)) : kindOf(version);
    throw fault(`${found} for spdxVersion`, lineOf(value), 'SPDX-2.2 or SPDX-2.3');
  }
  const version = versionOfContext(value);
  if (version === undefined) {
    throw fault('neither spdxVersion nor the @context of SPDX 3', lineOf(value), 'one of them');
  }
  if (!/^3\.0(?:\.|$)/.test(version)) throw tooNew(`SPDX ${version}`, lineOf(value));
  return billOfVersion3(document);
}

/** Whether a JSON document calls itself SPDX, whichever version and however good it is. */
export function isSpdx(value: JsonObject): boolean {
  return Object.hasOwn(value, 'spdxVersion') || versionOfContext(value) !== undefined;
}
