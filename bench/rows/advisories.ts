// Import of every record in ../shared/data by a running server, and matching of 5,000 components against them.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import { matchMany } from '../../src/evidence/match-advisories.ts';
import type { MatchSubject } from '../../src/evidence/members.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { createAdvisoryLookups } from '../../src/storage/advisory-store.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { PinnedFeed } from '../../src/main/first-start.ts';
import type { Bench } from '../bench.ts';
import { median } from '../median.ts';
import { startGate, type Gate } from '../peers/gate.ts';
import { lockedPackages } from '../locked-packages.ts';
import { count, holdUnder, megabytes, seconds, skipped, type Row } from '../row.ts';

const DATA = resolve(import.meta.dirname, '../../../shared/data');
const FEEDS: readonly PinnedFeed[] = [
  { name: 'advisories', kind: 'osv', location: join(DATA, 'osv') },
  { name: 'malware', kind: 'osv', location: join(DATA, 'malware') },
  { name: 'kev', kind: 'kev', location: join(DATA, 'kev.json.gz') },
  { name: 'epss', kind: 'epss', location: join(DATA, 'epss.csv.gz') },
];
const COMPONENTS = 5_000;
const GIVE_UP_MS = 120_000;
const PROBE_EVERY_MS = 20;
const MATCH_ROUNDS = 5;

export async function measureAdvisories(bench: Bench): Promise<readonly Row[]> {
  if (!existsSync(DATA)) return [skipped('import and matching of advisories', '../shared/data is not here')];
  const dataDir = join(bench.folder, 'advisories');
  const gate = await startGate({ dataDir, port: bench.port, feeds: FEEDS });
  bench.after(() => gate.stop());
  const startedAt = performance.now();
  const { worstMs, probes, peakBytes } = await probeUntilImported(gate);
  const importMs = performance.now() - startedAt;
  await gate.stop();
  const answers = `${probes} requests meanwhile, the slowest answered in ${seconds(worstMs)}`;
  return [
    holdUnder(`import of every record in ../shared/data (${answers})`, importMs, 30_000, seconds),
    holdUnder('memory of the server process then, at its peak', peakBytes, 500e6, megabytes),
    await measureMatching(join(dataDir, 'gatehouse.db')),
  ];
}

interface Imported {
  readonly worstMs: number;
  readonly probes: number;
  readonly peakBytes: number;
}

/** Asks for something all the while; answers the longest wait, and the most memory that was taken. */
async function probeUntilImported(gate: Gate): Promise<Imported> {
  let worstMs = 0;
  let probes = 0;
  for (const end = performance.now() + GIVE_UP_MS; performance.now() < end; await sleep(PROBE_EVERY_MS)) {
    const askedAt = performance.now();
    const answer = await fetch(`${gate.url}/npm/-/ping`);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`Answered ${answer.status} during an import`);
    worstMs = Math.max(worstMs, performance.now() - askedAt);
    probes += 1;
    const isDone = gate.child.output().split('a feed was imported').length > FEEDS.length;
    if (isDone) return { worstMs, probes, peakBytes: gate.child.memory().peakBytes };
  }
  throw new Error(`Not imported after ${seconds(GIVE_UP_MS)}:\n${gate.child.output().slice(-2_000)}`);
}

/** Of the ordinary project of fixtures/, and of packages that the records are about. */
async function measureMatching(path: string): Promise<Row> {
  const database = await openDatabase({ kind: 'sqlite', path });
  try {
    const lookups = createAdvisoryLookups(database.read);
    const { rows } = await sql<{ ecosystem: Ecosystem; name: string }>`
      select distinct ecosystem, name from advisory_affected order by ecosystem, name`.execute(database.read);
    const ordinary = lockedPackages().map(({ name, version }) => subjectOf('npm', name, version));
    const every = rows.length / (COMPONENTS - ordinary.length);
    const named = Array.from({ length: COMPONENTS - ordinary.length }, (_, at) => {
      const { ecosystem = 'npm', name = '' } = rows[Math.floor(at * every)] ?? {};
      return subjectOf(ecosystem, name, '1.0.0');
    });
    const subjects = [...ordinary, ...named];
    const deps = {
      lookups,
      rulesOf: (ecosystem: Ecosystem) => ADAPTERS[ecosystem],
      trustOf: () => ({ confidence: 0.9 }),
    };
    const tookMs: number[] = [];
    let affected = 0;
    for (let round = 0; round < MATCH_ROUNDS; round++) {
      const startedAt = performance.now();
      const matches = await matchMany(deps, subjects);
      tookMs.push(performance.now() - startedAt);
      affected = matches.filter(({ evidence }) => evidence.length > 0).length;
    }
    const what = `matching ${count(subjects.length)} components against it (${count(affected)} are affected)`;
    return holdUnder(what, median(tookMs), 1_000, seconds);
  } finally {
    await database.close();
  }
}

function subjectOf(ecosystem: Ecosystem, name: string, version: string): MatchSubject {
  return { ref: { ecosystem, name: asPackageName(name) }, versions: [version] };
}
