// docs/threat-model.md is alive: each threat names its control, each control the test that proves it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

const ROOT = resolve(import.meta.dirname, '..');
const ROW = /^\| ([TS]-\d{2,}) \| (.+?) \| (.*?) \| (.*?) \|$/;
const LIKE_A_ROW = /^\|\s*[A-Z]-?\d/;
const CODE = /`([^`]+)`/g;
const PROOF = /`([^`]+)` “([^”]+)”/g;
/** A call that declares a test, with its title as it is written, in any kind of quotes. */
const TITLE =
  /\b(?:test|it|describe)(?:\.\w+)?\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

interface Row {
  readonly id: string;
  readonly controls: readonly string[];
  readonly proofs: readonly (readonly [file: string, title: string])[];
  /** What is left of the last cell when its proofs are taken out. */
  readonly rest: string;
}

const lines = readFileSync(resolve(ROOT, 'docs/threat-model.md'), 'utf8').split('\n');
const rows = lines.filter((line) => LIKE_A_ROW.test(line)).map(parseRow);

function parseRow(line: string): Row {
  const match = ROW.exec(line);
  assert.ok(match !== null, `expected | id | threat | control | test |, found ${line}`);
  const [, id = '', , controls = '', proofs = ''] = match;
  return {
    id,
    controls: [...controls.matchAll(CODE)].map(([, file = '']) => file),
    proofs: [...proofs.matchAll(PROOF)].map(([, file = '', title = '']) => [file, title] as const),
    rest: proofs.replace(PROOF, '').trim(),
  };
}

test('there are threats and habits, each under an id of its own, in order', () => {
  for (const letter of ['T', 'S']) {
    const ids = rows.map(({ id }) => id).filter((id) => id.startsWith(letter));
    assert.ok(ids.length >= 20, `${ids.length} rows of ${letter}`);
    const expected = ids.map((_, at) => `${letter}-${String(at + 1).padStart(2, '0')}`);
    assert.deepEqual(ids, expected);
  }
});

test('every threat has a control and a test', () => {
  for (const { id, controls, proofs, rest } of rows) {
    assert.ok(controls.length > 0, `${id} has no control`);
    assert.ok(proofs.length > 0, `${id} has no test`);
    assert.equal(rest, '', `${id}: expected \`file\` “title”, found ${rest}`);
  }
});

test('every control that is named is there', () => {
  for (const { id, controls } of rows) {
    for (const file of controls) {
      assert.match(file, /^(src|web)\//, `${id}: ${file}`);
      assert.ok(existsSync(resolve(ROOT, file)), `${id}: there is no ${file}`);
    }
  }
});

test('every test that is named is there, under exactly this title', () => {
  const titles = new Map<string, ReadonlySet<string>>();
  for (const { id, proofs } of rows) {
    for (const [file, title] of proofs) {
      if (!titles.has(file)) titles.set(file, titlesOf(file, id));
      assert.ok(titles.get(file)?.has(title), `${id}: ${file} has no test “${title}”`);
    }
  }
});

function titlesOf(file: string, id: string): ReadonlySet<string> {
  assert.match(file, /\.test\.ts$/, `${id}: ${file}`);
  assert.ok(existsSync(resolve(ROOT, file)), `${id}: there is no ${file}`);
  const text = readFileSync(resolve(ROOT, file), 'utf8');
  return new Set(
    [...text.matchAll(TITLE)].map(([, single, double, template]) =>
      (single ?? double ?? template ?? '').replaceAll(/\\(['"`\\])/g, '$1'),
    ),
  );
}
