// Every parser of outside bytes has a fuzz target: held to the exports of the source.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import { ALL_TARGETS, TARGETS } from './fuzz/targets/list.ts';

const ROOT = join(import.meta.dirname, '..');

/** Parsers without a target of their own, by who drives them, or why nothing hostile comes to them. */
const REACHED: Readonly<Record<string, string>> = {
  'src/cli/parse-limit.ts#parseLimit': 'a number between two bounds',
  'src/ecosystems/edit-toml.ts#parseToml': 'cargo client cargo',
  'src/evidence/matching/osv-ecosystem.ts#parseOsvEcosystem': 'npm advisory',
  'src/governance/required-text.ts#parseRequiredText': 'a text that is trimmed and bounded',
  'src/governance/stated-versions.ts#parseStatedVersions': 'a list that is compared with known versions',
  'src/http/api/routes/governance-fields.ts#parseSubject': 'package-URL',
  'src/http/api/routes/governance-fields.ts#parseLasts': 'date and duration',
  'src/http/api/routes/governance-fields.ts#parseEnd': 'date and duration',
  'src/identity/factors/enrol.ts#parseFactorName': 'a text that is trimmed and bounded',
  'src/identity/namespaces/known-namespace.ts#parseReason': 'a text that is trimmed and bounded',
  'src/inventory/findings/decide-finding.ts#parseUntil': 'date and duration',
  'src/kernel/digest.ts#parseHexDigest': 'integrity',
  'src/kernel/digest.ts#parseSha256': 'integrity',
};

function sources(): readonly string[] {
  return globSync('src/**/*.ts', { cwd: ROOT })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/\.test\.ts$|\/(?:testing|testdata)\//.test(file));
}

function exportsOf(file: string, pattern: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [
    ...text.matchAll(new RegExp(`^export (?:async )?(?:function\\*?|const|class) (${pattern})\\b`, 'gm')),
  ].map(([, name]) => `${file}#${name}`);
}

test('every function that is called a parser has a fuzz target, or a word on who drives it', () => {
  const covered = new Set(ALL_TARGETS.flatMap(({ covers }) => covers));
  const parsers = sources().flatMap((file) => exportsOf(file, 'parse[A-Z]\\w*'));
  assert.ok(parsers.length > 20);
  const forgotten = parsers.filter((one) => !covered.has(one) && !Object.hasOwn(REACHED, one));
  assert.deepEqual(forgotten, []);
  assert.deepEqual(
    Object.keys(REACHED).filter((one) => !parsers.includes(one)),
    [],
    'no such parser is left',
  );
});

test('what a fuzz target says that it drives is there, and no two targets have one title', () => {
  const known = new Set(sources().flatMap((file) => exportsOf(file, '\\w+')));
  const gone = ALL_TARGETS.flatMap(({ covers }) => covers).filter(
    (one) => one.includes('#') && !known.has(one),
  );
  assert.deepEqual(gone, []);
  const titles = ALL_TARGETS.map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
});

test('every group of fuzz targets is run by the file of its name', () => {
  const files = globSync('test/fuzz/*.fuzz.ts', { cwd: ROOT }).map((file) => basename(file, '.fuzz.ts'));
  assert.deepEqual(files.sort(), Object.keys(TARGETS).sort());
  for (const group of files) {
    assert.match(readFileSync(join(ROOT, `test/fuzz/${group}.fuzz.ts`), 'utf8'), new RegExp(`'${group}'`));
  }
});
