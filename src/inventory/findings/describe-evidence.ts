// What a statement against one version comes to as a finding.

import type { Evidence } from '../../kernel/evidence.ts';
import type { KeptFinding, SeverityWord } from './finding-ports.ts';

/** All of a finding that its evidence tells. */
export type FindingFacts = Pick<
  KeptFinding,
  | 'shownId'
  | 'ids'
  | 'severity'
  | 'score'
  | 'epss'
  | 'epssPercentile'
  | 'kev'
  | 'disclosedAt'
  | 'fixedIn'
  | 'noKnownFix'
  | 'disputed'
> & { readonly class: NonNullable<KeptFinding['class']>; readonly evidence: Evidence };

const PLAIN = { severity: 'unknown', noKnownFix: false, disputed: false } as const;

/** `evidence` is of one version alone; undefined for what is nothing against it. */
export function describeEvidence(evidence: Evidence): FindingFacts | undefined {
  switch (evidence.kind) {
    case 'advisory':
      return describeAdvisory(evidence);
    case 'malware': {
      const { recordId, recordedAt } = evidence.details;
      const ids = [recordId];
      return { ...PLAIN, class: 'malware', shownId: recordId, ids, disclosedAt: recordedAt, evidence };
    }
    case 'undecided-record': {
      const { recordId } = evidence.details;
      return { ...PLAIN, class: 'undecided', shownId: recordId, ids: [recordId], evidence };
    }
    case 'quarantine': {
      const { id, observedAt } = evidence;
      return { ...PLAIN, class: 'quarantine', shownId: id, ids: [id], disclosedAt: observedAt, evidence };
    }
    case 'reservation':
    case 'upstream-status':
    case 'removed-upstream':
    case 'published':
    case 'digest-changed':
    case 'funding':
    case 'waiver':
    case 'vetting':
      return undefined;
  }
}

/** The ids of a record, that to show first; undefined for what people here state. */
export function idsOfRecord(evidence: Evidence): readonly string[] | undefined {
  return evidence.kind === 'quarantine' ? undefined : describeEvidence(evidence)?.ids;
}

function describeAdvisory(evidence: Evidence<'advisory'>): FindingFacts {
  const { details } = evidence;
  const { recordId, aliases, score, epss, epssPercentile, kev, disclosedAt, informational } = details;
  const [version] = details.affected;
  return {
    class: informational === undefined ? 'vulnerability' : 'informational',
    shownId: recordId,
    ids: [recordId, ...aliases],
    severity: severityOfScore(score),
    ...(score === undefined ? {} : { score }),
    ...(epss === undefined ? {} : { epss }),
    ...(epssPercentile === undefined ? {} : { epssPercentile }),
    ...(kev === undefined ? {} : { kev }),
    ...(disclosedAt === undefined ? {} : { disclosedAt }),
    ...(version?.fixedIn === undefined ? {} : { fixedIn: version.fixedIn }),
    noKnownFix: version?.noKnownFix === true,
    disputed: version?.disputedBy !== undefined,
    evidence,
  };
}

/** The words of CVSS 3 and 4 for a base score. */
export function severityOfScore(score: number | undefined): SeverityWord {
  if (score === undefined) return 'unknown';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}
