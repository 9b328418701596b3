// The digest by which poetry.lock knows its pyproject.toml: Poetry's own, over the parts that decide what is locked
// (poetry.packages.locker, Poetry 2). Python's JSON, so that the bytes are the same.

import { createHash } from 'node:crypto';

import { isObject, objectField, type JsonObject } from '../../formats/json.ts';
import { readToml } from './read-toml.ts';

const WHAT = 'pyproject.toml';
const PROJECT_KEYS = ['requires-python', 'dependencies', 'optional-dependencies'] as const;
const LEGACY_KEYS = ['dependencies', 'source', 'extras', 'dev-dependencies'] as const;
const LINE = /^content-hash = "([0-9a-f]{64})"$/m;

/** The digest that a lock file holds. */
export function contentHashIn(lock: string): string | undefined {
  return LINE.exec(lock)?.[1];
}

export function setContentHash(lock: string, hash: string): string {
  return lock.replace(LINE, `content-hash = "${hash}"`);
}

/** Of the text of a pyproject.toml. Throws `invalid-document`. */
export function poetryContentHash(text: string): string {
  const document: JsonObject = readToml(text, WHAT).value;
  const project = pick(objectField(document, 'project') ?? {}, PROJECT_KEYS);
  const groups = objectField(document, 'dependency-groups') ?? {};
  const isNew = Object.keys(project).length > 0 || Object.keys(groups).length > 0;
  const poetry = objectField(objectField(document, 'tool') ?? {}, 'poetry') ?? {};
  const own: Record<string, unknown> = {};
  for (const key of [...LEGACY_KEYS, 'group'] as const) {
    const value = poetry[key];
    // What is not there counts as nothing where only Poetry's own table decides.
    if (value !== undefined) own[key] = value;
    else if (!isNew && key !== 'group') own[key] = null;
  }
  const relevant = isNew
    ? {
        ...(Object.keys(project).length > 0 ? { project } : {}),
        ...(Object.keys(groups).length > 0 ? { 'dependency-groups': groups } : {}),
        tool: { poetry: own },
      }
    : own;
  return createHash('sha256').update(pythonJson(relevant)).digest('hex');
}

function pick(table: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (table[key] === undefined ? [] : [[key, table[key]]])));
}

/** `json.dumps(value, sort_keys=True)`: keys sorted, a blank behind commas and colons, ASCII alone. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : Number(a > b)));
    return `{${keys.map((key) => `${pythonJson(key)}: ${pythonJson(value[key])}`).join(', ')}}`;
  }
  if (typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value ?? null);
  return text.replaceAll(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
