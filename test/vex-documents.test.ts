// The official examples of OpenVEX and CSAF are read; those that break a rule which is proven here are refused.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { unpackTar } from 'modern-tar';

import { isGatehouseError } from '../src/kernel/errors.ts';
import { readVex } from '../src/formats/vex/read-vex.ts';

const ARCHIVE = resolve(import.meta.dirname, '../../shared/data/vectors.tar.gz');
const skip = existsSync(ARCHIVE) ? false : `${join('shared/data', 'vectors.tar.gz')} is not here`;

const OPEN_VEX = /^\.?\/?openvex-(?:go-vex|vexctl)\/.*(?:vex|openvex)[^/]*\.json$|v0\.(?:0\.1|2\.0)\.json$/;
const CSAF = /csaf_2\.[01]\/examples\/csaf\/(?:csaf_vex\/)?[^/]+\.json$/;

async function readDocuments(pattern: RegExp): Promise<readonly (readonly [name: string, text: string])[]> {
  const entries = await unpackTar(gunzipSync(readFileSync(ARCHIVE)));
  return entries
    .filter(({ header }) => pattern.test(header.name))
    .map(({ header, data }) => [header.name, Buffer.from(data ?? []).toString('utf8')] as const);
}

test('every published OpenVEX document is read', { skip }, async () => {
  const documents = await readDocuments(OPEN_VEX);
  assert.ok(documents.length >= 8, `${documents.length} documents`);
  for (const [name, text] of documents) {
    const { format, statements } = readVex(text, name);
    assert.match(format, /^OpenVEX 0\.[02]\.[01]$/);
    assert.ok(statements.length > 0, name);
  }
});

test('every published CSAF example is read, 2.0 and 2.1', { skip }, async () => {
  const documents = await readDocuments(CSAF);
  assert.ok(documents.length >= 30, `${documents.length} documents`);
  for (const [name, text] of documents) assert.match(readVex(text, name).format, /^CSAF 2\.[01]$/);
});

/**
 * Mandatory tests of CSAF 2.0 (section 6.1) whose invalid documents are read: what they break says nothing about how a
 * vulnerability stands to a product (scores, CWEs, translators, languages, revisions, dates, notes, hashes), or is asked of
 * profiles other than VEX.
 */
const NOT_JUDGED: ReadonlySet<string> = new Set(
  [
    '6.1.7 6.1.8 6.1.9 6.1.10 6.1.11 6.1.12 6.1.14 6.1.15 6.1.16 6.1.17 6.1.18 6.1.19 6.1.20 6.1.21 6.1.22',
    '6.1.24 6.1.25 6.1.26 6.1.28 6.1.30 6.1.31',
    '6.1.27.1 6.1.27.2 6.1.27.3 6.1.27.4 6.1.27.5 6.1.27.6 6.1.27.11',
  ].flatMap((ids) => ids.split(' ')),
);

interface CsafCase {
  readonly id: string;
  readonly group: string;
  readonly failures?: readonly { readonly name: string }[];
  readonly valid?: readonly { readonly name: string }[];
}

test(
  "CSAF's own test documents: every valid one is read, the invalid ones of a rule that is judged are refused",
  { skip },
  async () => {
    const folder = 'csaf_2.0/test/validator/data/';
    const found = await readDocuments(/csaf_2\.0\/test\/validator\/data\/.*\.json$/);
    const texts = new Map(
      found.map(([name, text]) => [name.slice(name.indexOf(folder) + folder.length), text]),
    );
    const cases = (JSON.parse(texts.get('testcases.json') ?? '{}') as { readonly tests: readonly CsafCase[] })
      .tests;
    const wrong: string[] = [];
    let refused = 0;
    for (const { id, group, failures = [], valid = [] } of cases) {
      for (const { name } of valid) {
        const fault = faultOf(texts.get(name) ?? '', name);
        if (fault !== undefined) wrong.push(`${name} is valid: ${fault}`);
      }
      for (const { name } of group === 'mandatory' ? failures : []) {
        const fault = faultOf(texts.get(name) ?? '', name);
        if (fault !== undefined) refused += 1;
        if ((fault === undefined) !== NOT_JUDGED.has(id))
          wrong.push(`${name} of ${id}: ${fault ?? 'was not refused'}`);
        if (fault !== undefined)
          assert.match(fault, /: Cannot read the CSAF document: found .* at line \d+, expected /);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(refused >= 15, `${refused} refused`);
  },
);

function faultOf(text: string, name: string): string | undefined {
  try {
    readVex(text, name);
    return undefined;
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return error.message;
  }
}

test(
  'the official examples of CycloneDX with an analysis say so, in each version and notation',
  { skip },
  async () => {
    const documents = await readDocuments(/resources\/1\.[4-7]\/valid-vulnerability-1\.[4-7]\.(?:json|xml)$/);
    assert.equal(documents.length, 8);
    for (const [name, text] of documents) {
      const { statements, unrecognised } = readVex(text, name);
      assert.equal(unrecognised, 0, name);
      const [said] = statements.filter(({ status }) => status === 'not_affected');
      assert.deepEqual(
        [said?.vulnerabilities, said?.justification],
        [['SNYK-JAVA-COMFASTERXMLJACKSONCORE-32111', 'CVE-2018-7489'], 'vulnerable_code_not_in_execute_path'],
        name,
      );
      assert.match(
        JSON.stringify(said?.products),
        /pkg:maven\/com\.fasterxml\.jackson\.core\/jackson-databind/,
      );
    }
  },
);
