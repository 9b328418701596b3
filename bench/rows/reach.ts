// Who reaches a package: a thousand applications with a thousand components each, asked about one that all of them have.

import { join } from 'node:path';

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import { findImpact } from '../../src/inventory/impact/find-impact.ts';
import type { ImpactDeps } from '../../src/inventory/impact/impact-ports.ts';
import type { ImpactQuestion } from '../../src/inventory/impact/impact-question.ts';
import type { Application, ComponentKey, SnapshotFile } from '../../src/inventory/ports.ts';
import { componentKeyOf } from '../../src/inventory/component-key.ts';
import { createNameReader } from '../../src/inventory/impact/read-names.ts';
import { createShapeReader } from '../../src/inventory/impact/read-shapes.ts';
import type { Component } from '../../src/kernel/component-graph.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createStores } from '../../src/storage/stores.ts';
import type { Bench } from '../bench.ts';
import { median } from '../median.ts';
import { count, holdUnder, seconds, type Row } from '../row.ts';

const APPLICATIONS = 1_000;
const COMPONENTS = 1_000;
/** Different components of all applications together. */
const KNOWN = 20_000;
const ROUNDS = 7;
const QUESTION: ImpactQuestion = {
  kind: 'package',
  ref: { ecosystem: 'npm', name: asPackageName('package-0') },
  versions: { kind: 'one', version: '1.0.0' },
};

export async function measureReach(bench: Bench): Promise<readonly Row[]> {
  const database = await openDatabase({ kind: 'sqlite', path: join(bench.folder, 'reach.db') });
  try {
    await fill(database);
    const stores = createStores(database.read);
    const fresh = (): ImpactDeps => ({
      adapters: ADAPTERS,
      stores,
      knowledge: { recordsAbout: async () => [] },
      recordPackages: async () => [],
      shapes: createShapeReader(stores.applications),
      names: createNameReader(stores.components),
    });
    const deps = fresh();
    const first: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) first.push(await ask(round === 0 ? deps : fresh()));
    const later: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) later.push(await ask(deps));
    const what = `who reaches a package: ${count(APPLICATIONS)} applications that have it, each with its ways`;
    return [
      holdUnder(what, median(later), 100, seconds),
      holdUnder('… the first question, with every graph on the disk', median(first), 1_000, seconds),
    ];
  } finally {
    await database.close();
  }
}

async function ask(deps: ImpactDeps): Promise<number> {
  const startedAt = performance.now();
  const { found } = await findImpact(deps, QUESTION, { limit: APPLICATIONS });
  const tookMs = performance.now() - startedAt;
  const told = found.filter(({ held }) => held[0]?.places[0]?.direct.length !== 0).length;
  if (told !== APPLICATIONS) throw new Error(`Found ways in ${told} applications`);
  return tookMs;
}

async function fill(database: Database): Promise<void> {
  for (let start = 0; start < APPLICATIONS; start += 50) {
    await database.transact(async (trx) => {
      const { applications, components } = createStores(trx);
      for (let number = start; number < start + 50; number += 1) {
        const { file, keys } = fileOf(number);
        const ids = await components.intern(keys);
        const application = applicationOf(number);
        const scopes = new Map([...ids.values()].map((id) => [id, 'runtime'] as const));
        await components.replaceCurrent(application.id, scopes);
        await applications.save(application);
        const summary = { number: 1, takenAt: 0, author: 'bench', componentCount: COMPONENTS, files: [] };
        await applications.addSnapshot(application.id, summary, [file], ids);
      }
    });
  }
}

function applicationOf(number: number): Application {
  return {
    id: `application-${String(number).padStart(5, '0')}`,
    name: `app-${number}`,
    environment: 'default',
    tags: {},
    createdAt: 0,
    pushedAt: 0,
    newestSnapshot: 1,
    componentCount: COMPONENTS,
    unknownCount: 0,
    findingCount: 0,
  };
}

/** The project, then components of which each is needed by three that stand before it; the last is in every application. */
function fileOf(number: number): { readonly file: SnapshotFile; readonly keys: readonly ComponentKey[] } {
  const keys = Array.from({ length: COMPONENTS }, (_, at): ComponentKey => {
    const which = at === COMPONENTS - 1 ? 0 : 1 + ((number * 977 + at * 13) % (KNOWN - 1));
    return { ecosystem: 'npm', name: asPackageName(`package-${which}`), version: '1.0.0' };
  });
  const needs: number[][] = Array.from({ length: COMPONENTS + 1 }, () => []);
  for (let at = 1; at <= COMPONENTS; at += 1) {
    for (const part of [0.2, 0.5, 0.9]) {
      const by = Math.floor((at - 1) * part);
      const known = needs[by] ?? [];
      if (!known.includes(at)) known.push(at);
    }
  }
  const project: Component = { name: `app-${number}`, source: 'project', scope: 'runtime' };
  const components = [
    project,
    ...keys.map((key): Component => ({ ...key, source: 'registry', scope: 'runtime' })),
  ];
  const ranges = needs.map((targets) => targets.map(() => '^1.0.0'));
  const graph = { format: 'package-lock.json 3', components, roots: [0], needs, ranges, gaps: [] };
  const unique = new Map(keys.map((key) => [componentKeyOf(key), key]));
  return { file: { path: 'package-lock.json', graph }, keys: [...unique.values()] };
}
