// Reads a VEX document of any format that is known here.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { BillOfMaterials } from '../bill-of-materials.ts';
import { readCycloneDxJson, readCycloneDxXml } from '../cyclonedx/read-cyclonedx.ts';
import { field } from '../json.ts';
import { readJsonObjectText } from '../json-text.ts';
import { isCsaf, readCsafVex } from './csaf-vex.ts';
import { isOpenVex, readOpenVex } from './open-vex.ts';
import type { VexDocument } from './vex-statement.ts';

const IS_XML = /^\uFEFF?\s*</;
/** Products of all statements together. */
const MOST_PRODUCTS = 1_000_000;

/**
 * OpenVEX, CSAF, or a CycloneDX bill with analyses. `what` names the document in messages, with the place of a fault.
 * Throws `invalid-document`, `unsupported`, `too-large`.
 */
export function readVex(text: string, what: string): VexDocument {
  const document = named(what, () => readAny(text, what));
  const products = document.statements.reduce(
    (sum, one) => one.products.reduce((inner, { subcomponents }) => inner + subcomponents.length + 1, sum),
    0,
  );
  if (products <= MOST_PRODUCTS) return document;
  throw new GatehouseError(
    'too-large',
    `Cannot read ${what}: found ${products} products in its statements, expected at most ${MOST_PRODUCTS}`,
  );
}

function readAny(text: string, what: string): VexDocument {
  if (IS_XML.test(text)) return analysesOf(readCycloneDxXml(text), what);
  const document = readJsonObjectText(text, { what });
  if (isOpenVex(document.value)) return readOpenVex(document);
  if (isCsaf(document.value)) return readCsafVex(document);
  if (field(document.value, 'bomFormat') !== undefined) return analysesOf(readCycloneDxJson(document), what);
  throw new GatehouseError(
    'unsupported',
    `Cannot read ${what}: found neither an OpenVEX "@context", nor a "csaf_version", nor a "bomFormat", expected a VEX document of one of them`,
  );
}

function analysesOf({ format, vex }: BillOfMaterials, what: string): VexDocument {
  if (vex !== undefined) return vex;
  throw new GatehouseError(
    'invalid-document',
    `Cannot read ${what}: found ${format} without a vulnerability that is analysed, expected one with a state`,
  );
}

/** Formats name themselves in their faults; which document it is stands in front of that. */
function named<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isGatehouseError(error) || error.message.includes(what)) throw error;
    const { code, message, facts } = error;
    throw new GatehouseError(code, `${what}: ${message}`, { facts, cause: error });
  }
}
