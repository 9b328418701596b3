import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADAPTERS } from '../../ecosystems/list.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import type { ComponentFacts, KnownReleases, Release } from './currency-ports.ts';
import { isQuietSince, libyearDaysOf, measureComponents } from './measure-component.ts';

const NOW = Date.UTC(2026, 10, 28);
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

/** `1.0.0@2020-01-01`, `1.0.0` without a date, `!1.0.0` for a yanked one. */
const release = (text: string): Release => {
  const [version = '', date] = text.replace('!', '').split('@', 2);
  return {
    version,
    isYanked: text.startsWith('!'),
    ...(date === undefined ? {} : { publishedAt: day(date) }),
  };
};

const known = (texts: readonly string[], more: Partial<KnownReleases> = {}): KnownReleases => ({
  releases: texts.map(release),
  checkedAt: NOW,
  ...more,
});

const measure = (
  ecosystem: Ecosystem,
  version: string,
  texts: readonly string[],
  more: Partial<KnownReleases> = {},
): ComponentFacts => {
  const order = ADAPTERS[ecosystem].versions;
  const [facts] = measureComponents(known(texts, more), [{ id: 1, version }], order, NOW);
  assert.ok(facts !== undefined);
  return facts;
};

const distance = ({ latest, behind, behindOnLine }: ComponentFacts) => [latest, behind, behindOnLine];

test('latest goes by version order: a back-ported patch that came out last is not the newest', () => {
  const facts = measure('npm', '1.0.0', ['1.0.0@2020-01-01', '2.0.0@2021-01-01', '1.0.1@2024-06-01']);
  assert.deepEqual(distance(facts), ['2.0.0', 2, 1]);
  assert.equal(libyearDaysOf(facts), 366);
  assert.equal(facts.lastReleaseAt, day('2024-06-01'));
});

test('pre-releases, yanked releases and branches are none that one is behind', () => {
  const npm = measure('npm', '1.0.0', ['1.0.0', '1.1.0', '!1.2.0', '2.0.0-rc.1']);
  assert.deepEqual(distance(npm), ['1.1.0', 1, 1]);
  assert.deepEqual(distance(measure('pypi', '1.0', ['1.0', '1.1rc1', '1.1.dev3', '!1.2'])), ['1.0', 0, 0]);
  assert.deepEqual(distance(measure('composer', '1.0.0', ['1.0.0', 'dev-main', '1.x-dev', '1.1.0'])), [
    '1.1.0',
    1,
    1,
  ]);
});

test('Maven’s words for pre-releases are passed over, though its order puts them above the release', () => {
  const texts = ['2.9.0', '2.10.0.pr1', '2.10.0-pre1', '2.10.0-M1', '2.10.0-ea', '2.10.0-SNAPSHOT', '2.9.1'];
  assert.deepEqual(distance(measure('maven', '2.9.0', texts)), ['2.9.1', 1, 1]);
  assert.deepEqual(distance(measure('maven', '4.1.99.Final', ['4.1.99.Final', '4.1.100.Final'])), [
    '4.1.100.Final',
    1,
    1,
  ]);
});

test('builds of one release for several platforms are one version, and the latest is of the same platform', () => {
  const guava = ['31.1-android', '31.1-jre', '32.0.0-jre', '32.0.0-android', '33.0.0-android', '33.0.0-jre'];
  assert.deepEqual(distance(measure('maven', '31.1-jre', guava)), ['33.0.0-jre', 2, 0]);
  assert.deepEqual(distance(measure('maven', '33.0.0-android', guava)), ['33.0.0-android', 0, 0]);
  const jdbc = ['12.10.1.jre8', '12.10.1.jre11', '12.10.2.jre8', '12.10.2.jre11'];
  assert.deepEqual(distance(measure('maven', '12.10.1.jre11', jdbc)), ['12.10.2.jre11', 1, 1]);
});

test('a version spelt twice is one release', () => {
  assert.deepEqual(distance(measure('pypi', '1.0', ['1.0', '1.1', '1.1.0', '2.0'])), ['2.0', 2, 1]);
});

test('what is above every stable release is none behind, and no libyear below zero', () => {
  const ahead = measure('npm', '3.0.0-beta.1', ['2.0.0@2020-01-01', '3.0.0-beta.1@2024-01-01']);
  assert.deepEqual([...distance(ahead), libyearDaysOf(ahead)], ['2.0.0', 0, 0, 0]);
  const reissued = measure('npm', '1.0.0', ['1.0.0@2024-01-01', '1.1.0@2020-01-01']);
  assert.deepEqual([reissued.behind, libyearDaysOf(reissued)], [1, 0]);
});

test('a pre-release of the latest is one behind it', () => {
  assert.deepEqual(distance(measure('cargo', '2.0.0-rc.1', ['1.0.0', '2.0.0-rc.1', '2.0.0'])), [
    '2.0.0',
    1,
    1,
  ]);
});

test('what was never loaded is unknown, and so is a version that its ecosystem cannot order', () => {
  const order = ADAPTERS.npm.versions;
  assert.deepEqual(measureComponents(undefined, [{ id: 7, version: '1.0.0' }], order, NOW), [
    { componentId: 7, measuredAt: NOW },
  ]);
  assert.deepEqual(distance(measure('npm', 'not-a-version', ['1.0.0', '2.0.0'])), [
    '2.0.0',
    undefined,
    undefined,
  ]);
  assert.deepEqual(distance(measure('composer', 'dev-main', ['1.0.0'])), ['1.0.0', undefined, undefined]);
  assert.deepEqual(distance(measure('npm', '1.0.0', ['1.0.0-beta'])), [undefined, undefined, undefined]);
});

test('without both dates there are no libyears, unless nothing is above', () => {
  assert.equal(libyearDaysOf(measure('npm', '1.0.0', ['1.0.0', '2.0.0@2021-01-01'])), undefined);
  assert.equal(libyearDaysOf(measure('npm', '2.0.0', ['1.0.0', '2.0.0'])), 0);
  assert.equal(libyearDaysOf(measure('npm', '1.5.0', ['1.0.0@2020-01-01', '2.0.0@2021-01-01'])), undefined);
});

test('a package is quiet when nothing came out, by all dates or by the registry’s own; else that is not known', () => {
  const two = NOW - 730 * DAY_MS;
  const quiet = (texts: readonly string[], more: Partial<KnownReleases> = {}) =>
    isQuietSince(measure('npm', '1.0.0', texts, more), two);
  assert.equal(quiet(['1.0.0@2020-01-01', '1.1.0@2021-01-01']), true);
  assert.equal(quiet(['1.0.0@2020-01-01', '1.1.0-beta@2026-01-01']), false, 'a pre-release is work');
  assert.equal(quiet(['1.0.0@2020-01-01', '!1.1.0@2026-01-01']), false, 'so was one that was yanked');
  assert.equal(quiet(['1.0.0@2020-01-01', '1.1.0']), undefined, 'the undated one may be new');
  assert.equal(quiet(['1.0.0', '1.1.0'], { updatedAt: day('2019-01-01') }), true);
  assert.equal(
    quiet(['1.0.0', '1.1.0'], { updatedAt: day('2026-06-01') }),
    undefined,
    'not every change is a release',
  );
});

test('a first sight is no date of a release, but nothing came out after it', () => {
  const seen = { version: '1.1.0', isYanked: false, seenAt: day('2023-01-01') };
  const releases = [release('1.0.0@2020-01-01'), seen];
  const [facts] = measureComponents(
    { releases, checkedAt: NOW },
    [{ id: 1, version: '1.0.0' }],
    ADAPTERS.cargo.versions,
    NOW,
  );
  assert.ok(facts !== undefined);
  assert.deepEqual(
    [facts.latest, facts.latestAt, facts.lastReleaseAt, facts.quietSince],
    ['1.1.0', undefined, day('2020-01-01'), day('2023-01-01')],
  );
});
