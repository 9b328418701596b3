// Targets for readers that say where things stand in a text: held to what a whole parser reads there.

import assert from 'node:assert/strict';

import fc from 'fast-check';
import { parse as parseToml, TomlDate } from 'smol-toml';

import { readTomlStatements } from '../../../src/formats/toml-statements.ts';
import { readJsonSpans, type JsonSpan } from '../../../src/formats/json-spans.ts';
import { readXmlElements } from '../../../src/ecosystems/maven/xml-elements.ts';
import { findTomlStrings, quoteToml } from '../../../src/formats/toml-strings.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedText } from '../support/mutations.ts';
import { testdata } from '../support/seeds.ts';
import { target, type Target } from '../support/target.ts';

const TOML = [
  testdata('pypi', 'uv.lock'),
  testdata('pypi', 'poetry.lock'),
  testdata('pypi', 'pylock.toml'),
  testdata('cargo', 'config.toml'),
  'a."b.c".d = """\nx\\\n  y"""\n[[t]]\nu = { v = [\'\'\'w\'\'\', "\\u00e9\\x41"], x = 1979-05-27 }\n[t.s]\n"" = \'q\'\n',
];
const TOML_WORDS = [
  '[[t]]',
  '[t.s]',
  '[[package]]',
  'a.b = "c"',
  '{ a = "b" }',
  '["a", "b"]',
  '"""',
  "'''",
  '""""',
  '\\e',
  '\\x41',
  '\\U0001f4a9',
  '\\\n',
  '1_000',
  'inf',
  '0x1f',
];

/** Every string of a document that smol-toml read, as its path and value. */
function stringsOf(value: unknown, path: readonly (string | number)[] = []): readonly string[] {
  if (typeof value === 'string') return [JSON.stringify([...path, value])];
  if (typeof value !== 'object' || value === null || value instanceof TomlDate) return [];
  if (Array.isArray(value)) return value.flatMap((one, at) => stringsOf(one, [...path, at]));
  return Object.entries(value).flatMap(([key, one]) => stringsOf(one, [...path, key]));
}

function readToml(text: string): Record<string, unknown> | undefined {
  try {
    return parseToml(text);
  } catch {
    return undefined;
  }
}

function assertTomlStrings(text: string): void {
  const found = attempt(['invalid-document'], () => findTomlStrings(text, 'it'));
  if (found === undefined) return;
  const document = readToml(text);
  assert.ok(document !== undefined);
  const own = found.map(({ path, value }) => JSON.stringify([...path, value])).sort();
  assert.deepEqual(own, [...stringsOf(document)].sort());
  for (const { value, start, end, quotes } of found) {
    assert.equal(readToml(`x = ${text.slice(start, end)}`)?.['x'], value);
    assert.equal(readToml(`x = ${quoteToml(value, quotes)}`)?.['x'], value);
  }
}

function assertTomlStatements(text: string): void {
  const document = readToml(text);
  if (document === undefined) return;
  for (const { kind, path, valueStart, valueEnd } of attempt([], () => readTomlStatements(text)) ?? []) {
    // A header below a list of tables means the last one, which such a path does not say.
    if (kind === 'header' || path.length > 50 || leadsThroughList(document, path)) continue;
    const own = readToml(`x = ${text.slice(valueStart, valueEnd)}`)?.['x'];
    assert.deepEqual(own, valueAt(document, path), path.join('.'));
  }
}

function leadsThroughList(document: unknown, path: readonly string[]): boolean {
  return path.some((_, depth) => depth > 0 && Array.isArray(valueAt(document, path.slice(0, depth))));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key],
    value,
  );
}

const XML = [
  testdata('maven', 'maven-metadata.xml'),
  testdata('maven', 'settings.xml'),
  '<a b="c"><d/>x<![CDATA[<e>]]></a>',
];
const XML_LIMITS = { maxLength: 1024 * 1024, maxDepth: 32, code: 'invalid-document' } as const;

/** What stands at an element's place is that element, whole. */
function assertElements(text: string): void {
  const read = (part: string) => readXmlElements(part, 'it', XML_LIMITS);
  const elements = attempt(['invalid-document'], () => read(text)) ?? [];
  for (const { path, text: own, start, innerStart, innerEnd, end } of elements.slice(0, 50)) {
    assert.ok(start <= innerStart && innerStart <= innerEnd && innerEnd <= end && end <= text.length);
    // A prefix may be declared further up.
    if (path.includes(':')) continue;
    const [again] = attempt([], () => read(text.slice(start, end))) ?? [];
    assert.deepEqual([again?.path, again?.text], [path.split('/').at(-1), own]);
  }
}

/** Each span holds the value that JSON.parse reads at its place. */
function assertSpans(text: string): void {
  const top = attempt(['invalid-document'], () => readJsonSpans(text, 'it'));
  if (top === undefined) return;
  const bare = text.replace(/^\uFEFF/, '');
  assertSpan(text, top, JSON.parse(bare));
}

function assertSpan(text: string, span: JsonSpan, value: unknown): void {
  assert.deepEqual(JSON.parse(text.slice(span.start, span.end)), value);
  const last = new Map(span.members.map(({ key, value: inner }) => [key, inner]));
  if (span.kind === 'scalar') return;
  assert.deepEqual(new Set(last.keys()), new Set(Object.keys(value as object)));
  for (const [key, inner] of [...last].slice(0, 50)) {
    assertSpan(text, inner, (value as Readonly<Record<string, unknown>>)[key]);
  }
}

const COMPOSER = [
  testdata('composer', 'composer.lock'),
  '{"a": {"b": [1, "x\\"", {}]}, "a": null, "": "\\/"}',
];

export const placeTargets: readonly Target[] = [
  target(
    'strings of a TOML text',
    ['src/formats/toml-strings.ts#findTomlStrings'],
    mutatedText(TOML, TOML_WORDS).map((text) => text.toWellFormed()),
    assertTomlStrings,
  ),
  target(
    'statements of a TOML text',
    ['src/formats/toml-statements.ts#readTomlStatements'],
    mutatedText(TOML, TOML_WORDS),
    assertTomlStatements,
  ),
  target(
    'elements of an XML text',
    ['src/ecosystems/maven/xml-elements.ts#readXmlElements'],
    mutatedText(XML, ['<a>', '</a>', '<a/>', '<a b="c">', '<?x ?>', '&#65;', '&lt;', "b='>'"]),
    assertElements,
  ),
  target(
    'spans of a JSON text',
    ['src/formats/json-spans.ts#readJsonSpans'],
    fc.oneof(mutatedText(COMPOSER), hostileJson([JSON.parse(COMPOSER[0] ?? '')])),
    assertSpans,
  ),
];
