// The official examples of SPDX 2.2, 2.3 and 3.0 in JSON, as ../shared/data has them, and what becomes of them when they are spoilt.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { tellBill } from '../src/formats/testing/tell-bill.ts';
import { SPDX_FACTS, SPDX_SAMPLE } from '../src/formats/spdx/testing/sample-bill.ts';
import { renderSpdx2 } from '../src/formats/spdx/write-version-2.ts';
import { renderSpdx3 } from '../src/formats/spdx/write-version-3.ts';
import { hasSpdxValidator, spdxFaultsOf } from './support/spdx-validator.ts';
import { parseSpdx } from '../src/formats/spdx/parse-spdx.ts';

const ARCHIVE = resolve(import.meta.dirname, '../../shared/data/vectors.tar.gz');
const PLACES = ['./spdx-examples', './spdx-spec', './openvex-vexctl/examples/csaf/sbom.spdx.json'];
/** What stands beside the examples and is none. */
const SCHEMAS = ['spdx-spec/schemas/**', 'spdx-spec/3.0.1/**'];

describe(
  'official SPDX examples',
  { skip: existsSync(ARCHIVE) ? false : '../shared/data is not here' },
  () => {
    let folder: string;
    let texts: ReadonlyMap<string, string>;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'gatehouse-spdx-'));
      execFileSync('tar', ['-xzf', ARCHIVE, '-C', folder, ...PLACES]);
      const files = globSync('**/*.json', { cwd: folder, exclude: SCHEMAS }).sort();
      texts = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const told = (name: string) => {
      const [, text] = [...texts].find(([file]) => file.endsWith(name)) ?? [];
      assert.ok(text !== undefined, name);
      return tellBill(parseSpdx(text)).map((line) => line.replace(/^\d+: /, ''));
    };

    test('all of them are read, with every package that they name', () => {
      assert.ok(texts.size > 40);
      for (const [file, text] of texts) {
        const bill = parseSpdx(text);
        const { packages = [], '@graph': graph = [] } = JSON.parse(text) as {
          packages?: readonly unknown[];
          '@graph'?: readonly { type: string }[];
        };
        const count = packages.length + graph.filter(({ type }) => type.endsWith('Package')).length;
        assert.equal(bill.components.length, count, file);
        assert.deepEqual(bill.gaps, [], file);
      }
    });

    test('edges, scopes and what the document is about are as it says', () => {
      assert.deepEqual(told('spdx2.2/appbomination.spdx.json'), [
        'Gradle@? unknown -> ?',
        'App-BOM-ination@1.0 runtime subject -> commons-lang3@3.4, junit@4.12, slf4j-api@1.7.21',
        'Faust Proprietary File@? unknown -> ?',
        'hamcrest-core@1.3 development -> ?',
        'commons-lang3@3.4 runtime -> ?',
        'junit@4.12 development -> hamcrest-core@1.3',
        'slf4j-api@1.7.21 runtime -> ?',
      ]);
      // The same document as the project's converter wrote it for version 3.
      assert.deepEqual(
        told('spdx3.0/appbomination.spdx3.json').toSorted(),
        told('spdx2.2/appbomination.spdx.json').toSorted(),
      );
      assert.deepEqual(
        told('ACME-v2.3.spdx.json')[0],
        'Acme Applcation@2.3 runtime subject -> OpenSSL@3.0.4, alpine@latest, elliptic@6.5.2',
      );
    });

    test(
      'what is written is valid by the official schemas, and what is not is told by them',
      { skip: hasSpdxValidator() ? false : 'jsonschema for Python is not here' },
      () => {
        const version2 = join(folder, 'spdx-spec/schemas/spdx-schema.json');
        const version3 = join(folder, 'spdx-spec/3.0.1/schema.json');
        assert.deepEqual(spdxFaultsOf(renderSpdx2(SPDX_SAMPLE, SPDX_FACTS), version2), []);
        assert.deepEqual(spdxFaultsOf(renderSpdx3(SPDX_SAMPLE, SPDX_FACTS), version3), []);
        assert.notDeepEqual(spdxFaultsOf({ spdxVersion: 'SPDX-2.3' }, version2), []);
        assert.notDeepEqual(spdxFaultsOf({ '@graph': [] }, version3), []);
      },
    );

    test('spoilt, they are refused with a reason', () => {
      const spoils: readonly (readonly [RegExp, string])[] = [
        [/"SPDXID"/g, '"SPDXIDs"'],
        [/"spdxId"/g, '"id"'],
        [/"name"/g, '"label"'],
        [/SPDX-2\.\d|rdf\/3\.0\.\d/, 'SPDX-9.9'],
        [/\}\s*$/, ''],
      ];
      for (const [file, text] of texts) {
        for (const [pattern, other] of spoils) {
          const spoilt = text.replace(pattern, other);
          const hasPackages = parseSpdx(text).components.length > 0;
          if (spoilt === text || !hasPackages) continue;
          assert.throws(
            () => parseSpdx(spoilt),
            { message: /^Cannot read SPDX document: found .+expected/ },
            file,
          );
        }
      }
    });
  },
);
