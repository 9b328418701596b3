// The official examples of OpenVEX and CSAF are read; those that break a rule which is proven here are refused.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { unpackTar } from 'modern-tar';

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
