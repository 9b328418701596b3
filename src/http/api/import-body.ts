// The body of an import: the length of a JSON head (four bytes, little endian), the head, then the bytes of its files.

import { GatehouseError } from '../../kernel/errors.ts';
import { parseJsonObject } from '../../formats/json.ts';
import { importHead, type ImportHead } from './import-contract.ts';

export interface ImportBody {
  readonly head: ImportHead;
  /** One for each of the head's files, in their order. */
  readonly bytes: readonly Uint8Array[];
}

/** With room for the entry of a version in an index. */
export const MAX_HEAD_BYTES = 4 << 20;
const LENGTH_BYTES = 4;

/** Throws `invalid-request`, `invalid-document`, `too-large` for what is no such body, or is more than one. */
export function parseImportBody(body: Uint8Array): ImportBody {
  if (body.byteLength < LENGTH_BYTES) throw invalid('it ends before the length of its head');
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(0, true);
  let at = LENGTH_BYTES + length;
  if (at > body.byteLength) throw invalid(`its head has ${length} bytes, and fewer are there`);
  const limits = { maxBytes: MAX_HEAD_BYTES, maxDepth: 64 };
  const parsed = importHead.safeParse(
    parseJsonObject(body.subarray(LENGTH_BYTES, at), 'the head of the import', limits),
  );
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw invalid(faults.slice(0, 5).join('; ').slice(0, 1_000));
  }
  const bytes = parsed.data.files.map(({ file, sizeBytes }) => {
    const end = at + sizeBytes;
    if (end > body.byteLength) throw invalid(`${file.slice(0, 200)} ends before it is whole`);
    const part = body.subarray(at, end);
    at = end;
    return part;
  });
  if (at !== body.byteLength) throw invalid(`found ${body.byteLength - at} more bytes after its files`);
  return { head: parsed.data, bytes };
}

function invalid(found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot read the import: ${found}`);
}
