// The pitfalls of matching OSV ranges, each as it was met in published records.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { toStoredAdvisory } from '../advisory-record.ts';
import { affectedOf, entry, orderOf, range, record, testRulesOf } from '../testing/records.ts';
import { AffectedReading, fixOnLine, isAffected, placeVersion, type Affected } from './affected.ts';
import { rankVersions } from './ranked-versions.ts';

function answers(affected: Affected, ...versions: readonly string[]): readonly string[] {
  return versions.map((version) => isAffected(affected, version, orderOf(affected.ecosystem)));
}

const YES = 'affected';
const NO = 'unaffected';
const OPEN = 'unknown';

test('1: introduced "0" is before everything, not version 0', () => {
  const pypi = affectedOf(
    entry('PyPI', 'a', { ranges: [range('ECOSYSTEM', { introduced: '0' }, { fixed: '1' })] }),
  );
  assert.deepEqual(answers(pypi, '0.dev0', '0', '1.dev1', '1'), [YES, YES, YES, NO]);
  const maven = affectedOf(
    entry('Maven', 'g:a', { ranges: [range('ECOSYSTEM', { introduced: '0' }, { fixed: '1' })] }),
  );
  assert.deepEqual(answers(maven, '0-alpha-1', '1-alpha', '1'), [YES, YES, NO]);
});

test('1: introduced "0.0.0-0" is a version like any other', () => {
  const cargo = affectedOf(
    entry('crates.io', 'a', { ranges: [range('SEMVER', { introduced: '0.0.0-0' }, { fixed: '0.2.0' })] }),
  );
  assert.equal(cargo.intervals[0]?.from, '0.0.0-0');
  assert.deepEqual(answers(cargo, '0.0.0-0', '0.0.0-alpha', '0.1.0', '0.2.0-rc.1', '0.2.0'), [
    YES,
    YES,
    YES,
    YES,
    NO,
  ]);
});

test('2: events are sorted before they are walked', () => {
  const a = affectedOf(
    entry('PyPI', 'a', {
      ranges: [
        range('ECOSYSTEM', { introduced: '2.0' }, { fixed: '1.5' }, { fixed: '2.4' }, { introduced: '0' }),
      ],
    }),
  );
  assert.deepEqual(answers(a, '1.0', '1.5', '1.9', '2.0', '2.3', '2.4'), [YES, NO, NO, YES, YES, NO]);
});

test('2: at one version a start comes before an end', () => {
  const fixed = affectedOf(
    entry('npm', 'a', { ranges: [range('SEMVER', { fixed: '1.0.0' }, { introduced: '1.0.0' })] }),
  );
  assert.deepEqual(answers(fixed, '0.9.0', '1.0.0', '1.1.0'), [NO, NO, NO]);
  const last = affectedOf(
    entry('npm', 'a', { ranges: [range('SEMVER', { last_affected: '1.0.0' }, { introduced: '1.0.0' })] }),
  );
  assert.deepEqual(answers(last, '0.9.0', '1.0.0', '1.0.1'), [NO, YES, NO]);
});

test('3: a GIT range before the range of versions does not end the check', () => {
  const a = affectedOf(
    entry('PyPI', 'a', {
      ranges: [
        range('GIT', { introduced: '0' }, { fixed: 'abcdef' }),
        range('ECOSYSTEM', { introduced: '0' }, { fixed: '2.0' }),
      ],
      versions: ['1.0'],
    }),
  );
  assert.deepEqual(answers(a, '1.0', '1.5', '2.0'), [YES, YES, NO]);
});

test('4: ranges and listed versions make a union', () => {
  const a = affectedOf(
    entry('PyPI', 'wagtail', {
      ranges: [range('ECOSYSTEM', { introduced: '2.12' }, { fixed: '2.12.3' })],
      versions: ['2.11.6', '2.12'],
    }),
  );
  assert.deepEqual(answers(a, '2.11.6', '2.11.7', '2.12.2', '2.12.3'), [YES, NO, YES, NO]);
});

test('4: several entries for one package make a union', () => {
  const log4j = affectedOf(
    entry('Maven', 'l:core', { ranges: [range('ECOSYSTEM', { introduced: '2.13.0' }, { fixed: '2.15.0' })] }),
    entry('Maven', 'l:core', { ranges: [range('ECOSYSTEM', { introduced: '0' }, { fixed: '2.3.1' })] }),
    entry('Maven', 'l:core', { ranges: [range('ECOSYSTEM', { introduced: '2.4' }, { fixed: '2.12.2' })] }),
  );
  assert.deepEqual(answers(log4j, '2.0', '2.3.1', '2.8', '2.12.2', '2.14.1', '2.15.0'), [
    YES,
    NO,
    YES,
    NO,
    YES,
    NO,
  ]);
});

test('5: listed versions are compared as versions, not as text', () => {
  const a = affectedOf(entry('PyPI', 'a', { versions: ['1.0', '2.0RC1', '3.0-1'] }));
  assert.deepEqual(answers(a, '1.0.0', '1', 'v1.0', '2.0c1', '3.0.post1', '1.0.1'), [
    YES,
    YES,
    YES,
    YES,
    YES,
    NO,
  ]);
});

test('6: a version that is none is matched by its text alone, and is never clean', () => {
  const a = affectedOf(
    entry('PyPI', 'a', {
      ranges: [range('ECOSYSTEM', { introduced: '1.0' }, { fixed: '2.0' })],
      versions: ['2.9.0-NA'],
    }),
  );
  assert.deepEqual(answers(a, '2.9.0-NA', 'trunk', '2.9.0'), [YES, OPEN, NO]);
});

test('6: a branch is unknown to ranges, and affected when listed', () => {
  const a = affectedOf(
    entry('Packagist', 'v/a', {
      ranges: [range('ECOSYSTEM', { introduced: '1.0' }, { fixed: '2.0' })],
      versions: ['dev-bad'],
    }),
  );
  assert.deepEqual(answers(a, 'dev-main', '1.x-dev', 'dev-bad', '1.2.3'), [OPEN, OPEN, YES, YES]);
});

test('6: what a range of everything holds needs no order', () => {
  const a = affectedOf(entry('PyPI', 'a', { ranges: [range('ECOSYSTEM', { introduced: '0' })] }));
  assert.deepEqual(answers(a, 'trunk', '1.0'), [YES, YES]);
});

test('6: an end that is no version leaves open what lies above its start', () => {
  const a = affectedOf(
    entry('PyPI', 'a', { ranges: [range('ECOSYSTEM', { introduced: '1.0' }, { last_affected: 'trunk' })] }),
  );
  assert.deepEqual(answers(a, '0.9', '1.0', '1.1'), [NO, YES, OPEN]);
});

test('6: an end that is no version does not reach past the next start', () => {
  const a = affectedOf(
    entry('PyPI', 'a', {
      ranges: [
        range(
          'ECOSYSTEM',
          { introduced: '1.0' },
          { fixed: 'trunk' },
          { introduced: '3.0' },
          { fixed: '3.1' },
        ),
      ],
    }),
  );
  assert.deepEqual(answers(a, '2.0', '3.0', '3.1'), [OPEN, YES, NO]);
});

test('6: a start that is no version leaves open what lies below the end', () => {
  const a = affectedOf(
    entry('PyPI', 'a', { ranges: [range('ECOSYSTEM', { introduced: 'trunk' }, { fixed: '2.0' })] }),
  );
  assert.deepEqual(answers(a, '1.0', '2.0'), [OPEN, NO]);
});

test('6: npm bounds of two numbers take their place', () => {
  const a = affectedOf(
    entry('npm', 'a', { ranges: [range('SEMVER', { introduced: '1.2' }, { fixed: '1.4' })] }),
  );
  assert.deepEqual(answers(a, '1.1.9', '1.2.0', '1.3.9', '1.4.0'), [NO, YES, YES, NO]);
});

test('6: a package without ranges and versions, or with a range of an unknown type, is unknown', () => {
  assert.deepEqual(answers(affectedOf(entry('PyPI', 'a')), '1.0'), [OPEN]);
  assert.deepEqual(answers(affectedOf(entry('PyPI', 'a', { ranges: [range('NEW', {})] })), '1.0'), [OPEN]);
});

test('7: last_affected is inside and is no fix', () => {
  const a = affectedOf(
    entry('npm', 'a', { ranges: [range('SEMVER', { introduced: '0' }, { last_affected: '1.5.1' })] }),
  );
  assert.deepEqual(answers(a, '1.5.1', '1.5.2-beta', '1.5.2'), [YES, NO, NO]);
  assert.equal(fixOnLine(a, '1.0.0', orderOf('npm')), undefined);
});

test('7: fixed and last_affected in one range both count', () => {
  const a = affectedOf(
    entry('npm', 'a', {
      ranges: [range('SEMVER', { introduced: '0' }, { last_affected: '1.5.0' }, { fixed: '2.0.0' })],
    }),
  );
  assert.deepEqual(answers(a, '1.5.0', '1.6.0', '2.0.0'), [YES, NO, NO]);
});

test('8: an open range has no end', () => {
  const a = affectedOf(entry('npm', 'a', { ranges: [range('SEMVER', { introduced: '1.0.0' })] }));
  assert.deepEqual(answers(a, '0.9.0', '1.0.0', '999.0.0'), [NO, YES, YES]);
  assert.equal(fixOnLine(a, '1.0.0', orderOf('npm')), undefined);
});

test('8: an upper bound that only database_specific holds closes an open range', () => {
  const bound = (text: string): Affected =>
    affectedOf(
      entry('npm', 'colors', {
        ranges: [range('ECOSYSTEM', { introduced: '1.4.1' })],
        database_specific: { last_known_affected_version_range: text },
      }),
    );
  assert.deepEqual(answers(bound('<= 1.4.2'), '1.4.0', '1.4.1', '1.4.2', '1.4.3'), [NO, YES, YES, NO]);
  assert.deepEqual(answers(bound('< 1.4.2'), '1.4.1', '1.4.2'), [YES, NO]);
  assert.deepEqual(answers(bound('rubbish'), '1.4.3'), [YES]);
  assert.equal(fixOnLine(bound('< 1.4.2'), '1.4.1', orderOf('npm')), undefined);
});

test('8: an end that its source lost is unknown', () => {
  const a = affectedOf(
    entry('Maven', 'g:a', {
      ranges: [range('ECOSYSTEM', { introduced: '1.0' })],
      database_specific: { open_range_uncertain: true },
    }),
  );
  assert.deepEqual(answers(a, '0.9', '1.0', '5.0'), [NO, YES, OPEN]);
});

test('a version is in range while it is before any one limit', () => {
  const a = affectedOf(
    entry('npm', 'a', {
      ranges: [range('SEMVER', { introduced: '0' }, { limit: '1.0.0' }, { limit: '2.0.0' })],
    }),
  );
  assert.deepEqual(answers(a, '0.5.0', '1.5.0', '2.0.0'), [YES, YES, NO]);
});

test('12: the fix comes from the same package of the record', () => {
  const source = { feed: 'f', document: '', digest: '' };
  const stored = toStoredAdvisory(
    record('CVE-2020-1', {
      affected: [
        entry('npm', 'jquery', { ranges: [range('SEMVER', { introduced: '0' }, { fixed: '3.4.0' })] }),
        entry('PyPI', 'Django', { ranges: [range('ECOSYSTEM', { introduced: '2.0' }, { fixed: '2.2.2' })] }),
        entry('RubyGems', 'jquery-rails', {
          ranges: [range('ECOSYSTEM', { introduced: '0' }, { fixed: '4.3.4' })],
        }),
      ],
    }),
    source,
    testRulesOf,
  );
  assert.deepEqual(
    stored?.affected.map(({ ecosystem, name }) => `${ecosystem}:${name}`),
    ['npm:jquery', 'pypi:django'],
  );
  const django = affectedOf(
    entry('PyPI', 'Django', { ranges: [range('ECOSYSTEM', { introduced: '2.0' }, { fixed: '2.2.2' })] }),
  );
  assert.equal(fixOnLine(django, '2.1', orderOf('pypi')), '2.2.2');
});

test('12: the fix is the one on the installed line', () => {
  const a = affectedOf(
    entry('crates.io', 'a', {
      ranges: [
        range(
          'SEMVER',
          { introduced: '0.0.0-0' },
          { fixed: '0.9.7' },
          { introduced: '0.10.0' },
          { fixed: '0.10.4' },
        ),
      ],
    }),
  );
  assert.equal(fixOnLine(a, '0.9.1', orderOf('cargo')), '0.9.7');
  assert.equal(fixOnLine(a, '0.10.1', orderOf('cargo')), '0.10.4');
  assert.equal(fixOnLine(a, '0.10.4', orderOf('cargo')), undefined);
});

test('12: a fixed event of one range inside another is no fix', () => {
  const a = affectedOf(
    entry('Packagist', 'v/a', {
      ranges: [
        range('ECOSYSTEM', { introduced: '4.3.0' }, { fixed: '4.4.0' }),
        range('ECOSYSTEM', { introduced: '4.4.0' }, { fixed: '4.4.13' }),
      ],
    }),
  );
  assert.equal(fixOnLine(a, '4.3.5', orderOf('composer')), '4.4.13');
  assert.deepEqual(new AffectedReading(a, orderOf('composer')).fixes(), ['4.4.13']);
});

test('pre-releases of the fixed version are affected', () => {
  const fixed = (ecosystem: string, name: string): Affected =>
    affectedOf(
      entry(ecosystem, name, { ranges: [range('ECOSYSTEM', { introduced: '0' }, { fixed: '1.0.0' })] }),
    );
  assert.deepEqual(answers(fixed('npm', 'a'), '1.0.0-beta'), [YES]);
  assert.deepEqual(answers(fixed('PyPI', 'a'), '1.0rc1', '1.0.post1'), [YES, NO]);
  assert.deepEqual(answers(fixed('Packagist', 'v/a'), '1.0.0-beta1'), [YES]);
});

test('a local build of a Python version is affected as its version is', () => {
  const last = affectedOf(
    entry('PyPI', 'torch', { ranges: [range('ECOSYSTEM', { introduced: '0' }, { last_affected: '1.0.0' })] }),
  );
  assert.deepEqual(answers(last, '1.0.0+cu118', '1.0.1+cu118'), [YES, NO]);
  const listed = affectedOf(entry('PyPI', 'torch', { versions: ['1.0.0+cu118'] }));
  assert.deepEqual(answers(listed, '1.0.0+cu118', '1.0.0'), [YES, NO]);
});

test('versions placed among many stand as they do one by one', () => {
  const version = fc.constantFrom(
    '0.1',
    '1.0',
    '1.0.0',
    '1.0+x',
    '1.0rc1',
    '1.5',
    '2.0',
    '2.0.dev1',
    'trunk',
    '3',
    '10.1',
    '2.0+y',
  );
  const event = fc.record({
    kind: fc.constantFrom('introduced', 'fixed', 'last_affected', 'limit'),
    at: version,
  });
  const order = orderOf('pypi');
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 6 }),
      fc.array(version, { maxLength: 3 }),
      fc.array(version),
      (events, listed, hand) => {
        const ranges = [range('ECOSYSTEM', ...events.map(({ kind, at }) => ({ [kind]: at })))];
        const reading = new AffectedReading(
          affectedOf(entry('PyPI', 'a', { ranges, versions: listed })),
          order,
        );
        for (const [version, place] of rankVersions('pypi', hand, order).places) {
          assert.equal(reading.answer(version, place), reading.answer(version), version);
          assert.equal(place.isPlaced, placeVersion('pypi', version, order).isPlaced);
        }
      },
    ),
  );
});

test('intervals say what walking the sorted events says', () => {
  const version = fc.integer({ min: 0, max: 6 }).map((number) => `${number}.0.0`);
  const event = fc.record({ kind: fc.constantFrom('introduced', 'fixed', 'last_affected'), at: version });
  const order = orderOf('npm');
  const rank = { introduced: 0, last_affected: 1, fixed: 2 } as Record<string, number>;
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }), version, (events, version) => {
      const sorted = [...events].sort(
        (a, b) => order.compare(a.at, b.at) || (rank[a.kind] ?? 0) - (rank[b.kind] ?? 0),
      );
      let walked = false;
      for (const { kind, at } of sorted) {
        const place = order.compare(version, at);
        if (kind === 'introduced' && place >= 0) walked = true;
        if ((kind === 'fixed' && place >= 0) || (kind === 'last_affected' && place > 0)) walked = false;
      }
      const ranges = [range('SEMVER', ...events.map(({ kind, at }) => ({ [kind]: at })))];
      // A listed version that is never asked about keeps a record without events from being unknown.
      const affected = affectedOf(entry('npm', 'a', { ranges, versions: ['99.0.0'] }));
      assert.equal(isAffected(affected, version, order), walked ? 'affected' : 'unaffected');
    }),
  );
});
