// The records about one package that have something to say about the versions at hand.

import type { VersionOrder } from '../ecosystems/adapter-version.ts';
import type { PackageRef } from '../kernel/package-ref.ts';

import type { Candidate } from './advisory-ports.ts';
import { decodeBody, decodeHeader, type AdvisoryBody, type AdvisoryHeader } from './advisory-record.ts';
import { AffectedReading, type VersionPlace } from './matching/affected.ts';
import { mayBeSameRepository } from './matching/osv-ecosystem.ts';
import { rankVersions, type RankedVersions } from './matching/ranked-versions.ts';
import type { Turn } from './turn.ts';

/** A package and the versions at hand. */
export interface MatchSubject {
  readonly ref: PackageRef;
  /** In the spelling of the index. Empty: all that is known about the package, as far as it goes without versions. */
  readonly versions: readonly string[];
  /** Address of the repository that it comes from, where known: records about other repositories are left out. */
  readonly repository?: string;
}

/** A record about the package, read, and what it says of each version at hand. */
export interface Member {
  readonly candidate: Candidate;
  readonly header: AdvisoryHeader;
  readonly body: AdvisoryBody;
  readonly reading: AffectedReading;
  /** Versions at hand that it says are affected, with their places, and those that it leaves open. */
  readonly hits: ReadonlyMap<string, VersionPlace>;
  readonly unknown: readonly string[];
}

/**
 * The members among `candidates`. When none of them can touch a version at hand (by coarse keys) none is read; when one
 * does, all are, since those that disagree belong to the answer.
 */
export async function readMembers(
  subject: MatchSubject,
  candidates: readonly Candidate[],
  order: VersionOrder,
  turn: Turn,
): Promise<readonly Member[]> {
  const { ref, versions, repository } = subject;
  const near = candidates.filter((candidate) =>
    mayBeSameRepository(candidate.repository || undefined, repository),
  );
  if (near.length === 0) return [];
  const ranked = rankVersions(ref.ecosystem, versions, order);
  if (versions.length > 0 && !near.some((candidate) => mayTouch(candidate, ranked))) return [];
  const members: Member[] = [];
  for (const candidate of near) {
    members.push(readMember(subject, candidate, order, ranked));
    await turn.next();
  }
  return members;
}

function mayTouch({ coarseMin, coarseMax }: Candidate, { coarse }: RankedVersions): boolean {
  return coarse === undefined || (coarseMin <= coarse.max && coarse.min <= coarseMax);
}

function readMember(
  subject: MatchSubject,
  candidate: Candidate,
  order: VersionOrder,
  ranked: RankedVersions,
): Member {
  const body = decodeBody(candidate.body);
  const { intervals, versions } = body;
  const reading = new AffectedReading({ ecosystem: subject.ref.ecosystem, intervals, versions }, order);
  const hits = new Map<string, VersionPlace>();
  const unknown: string[] = [];
  if (mayTouch(candidate, ranked)) {
    for (const [version, place] of ranked.places) {
      const answer = reading.answer(version, place);
      if (answer === 'affected') hits.set(version, place);
      else if (answer === 'unknown') unknown.push(version);
    }
  }
  return { candidate, header: decodeHeader(candidate.header), body, reading, hits, unknown };
}
