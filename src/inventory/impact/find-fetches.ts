// Who fetched what was asked about from here: machines of people and of builds that no application tells of.

import type { ExposureRecord, ExposureStore } from '../../exposure/ports.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { ImpactDeps } from './impact-ports.ts';
import { isAskedFor, versionsHit, type ImpactQuestion } from './impact-question.ts';

export interface Fetch {
  readonly reader: string;
  /** The one that was used last. */
  readonly client: string;
  readonly lastAt: Instant;
  readonly count: number;
  /** The newest fetched first. */
  readonly versions: readonly string[];
}

export interface Fetches {
  /** The latest first. */
  readonly readers: readonly Fetch[];
  /** Whether there are more, or more may be known than was looked at. */
  readonly hasMore: boolean;
}

const MOST_READERS = 20;
/** Rows of one package, and packages of one record. */
const MOST_ROWS = 1_000;
const MOST_PACKAGES = 50;

export async function findFetches(
  deps: ImpactDeps & { readonly exposure: Pick<ExposureStore, 'ofPackage'> },
  question: ImpactQuestion,
): Promise<Fetches> {
  const refs =
    question.kind === 'record'
      ? (await deps.recordPackages(question.id)).slice(0, MOST_PACKAGES)
      : [question.ref];
  let hasMore = false;
  const found: ExposureRecord[] = [];
  for (const ref of refs) {
    const rows = await deps.exposure.ofPackage(ref, { ...exactly(question), limit: MOST_ROWS });
    hasMore ||= rows.length === MOST_ROWS;
    found.push(...(await meantAmong(deps, question, ref, rows)));
  }
  const readers = [...Map.groupBy(found, ({ reader }) => reader)]
    .map(([reader, rows]) => sumUp(reader, rows))
    .sort((a, b) => b.lastAt - a.lastAt);
  return { readers: readers.slice(0, MOST_READERS), hasMore: hasMore || readers.length > MOST_READERS };
}

function exactly(question: ImpactQuestion): { readonly version?: string } {
  if (question.kind === 'record' || question.versions.kind !== 'one') return {};
  return { version: question.versions.version };
}

async function meantAmong(
  deps: ImpactDeps,
  question: ImpactQuestion,
  ref: PackageRef,
  rows: readonly ExposureRecord[],
): Promise<readonly ExposureRecord[]> {
  if (question.kind === 'package')
    return rows.filter(({ version }) => isAskedFor(deps, ref, question.versions, version) === true);
  const hit = await versionsHit(deps, question.id, ref, [...new Set(rows.map(({ version }) => version))]);
  return rows.filter(({ version }) => hit.has(version));
}

function sumUp(reader: string, rows: readonly ExposureRecord[]): Fetch {
  const latest = rows.toSorted((a, b) => b.lastAt - a.lastAt);
  return {
    reader,
    client: latest[0]?.client ?? '',
    lastAt: latest[0]?.lastAt ?? 0,
    count: rows.reduce((sum, { count }) => sum + count, 0),
    versions: [...new Set(latest.map(({ version }) => version))],
  };
}
