// What a record that leaves open which versions it means is told as: to the policy as such, to an audit as a warning.

import type { Instant } from '../kernel/clock.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { Undecided } from './match-advisories.ts';

/** For the policy, which answers with its `unknown` action where it matters. */
export function stateUndecided(
  undecided: Undecided,
  ref: PackageRef,
  now: Instant,
): Evidence<'undecided-record'> {
  const { recordId, malware, versions } = undecided;
  return {
    ...common(undecided, ref, now),
    kind: 'undecided-record',
    details: { recordId, isMalware: malware, versions },
  };
}

/** For an audit, whose forms know no third answer: what cannot be told apart from affected is not clean. */
export function warnOfUndecided(undecided: Undecided, ref: PackageRef, now: Instant): Evidence<'advisory'> {
  const { recordId, malware, versions } = undecided;
  const what = malware ? 'malware record' : 'advisory';
  return {
    ...common(undecided, ref, now),
    kind: 'advisory',
    details: {
      recordId,
      aliases: [],
      summary: `this ${what} leaves open whether it means ${versions.join(', ')}; look at it before use`,
      cwes: [],
      reviewed: false,
      affected: versions.map((version) => ({ version })),
      fixedVersions: [],
      ranges: versions.join(' || '),
    },
  };
}

function common({ feed, recordId }: Undecided, ref: PackageRef, observedAt: Instant) {
  return {
    id: `undecided/${feed}/${recordId}/${packageKey(ref)}`,
    subject: ref,
    source: feed,
    observedAt,
    confidence: 1,
  };
}
