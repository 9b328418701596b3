import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { bumpSize } from './bump-size.ts';
import { chooseTargets, type TargetQuestion } from './choose-target.ts';
import type { Flaw, OfferedVersion } from './fix-plan.ts';

const name = asPackageName('tide');
const flaw = (version: string, record: string, fixedIn?: string): Flaw => ({
  name,
  version,
  record,
  gravity: 7,
  ...(fixedIn === undefined ? {} : { fixedIn }),
});
const offer = (version: string, more: Partial<OfferedVersion> = {}): OfferedVersion => ({
  version,
  isPrerelease: ADAPTERS.npm.versions.isPrerelease(version),
  isWarned: false,
  ...more,
});

/** 1.0.0 is installed, with one record that ends at 1.2.0, unless told otherwise. */
function choose(offered: readonly OfferedVersion[], more: Partial<TargetQuestion> = {}): string {
  const chosen = chooseTargets({
    installed: '1.0.0',
    flaws: [flaw('1.0.0', 'A', '1.2.0')],
    offered,
    flawsOf: (version) => (ADAPTERS.npm.versions.compare(version, '1.2.0') < 0 ? [flaw(version, 'A')] : []),
    max: 'minor',
    order: ADAPTERS.npm.versions,
    ...more,
  });
  return 'versions' in chosen ? chosen.versions.join(' else ') : chosen.because;
}

test('the nearest version without the flaw is chosen, never a pre-release', () => {
  const offered = ['1.1.0', '1.2.0-rc.1', '1.2.0', '1.3.0', '2.0.0', '0.9.0'].map((one) => offer(one));
  assert.equal(choose(offered), '1.2.0');
  assert.equal(
    choose([offer('1.2.0-rc.1'), offer('1.2.1-rc.1')]),
    'no version on offer fixes it; the records name 1.2.0',
  );
  assert.equal(choose([offer('1.2.0-rc.1'), offer('1.2.1-rc.1')], { installed: '1.0.0-beta' }), '1.2.1-rc.1');
});

test('the version that leaves the least goes before nearer ones, within the distance', () => {
  const flaws = [flaw('1.0.0', 'A'), flaw('1.0.0', 'B')];
  const left: Readonly<Record<string, readonly Flaw[]>> = {
    '1.0.1': [flaw('1.0.1', 'B')],
    '1.1.0': [],
    '2.0.0': [],
  };
  const question = { flaws, flawsOf: (version: string) => left[version] ?? [] };
  const offered = Object.keys(left).map((one) => offer(one));
  assert.equal(choose(offered, question), '1.1.0 else 1.0.1');
  assert.equal(choose(offered, { ...question, max: 'patch' }), '1.0.1');
});

test('a version with a flaw of its own is no fix, and what the policy keeps out is told', () => {
  const question = {
    flawsOf: (version: string) => (version === '1.2.0' ? [flaw(version, 'C')] : []),
  };
  assert.equal(choose([offer('1.2.0'), offer('1.3.0')], question), '1.3.0');
  assert.equal(
    choose([offer('1.2.0'), offer('1.3.0', { keptOut: 'too young (rule young-version)' })], question),
    'the policy keeps 1.3.0 out, which would fix it: too young (rule young-version)',
  );
});

test('where whatever fixes it brings something else, that is told', () => {
  const question = { flawsOf: (version: string) => [flaw(version, 'C')] };
  assert.equal(
    choose([offer('1.2.0')], question),
    'every version on offer that fixes it brings something else; the records name 1.2.0',
  );
});

test('one that its maker warns of is taken only when no other is as near', () => {
  assert.equal(choose([offer('1.2.0', { isWarned: true }), offer('1.2.1')]), '1.2.1');
  assert.equal(choose([offer('1.2.0', { isWarned: true })]), '1.2.0');
});

test('what is farther than allowed says how far, and where there is no fix none is named', () => {
  assert.equal(choose([offer('2.0.0')]), '2.0.0 would fix it, a major upgrade: allow it with --max major');
  assert.equal(choose([offer('1.1.0')], { flaws: [flaw('1.0.0', 'A')] }), 'no version is known to fix it');
});

test('branches of Composer are never moved to', () => {
  assert.equal(
    choose([{ version: '1.x-dev', isPrerelease: false, isWarned: false }], {
      order: ADAPTERS.composer.versions,
    }),
    'no version on offer fixes it; the records name 1.2.0',
  );
});

test('sizes go by the numbers, in every ecosystem', () => {
  const sizes: readonly (readonly [string, string, string])[] = [
    ['1.0.0', '1.0.1', 'patch'],
    ['1.0.0', '1.1.0', 'minor'],
    ['1.0', '1.0.1', 'patch'],
    ['0.1.0', '0.2.0', 'minor'],
    ['1.0.0', '2.0.0', 'major'],
    ['1!1.0', '2!1.0', 'major'],
    ['v1.2.3', '1.2.4', 'patch'],
    ['4.1.100.Final', '4.1.101.Final', 'patch'],
    ['32.0.0-jre', '32.1.0-jre', 'minor'],
    ['2024.01', '2024.1.1', 'patch'],
  ];
  for (const [from, to, size] of sizes) assert.equal(bumpSize(from, to), size, `${from} to ${to}`);
});

test('where the best version cannot be brought in, the best of those below it are tried', () => {
  const left = new Map([
    ['1.9.0', 2],
    ['2.1.0', 1],
    ['2.2.0', 1],
    ['3.0.0', 1],
    ['3.1.0', 0],
  ]);
  const flaws = ['A', 'B', 'C'].map((record) => flaw('1.0.0', record));
  const flawsOf = (version: string) => flaws.slice(0, left.get(version) ?? 0);
  const offered = [...left.keys()].map((one) => offer(one));
  assert.equal(choose(offered, { flaws, flawsOf, max: 'major' }), '3.1.0 else 2.1.0 else 1.9.0');
});
