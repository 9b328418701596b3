// The core metadata of a file that is to be published (PyPA's "Core metadata specifications"): METADATA, PKG-INFO. Read so that
// no other reader takes it for another: what their parsers differ in is refused.

import { GatehouseError } from '../../kernel/errors.ts';
import { withoutLast } from '../../kernel/without-last.ts';

export interface CoreMetadata {
  /** Fields that stand once, by their name in small letters. */
  readonly one: ReadonlyMap<string, string>;
  /** Fields that may stand often. */
  readonly many: ReadonlyMap<string, readonly string[]>;
}

/** Every version that was ever released, and 2.0, which tools wrote for years. */
const VERSIONS = ['1.0', '1.1', '1.2', '2.0', '2.1', '2.2', '2.3', '2.4', '2.5'];
const MANY = new Set([
  'classifier',
  'dynamic',
  'import-name',
  'import-namespace',
  'license-file',
  'obsoletes',
  'obsoletes-dist',
  'platform',
  'project-url',
  'provides',
  'provides-dist',
  'provides-extra',
  'requires',
  'requires-dist',
  'requires-external',
  'supported-platform',
]);
const MAX_FIELDS = 10_000;
const FIELD = /^([A-Za-z][A-Za-z0-9-]*):(.*)$/s;

/**
 * The fields; the text behind them is `description`. `what` names the file in messages. Throws `invalid-request` for what is
 * no metadata of a version that is known here, and for fields that stand twice.
 */
export function parseMetadata(bytes: Uint8Array, what: string): CoreMetadata {
  const text = decode(bytes, what);
  const end = /\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const one = new Map<string, string>();
  const many = new Map<string, string[]>();
  const fields = unfold(head, what);
  if (fields.length > MAX_FIELDS)
    throw invalid(what, `it has ${fields.length} fields, expected at most ${MAX_FIELDS}`);
  for (const field of fields) {
    const [, rawName = '', rawValue = ''] = FIELD.exec(field) ?? [];
    if (rawName === '') throw invalid(what, `found ${shown(field)} in place of a field`);
    const [name, value] = [rawName.toLowerCase(), rawValue.trim()];
    const values = many.get(name);
    if (values !== undefined) values.push(value);
    else if (MANY.has(name)) many.set(name, [value]);
    else if (one.has(name)) throw invalid(what, `it has the field ${rawName} twice`);
    else one.set(name, value);
  }
  takeDescription(one, end === null ? '' : text.slice(end.index + end[0].length), what);
  assertVersion(one.get('metadata-version'), what);
  return { one, many };
}

/** Whether what came with a version of the metadata ("2.4") is known to the one that wrote it. */
export function isAtLeast({ one }: CoreMetadata, version: string): boolean {
  return VERSIONS.indexOf(one.get('metadata-version') ?? '') >= VERSIONS.indexOf(version);
}

function decode(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GatehouseError('invalid-request', `Cannot publish ${what}: its metadata is no UTF-8`, {
      cause,
    });
  }
}

/** Fields with the lines that go on with them. Python's reader also ends a line at a lone carriage return. */
function unfold(head: string, what: string): readonly string[] {
  const fields: string[] = [];
  for (const line of withoutLast(head.replaceAll('\r\n', '\n'), '\r\n').split('\n')) {
    // oxlint-disable-next-line no-control-regex -- these are looked for
    if (/[\u0000-\u0008\u000b-\u001f\u007f\u0085\u2028\u2029]/.test(line)) {
      throw invalid(what, `its field ${shown(line)} has control characters`);
    }
    if (!/^[ \t]/.test(line)) fields.push(line);
    else if (fields.length === 0) throw invalid(what, 'its first line begins with a blank');
    else fields.push(`${fields.pop()}\n${line.trim()}`);
  }
  return fields;
}

function takeDescription(one: Map<string, string>, body: string, what: string): void {
  if (body.trim() === '') return;
  if (one.has('description')) throw invalid(what, 'it has a description in two places');
  one.set('description', body.replaceAll('\r\n', '\n'));
}

function assertVersion(version: string | undefined, what: string): void {
  if (version !== undefined && VERSIONS.includes(version)) return;
  throw invalid(
    what,
    `its Metadata-Version is ${version === undefined ? 'missing' : shown(version)}, expected one of ${VERSIONS.join(', ')}`,
  );
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: in its metadata, ${found}`);
}
