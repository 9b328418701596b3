// The official examples of CycloneDX 1.4 to 1.7, JSON and XML, as ../shared/data has them: valid ones are read, invalid ones refused.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { readCycloneDxJson, readCycloneDxXml } from '../src/formats/cyclonedx/read-cyclonedx.ts';
import { SAMPLE_BILL, SAMPLE_FACTS } from '../src/formats/cyclonedx/testing/sample-bill.ts';
import { renderCycloneDx, WRITTEN_VERSIONS } from '../src/formats/cyclonedx/write-cyclonedx.ts';
import { readJsonObjectText } from '../src/formats/json-text.ts';
import { isGatehouseError } from '../src/kernel/errors.ts';
import { hasSchemaValidator, schemaFaultsOf } from './support/cyclonedx-validator.ts';

const ARCHIVE = resolve(import.meta.dirname, '../../shared/data/vectors.tar.gz');
const SCHEMAS = 'cyclonedx-specification/schema';
const EXAMPLES = 'cyclonedx-specification/tools/src/test/resources';

/** Invalid examples that are not refused, each with the reason. There is none. */
const NOT_REFUSED: readonly string[] = [];

describe(
  'official CycloneDX examples',
  { skip: existsSync(ARCHIVE) ? false : '../shared/data is not here' },
  () => {
    let folder: string;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'gatehouse-cyclonedx-'));
      execFileSync('tar', ['-xzf', ARCHIVE, '-C', folder, `./${EXAMPLES}`, `./${SCHEMAS}`]);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    for (const version of ['1.4', '1.5', '1.6', '1.7']) {
      for (const kind of ['json', 'xml']) {
        test(`${version} ${kind}: what is valid is read, and what is invalid is refused with a reason`, () => {
          const files = readdirSync(join(folder, EXAMPLES, version)).filter((file) => file.endsWith(kind));
          const wrong = files.flatMap((file) => {
            const fault = faultOf(readFileSync(join(folder, EXAMPLES, version, file), 'utf8'));
            if (file.startsWith('valid-')) return fault === undefined ? [] : [`${file}: ${fault}`];
            if (fault === undefined) return NOT_REFUSED.includes(file) ? [] : [`${file}: was not refused`];
            return /^Cannot read CycloneDX: found .+/.test(fault) ? [] : [`${file}: ${fault}`];
          });
          assert.ok(files.length > 40);
          assert.deepEqual(wrong, []);
        });
      }
    }

    const noValidator = hasSchemaValidator() ? false : "Python's jsonschema is not here";
    for (const version of WRITTEN_VERSIONS) {
      test(`what is written as ${version} is valid by the official schema`, { skip: noValidator }, () => {
        const document = renderCycloneDx(SAMPLE_BILL, { ...SAMPLE_FACTS, version });
        assert.deepEqual(schemaFaultsOf(document, join(folder, SCHEMAS), version), []);
        const spoilt = { ...document, serialNumber: 'none' };
        assert.equal(schemaFaultsOf(spoilt, join(folder, SCHEMAS), version).length, 1);
      });
    }
  },
);

function faultOf(text: string): string | undefined {
  try {
    if (text.trimStart().startsWith('<')) readCycloneDxXml(text);
    else readCycloneDxJson(readJsonObjectText(text, { what: 'CycloneDX' }));
    return undefined;
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return error.message;
  }
}
