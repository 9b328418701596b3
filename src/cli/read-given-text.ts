// A text file that is named on the command line.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { GatehouseError, messageOf } from '../kernel/errors.ts';

/** `file` is as it was written, relative to `cwd`. Throws `not-found`, and `invalid-document` for what is no UTF-8. */
export function readGivenText(cwd: string, file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(cwd, file));
  } catch (cause) {
    throw new GatehouseError('not-found', `Cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new GatehouseError('invalid-document', `Cannot read ${file}: found bytes that are no UTF-8`, {
      cause,
    });
  }
}
