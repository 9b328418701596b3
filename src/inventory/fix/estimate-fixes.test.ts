import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { estimateFixes, type EstimateQuestion, type FixEstimate } from './estimate-fixes.ts';
import type { VersionDeps } from './find-targets.ts';
import type { Flaw, OfferedVersion } from './fix-plan.ts';

const flaw = (name: string, version: string, record: string, gravity = 5): Flaw => ({
  name: asPackageName(name),
  version,
  record,
  gravity,
});
const offered = (version: string, keptOut?: string): OfferedVersion => ({
  version,
  isPrerelease: false,
  isWarned: false,
  ...(keptOut === undefined ? {} : { keptOut }),
});

/** The project needs hull, which needs deep; it needs tide and deep itself in the other file. */
const graph = (names: readonly string[], needs: readonly (readonly number[])[]): ComponentGraph => ({
  format: 'test',
  components: names.map((name, at) => ({
    ecosystem: 'npm',
    name,
    version: '1.0.0',
    source: at === 0 ? 'project' : 'registry',
    scope: 'runtime',
  })),
  roots: [0],
  needs,
  gaps: [],
});
const FILES = [
  { path: 'a/package-lock.json', graph: graph(['a', 'hull', 'deep'], [[1], [2], []]) },
  { path: 'b/package-lock.json', graph: graph(['b', 'tide', 'mast'], [[1, 2], [], []]) },
];

const OFFERS: Readonly<Record<string, readonly OfferedVersion[]>> = {
  deep: [offered('1.0.0'), offered('1.0.1', 'too young (rule age)'), offered('1.1.0'), offered('2.0.0')],
  tide: [offered('1.0.0'), offered('1.0.1')],
  mast: [offered('1.0.0'), offered('2.0.0')],
};
const LEFT: readonly Flaw[] = [flaw('tide', '1.0.1', 'T-2')];

const deps: VersionDeps = {
  order: ADAPTERS.npm.versions,
  offers: async (name) =>
    OFFERS[name] === undefined ? { because: 'not known here' } : { versions: OFFERS[name] },
  flawsOf: async (name, versions) =>
    LEFT.filter((one) => one.name === name && versions.includes(one.version)),
};
const question = (flaws: readonly Flaw[]): EstimateQuestion => ({
  ecosystem: 'npm',
  files: FILES,
  flaws,
  max: 'minor',
});
const tell = ({ holding, outcome }: FixEstimate): string =>
  `${holding.name}: ${'because' in outcome ? outcome.because : `${outcome.versions.join(', ')} fixes ${outcome.fixed.length}`}`;

test('packages are ranked as plans are, those that nothing fixes last, the gravest of them first', async () => {
  const flaws = [
    flaw('tide', '1.0.0', 'T-1'),
    flaw('tide', '1.0.0', 'T-2'),
    flaw('hull', '1.0.0', 'H-1', 3),
    flaw('mast', '1.0.0', 'M-1', 9),
    flaw('deep', '1.0.0', 'D-1'),
    flaw('deep', '1.0.0', 'D-2'),
  ];
  const { estimates, more } = await estimateFixes(() => deps, [question(flaws)], 10);
  assert.deepEqual(estimates.map(tell), [
    'deep: 1.1.0 fixes 2',
    'tide: 1.0.1 fixes 1',
    'mast: 2.0.0 would fix it, a major upgrade: allow it with --max major',
    'hull: not known here',
  ]);
  assert.equal(more, 0);
});

test('an estimate says where the package stands and what the project asks for that leads to it', async () => {
  const flaws = [flaw('deep', '1.0.0', 'D-1'), flaw('tide', '1.0.0', 'T-1')];
  const { estimates } = await estimateFixes(() => deps, [question(flaws)], 10);
  assert.deepEqual(
    estimates.map(({ files, isDirect, direct }) => ({ files, isDirect, direct })),
    [
      {
        files: ['a/package-lock.json'],
        isDirect: false,
        direct: [{ name: 'hull', version: '1.0.0' }],
      },
      { files: ['b/package-lock.json'], isDirect: true, direct: [] },
    ],
  );
});

test('of more packages than are asked for, the gravest are looked at, and the others are counted', async () => {
  const flaws = [
    flaw('tide', '1.0.0', 'T-1', 4),
    flaw('deep', '1.0.0', 'D-1', 9),
    flaw('mast', '1.0.0', 'M'),
  ];
  const { estimates, more } = await estimateFixes(() => deps, [question(flaws)], 1);
  assert.deepEqual([estimates.map(({ holding }) => holding.name), more], [['deep'], 2]);
});
