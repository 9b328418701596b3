// Reads a bill of materials whatever it is written in: CycloneDX in JSON or XML, SPDX in JSON.

import type { BillOfMaterials } from './bill-of-materials.ts';
import { readCycloneDxJson, readCycloneDxXml } from './cyclonedx/read-cyclonedx.ts';
import { readJsonObjectText, type JsonText } from './json-text.ts';
import { field, type JsonObject } from './json.ts';
import { billOfSpdx, isSpdx } from './spdx/parse-spdx.ts';

/** What such a file is called. */
export const BILL = 'bill of materials';
/** `bom.json`, `bom.1.6.json`, `shop.cdx.json`, `sbom-2026.json`, `shop.spdx.json`, `bom.xml`, `shop.cdx.xml`. What they are, their content says. */
const NAMES =
  /^(?:bom(?:[.\-_].{1,200})?|sbom.{0,200}|cyclonedx|spdx|.{1,200}[.\-_](?:cdx|cyclonedx|bom|sbom|spdx3?))\.json$|^(?:bom(?:[.\-_].{1,200})?|sbom.{0,200}|cyclonedx|.{1,200}[.\-_](?:cdx|cyclonedx|bom|sbom))\.xml$/i;

/** Whether a file is called as bills of materials are. */
export function isBillName(fileName: string): boolean {
  return NAMES.test(fileName);
}

/** The formats by what their documents say of themselves. */
const JSON_READERS: readonly {
  readonly isMarked: (value: JsonObject) => boolean;
  readonly read: (document: JsonText & { readonly value: JsonObject }) => BillOfMaterials;
}[] = [
  { isMarked: (value) => field(value, 'bomFormat') !== undefined, read: readCycloneDxJson },
  { isMarked: isSpdx, read: billOfSpdx },
];
const IS_XML = /^\uFEFF?\s*</;
const IS_CYCLONEDX_XML = /cyclonedx\.org\/schema\/bom\//;

/**
 * Reads a bill of materials by its content. Throws `invalid-document` with the line, `too-large`, `unsupported`; for what
 * says of itself that it is something else, a bill without components and with a gap that says so, since the names of
 * bills are names of other files too.
 */
export function readBill(text: string): BillOfMaterials {
  if (IS_XML.test(text)) return IS_CYCLONEDX_XML.test(text) ? readCycloneDxXml(text) : NO_BILL;
  const document = readJsonObjectText(text, { what: BILL });
  return JSON_READERS.find(({ isMarked }) => isMarked(document.value))?.read(document) ?? NO_BILL;
}

const NO_BILL: BillOfMaterials = {
  format: `no ${BILL}`,
  components: [],
  dependencies: new Map(),
  gaps: [
    { message: `Cannot tell what this file is: found its name, and no ${BILL} of a known format in it` },
  ],
};
