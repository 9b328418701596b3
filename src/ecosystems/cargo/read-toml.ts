// Reads Cargo's own documents: TOML of bounded size and depth, whose faults name their line.

import { parse, TomlError } from 'smol-toml';

import { GatehouseError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../formats/json.ts';

const MAX_CHARACTERS = 64 * 1024 * 1024;
const MAX_DEPTH = 32;

/** With or without a byte order mark, with any line ends; a key that is there twice is a fault. Throws `invalid-document` and `too-large`. */
export function readToml(text: string, what: string): JsonObject {
  if (text.length > MAX_CHARACTERS) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${text.length} characters, expected at most ${MAX_CHARACTERS}`,
    );
  }
  try {
    return parse(text.replace(/^\uFEFF/, ''), { maxDepth: MAX_DEPTH });
  } catch (cause) {
    const [reason = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    const line = cause instanceof TomlError ? cause.line : 1;
    const found = reason.replace(/^Invalid TOML document: /, '').slice(0, 200);
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: found a fault at line ${line} (${found}), expected TOML`,
      { facts: { line }, cause },
    );
  }
}
