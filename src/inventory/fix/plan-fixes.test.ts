import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import type { Flaw, LockState, OfferedVersion } from './fix-plan.ts';
import { planFixes } from './plan-fixes.ts';

const name = asPackageName('mast');
const flaw = (version: string, record: string): Flaw => ({ name, version, record, gravity: 7 });
const offer = (version: string, keptOut?: string): OfferedVersion => ({
  version,
  isPrerelease: false,
  isWarned: false,
  ...(keptOut === undefined ? {} : { keptOut }),
});
/** The project asks for mast, at one version. */
const lock = (version: string, records: readonly string[]): LockState => ({
  holdings: [{ name, version }],
  flaws: records.map((record) => flaw(version, record)),
});

/** What is told of the flaw that the upgrade from 1.0.0 to 1.1.0 leaves. */
async function toldOfLeft(last: OfferedVersion): Promise<string | undefined> {
  const plan = await planFixes(
    {
      order: ADAPTERS.npm.versions,
      offers: async () => ({ versions: [offer('1.0.0'), offer('1.1.0'), last] }),
      flawsOf: async (_name, versions) => (versions.includes('1.1.0') ? [flaw('1.1.0', 'B')] : []),
      ways: ['lock'],
      tryOut: async () => ({
        outcome: 'resolved',
        state: lock('1.1.0', ['B']),
        files: new Map(),
        commands: [],
      }),
      progress: () => undefined,
    },
    {
      ecosystem: 'npm',
      graph: {
        format: 'test',
        components: ['project', 'mast'].map((one, at) => ({
          ecosystem: 'npm',
          name: one,
          version: '1.0.0',
          source: at === 0 ? 'project' : 'registry',
          scope: 'runtime',
        })),
        roots: [0],
        needs: [[1], []],
        gaps: [],
      },
      state: lock('1.0.0', ['A', 'B']),
      max: 'minor',
    },
  );
  assert.deepEqual(plan.whole?.fixed, [flaw('1.0.0', 'A')]);
  assert.deepEqual(
    plan.unfixed.map(({ version, flaws }) => [version, flaws.map(({ record }) => record)]),
    [['1.1.0', ['B']]],
  );
  return plan.unfixed[0]?.because;
}

test('of what an upgrade leaves it is told which version would be rid of it, and what keeps it out', async () => {
  assert.equal(
    await toldOfLeft(offer('2.0.0')),
    '2.0.0 would fix it, a major upgrade: allow it with --max major',
  );
  assert.match((await toldOfLeft(offer('1.2.0', 'too young'))) ?? '', /policy keeps 1\.2\.0 out/);
});

test('one upgrade that goes with no other keeps none of the others out, and is found by halves', async () => {
  const parts = ['aft', 'bow', 'jib', 'keel', 'oar', 'rig', 'sail', 'yard'].map((one) => asPackageName(one));
  const flawOf = (part: (typeof parts)[number]): Flaw => ({
    name: part,
    version: '1.0.0',
    record: part,
    gravity: 5,
  });
  const flaws = parts.map(flawOf);
  const sizes: number[] = [];
  const plan = await planFixes(
    {
      order: ADAPTERS.npm.versions,
      offers: async () => ({ versions: [offer('1.0.0'), offer('1.0.1')] }),
      flawsOf: async () => [],
      ways: ['lock'],
      async tryOut(upgrades) {
        const names = new Set(upgrades.map((upgrade) => upgrade.name));
        if (names.size > 1) sizes.push(names.size);
        if (names.size > 1 && names.has(asPackageName('bow'))) return { outcome: 'failed', because: 'no' };
        return {
          outcome: 'resolved',
          state: {
            holdings: parts.map((part) => ({ name: part, version: names.has(part) ? '1.0.1' : '1.0.0' })),
            flaws: flaws.filter((one) => !names.has(one.name)),
          },
          files: new Map(),
          commands: [],
        };
      },
      progress: () => undefined,
    },
    {
      ecosystem: 'npm',
      graph: {
        format: 'test',
        components: parts.map((part) => ({
          ecosystem: 'npm',
          name: part,
          version: '1.0.0',
          source: 'registry',
          scope: 'runtime',
        })),
        roots: [],
        needs: parts.map(() => []),
        gaps: [],
      },
      state: { holdings: parts.map((part) => ({ name: part, version: '1.0.0' })), flaws },
      max: 'minor',
    },
  );
  assert.equal(plan.patches.length, 7);
  assert.deepEqual(
    plan.unfixed.map(({ name: part, because }) => [part, because]),
    [['bow', 'its fix does not go together with the others; try again when they are applied']],
  );
  assert.ok(sizes.length <= 8, sizes.join());
});
