// Reads a VEX document of any format that is known here.

import { GatehouseError } from '../../kernel/errors.ts';
import { readJsonObjectText } from '../json-text.ts';
import { isCsaf, readCsafVex } from './csaf-vex.ts';
import { isOpenVex, readOpenVex } from './open-vex.ts';
import type { VexDocument } from './vex-statement.ts';

/** `what` names the document in messages. Throws `invalid-document`, `unsupported`, `too-large`. */
export function readVex(text: string, what: string): VexDocument {
  const document = readJsonObjectText(text, { what });
  if (isOpenVex(document.value)) return readOpenVex(document);
  if (isCsaf(document.value)) return readCsafVex(document);
  throw new GatehouseError(
    'unsupported',
    `Cannot read ${what}: found neither an OpenVEX "@context" nor a "csaf_version", expected a VEX document of one of them`,
  );
}
