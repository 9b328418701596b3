// The laws that every ecosystem's version order keeps, and the published vectors that each is held to.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { unpackTar } from 'modern-tar';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import type { VersionOrder } from './adapter-version.ts';
import { versions as cargo } from './cargo/version.ts';
import { versions as composer } from './composer/version.ts';
import { versions as maven } from './maven/version.ts';
import { versions as npm } from './npm/version.ts';
import { versions as pypi } from './pypi/version.ts';
import { startCpuTime } from '../../test/support/cpu-time.ts';

const ORDERS: Readonly<Record<Ecosystem, VersionOrder>> = { npm, pypi, cargo, maven, composer };

const number = fc.oneof(
  { weight: 6, arbitrary: fc.nat(3).map(String) },
  { weight: 2, arbitrary: fc.nat(120_000_000).map(String) },
  fc.constantFrom('99999999', '100000000', '9999999999999999999', '20240101'),
);
const numbers = fc.array(number, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
const threeNumbers = fc.tuple(number, number, number).map((parts) => parts.join('.'));

function suffixed(
  base: fc.Arbitrary<string>,
  words: readonly string[],
  separators: readonly string[],
): fc.Arbitrary<string> {
  const suffix = fc
    .tuple(
      fc.constantFrom(...separators),
      fc.constantFrom(...words),
      fc.constantFrom('', '1', '-2', '.3', '10'),
    )
    .map((parts) => parts.join(''));
  return fc.tuple(base, fc.array(suffix, { maxLength: 3 })).map(([start, rest]) => start + rest.join(''));
}

/** Versions as publishers write them, well and badly. */
const GENERATED: Readonly<Record<Ecosystem, fc.Arbitrary<string>>> = {
  npm: suffixed(
    fc.oneof({ weight: 4, arbitrary: threeNumbers }, numbers),
    ['alpha', 'b', 'rc', '0', '01', 'x-y'],
    ['-', '.', '', '+'],
  ),
  cargo: suffixed(threeNumbers, ['alpha', 'b', 'rc', '0', 'x-y'], ['-', '.', '+']),
  pypi: suffixed(
    fc.tuple(fc.constantFrom('', '', '', '1!', '100!', 'v'), numbers).map((parts) => parts.join('')),
    ['a', 'b', 'rc', 'preview', '.post', '.dev', '+local', '+1', '-1'],
    ['', '', '', '.'],
  ),
  maven: suffixed(
    fc.tuple(fc.constantFrom('', '', '', '', 'v', '-'), numbers).map((parts) => parts.join('')),
    ['alpha', 'beta', 'm', 'RC', 'SNAPSHOT', 'Final', 'sp', 'jre', '0', '1', '', 'foo', 'final', '0.0'],
    ['-', '.', ''],
  ),
  composer: suffixed(
    fc.tuple(fc.constantFrom('', '', '', '', 'v', 'dev-'), numbers).map((parts) => parts.join('')),
    ['alpha', 'BETA', 'b', 'RC', 'dev', 'patch', 'p', 'x-dev', 'foo', 'stable'],
    ['-', '.', '', '_'],
  ),
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', ' ', '-', '.', '#', '\0', '__proto__'),
);

for (const ecosystem of ECOSYSTEMS) {
  const order = ORDERS[ecosystem];
  const { compare } = order;
  const version = fc.oneof({ weight: 9, arbitrary: GENERATED[ecosystem] }, anyText);

  test(`${ecosystem}: the order is antisymmetric, and each version equals itself`, () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        assert.equal(compare(a, a), 0);
        assert.equal(Math.sign(compare(a, b)) + Math.sign(compare(b, a)), 0);
      }),
      { numRuns: 1_000 },
    );
  });

  test(`${ecosystem}: the order is transitive, also through equal versions`, () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        if (compare(a, b) <= 0 && compare(b, c) <= 0) {
          const expected = Math.min(compare(a, b), compare(b, c));
          assert.equal(Math.sign(compare(a, c)), Math.sign(expected), JSON.stringify([a, b, c]));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test(`${ecosystem}: the coarse key never contradicts the order and is the same for equal versions`, () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [low, high] = compare(a, b) <= 0 ? [a, b] : [b, a];
        assert.match(order.coarseKey(low), /^[0-9]{2}:[0-9]{8}\.[0-9]{8}\.[0-9]{8}$/);
        assert.ok(order.coarseKey(low) <= order.coarseKey(high), JSON.stringify([low, high]));
        if (compare(a, b) === 0) assert.equal(order.coarseKey(a), order.coarseKey(b), JSON.stringify([a, b]));
      }),
      { numRuns: 3_000 },
    );
  });

  test(`${ecosystem}: any text has an answer to every question`, () => {
    fc.assert(
      fc.property(fc.oneof(anyText, GENERATED[ecosystem]), (text) => {
        assert.equal(typeof order.isValid(text), 'boolean');
        assert.equal(typeof order.isPrerelease(text), 'boolean');
        assert.equal(typeof order.isBranch(text), 'boolean');
        assert.match(order.lineOf(text), /^(|0|[1-9][0-9]*)$/);
      }),
      { numRuns: 1_000 },
    );
  });

  test(`${ecosystem}: what cannot be read sorts below everything valid, by code unit`, () => {
    assert.ok(compare('/b/', '/a/') > 0);
    assert.ok(compare('/b/', 'Z/') < 0);
    assert.ok(compare('/z/', '0.0.0') < 0);
    assert.ok(compare('\u{10FFFF}/', '0.0.0') < 0);
    assert.ok(!order.isValid('/b/'));
  });

  test(`${ecosystem}: ten thousand hostile characters are answered at once`, () => {
    const hostile = [
      '1',
      '1.',
      '1-',
      '-',
      '.',
      'a',
      'a1',
      '1.0.0-',
      '1+',
      ' ',
      '0',
      '1.0-a.',
      'v',
      'dev-',
      '.0.0-a',
    ]
      .flatMap((unit) => [unit.repeat(10_000 / unit.length), `1.0.0${unit.repeat(10_000 / unit.length)}!`])
      .flatMap((text) => [text, text.slice(0, 1_024), text.slice(0, 200)]);
    const cpuMs = startCpuTime();
    for (const text of hostile) {
      order.isValid(text);
      compare(text, '1.0.0');
      order.isPrerelease(text);
      order.isBranch(text);
      order.lineOf(text);
      order.coarseKey(text);
    }
    const elapsedMs = cpuMs();
    assert.ok(elapsedMs < 2_000, `${hostile.length} hostile versions took ${elapsedMs} ms`);
  });

  test(`${ecosystem}: three thousand versions are sorted in time that does not explode`, () => {
    const list = fc.sample(GENERATED[ecosystem], { numRuns: 3_000, seed: 7 });
    list.sort(compare);
    const cpuMs = startCpuTime();
    list.reverse().sort(compare);
    const shuffled = list.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).sort(compare);
    const elapsedMs = cpuMs();
    assert.ok(elapsedMs < 1_000, `sorting twice took ${elapsedMs} ms`);
    assert.equal(shuffled.length, list.length);
  });
}

/** Files of the OSV project's vectors, and the rows where this order differs on purpose. */
interface Vectors {
  readonly files: readonly string[];
  /** Rows that fail, each with why; one that passes after all fails the test. */
  readonly different: Readonly<Record<string, string>>;
  /** Rows left out since one side is no version of this ecosystem. */
  readonly outside: number;
}

const CIRCLE = "Maven's order goes in a circle here: the left stands above the release, the right below it";
const SAME_IN_COMPOSER = 'Composer fills up to four numbers; PHP alone holds the longer version for later';
const UPPER_CASE = 'PHP does not know BETA in upper case and takes it for equal to ALPHA; Composer does';

const VECTORS: Readonly<Record<Ecosystem, Vectors>> = {
  npm: { files: ['semver-versions.txt'], different: {}, outside: 0 },
  cargo: { files: ['semver-versions.txt'], different: {}, outside: 32 },
  pypi: { files: ['pypi-versions.txt', 'pypi-versions-generated.txt'], different: {}, outside: 0 },
  maven: {
    files: ['maven-versions.txt', 'maven-versions-generated.txt'],
    different: {
      '1.0.0-gradle-rework-beta3 < 1.0.0.RC7-3': CIRCLE,
      '2.9.0-1 < 2.9.0.RC1': CIRCLE,
      '1.1.0-01-glassfish < 1.1.0.Beta1': CIRCLE,
    },
    outside: 0,
  },
  composer: {
    files: ['packagist-versions.txt', 'packagist-versions-generated.txt'],
    different: {
      '1.0.0 > 1.0': SAME_IN_COMPOSER,
      '1.2.3.# = 1.2.3.1':
        'a literal # equals every number in PHP, which is not transitive; here it only separates',
      'v3.0 < v3.0.0-beta': SAME_IN_COMPOSER,
      'v3.4 < v3.4.0-alpha': SAME_IN_COMPOSER,
      'v4-beta4 < v4.0-alpha': SAME_IN_COMPOSER,
      'v4.4 < v4.4.0-beta': SAME_IN_COMPOSER,
      'v6.5 < v6.5.0-beta-0': SAME_IN_COMPOSER,
      'v6.6 < v6.6.0-beta': SAME_IN_COMPOSER,
      'v1.9.0-ALPHA.1 = v1.9.0-BETA.1': UPPER_CASE,
      'v1.9.0-BETA.1 < v1.9.0-ALPHA.2': UPPER_CASE,
      'v1.9.0-ALPHA.2 = v1.9.0-BETA.2': UPPER_CASE,
      '5.1.0-stable < 5.1.0-beta2': 'Composer reads -stable as nothing; PHP does not know the word',
    },
    outside: 0,
  },
};

const ARCHIVE = join(import.meta.dirname, '../../../shared/data/vectors.tar.gz');
const skip = existsSync(ARCHIVE) ? false : 'the shared vectors are not at hand';

test('every published vector is met, but for the rows that are named', { skip }, async (t) => {
  const files = await readVectorFiles();
  for (const ecosystem of ECOSYSTEMS) {
    await t.test(ecosystem, () => {
      const { files: names, different, outside } = VECTORS[ecosystem];
      const rows = names.flatMap((name) => rowsOf(files.get(name) ?? ''));
      assert.ok(rows.length > 80, `found ${rows.length} rows in ${names.join(', ')}`);
      const order = ORDERS[ecosystem];
      const inside =
        ecosystem === 'cargo' ? rows.filter(({ a, b }) => order.isValid(a) && order.isValid(b)) : rows;
      assert.equal(rows.length - inside.length, outside);
      const failed = inside.filter(({ a, sign, b }) => Math.sign(order.compare(a, b)) !== sign);
      assert.deepEqual(failed.map(({ line }) => line).sort(), Object.keys(different).sort());
    });
  }
});

interface Row {
  readonly line: string;
  readonly a: string;
  readonly b: string;
  /** What the comparison of a with b should be: -1, 0 or 1. */
  readonly sign: number;
}

function rowsOf(text: string): Row[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(?!\/\/|# )(\S+) ([<=>]) (\S+)$/.exec(line.trim());
    if (match === null) return [];
    const [, a = '', relation = '', b = ''] = match;
    return [{ line: line.trim(), a, b, sign: '<=>'.indexOf(relation) - 1 }];
  });
}

async function readVectorFiles(): Promise<Map<string, string>> {
  const entries = await unpackTar(gunzipSync(readFileSync(ARCHIVE)), {
    filter: (header) => header.name.includes('osv-scalibr-semantic/'),
  });
  return new Map(
    entries.map(({ header, data }) => [
      header.name.slice(header.name.lastIndexOf('/') + 1),
      Buffer.from(data ?? new Uint8Array()).toString('utf8'),
    ]),
  );
}
