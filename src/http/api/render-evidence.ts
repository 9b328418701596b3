// Evidence as the API writes it: each kind in one sentence, with the versions that it is about.

import { formatInstant } from '../../kernel/clock.ts';
import type { Evidence, EvidenceKind, VettingDecision } from '../../kernel/evidence.ts';
import type { EvidenceItem } from './package-contract.ts';
import { timeField } from './render-verdict.ts';

interface Told {
  /** Without a full stop. */
  readonly summary: string;
  readonly url?: string | undefined;
  /** Absent: the package as a whole. */
  readonly versions?: readonly string[] | undefined;
}

const DATED_BY: Readonly<Record<Evidence<'published'>['details']['how'], string>> = {
  artifact: 'the date of its file',
  'first-seen': 'its first sight here',
  imported: 'the word of the registry that it was moved in from',
};

const TELL: { readonly [K in EvidenceKind]: (details: Evidence<K>['details']) => Told } = {
  malware: ({ recordId, summary, scope, url, versions }) => ({
    summary: `${recordId} names ${scope === 'all' ? 'every version' : 'these versions'} as malicious: ${summary}`,
    url,
    versions,
  }),
  advisory: ({ recordId, summary, score, kev, url, affected, ranges }) => ({
    summary:
      `${recordId}: ${summary} (${ranges}${score === undefined ? '' : `; CVSS ${score}`}` +
      `${kev === undefined ? '' : '; known to be exploited'})`,
    url,
    versions: affected.map(({ version }) => version),
  }),
  'undecided-record': ({ recordId, isMalware, versions }) => ({
    summary: `${recordId} leaves open whether it means these versions${isMalware ? ' (malware)' : ''}`,
    versions,
  }),
  'upstream-status': ({ status, reason }) => ({
    summary: `the upstream says that the package is ${status}${because(reason)}`,
  }),
  'removed-upstream': ({ version }) => ({
    summary: 'the upstream listed this version once and lists it no more',
    versions: [version],
  }),
  published: ({ version, at, how }) => ({
    summary: `published ${formatInstant(at)}, by ${DATED_BY[how]}`,
    versions: [version],
  }),
  'digest-changed': ({ version, file, was, now, declared }) => ({
    summary: `${file} had digest ${was} when first seen and has ${now} now${declared ? '' : ' (not declared upstream)'}`,
    versions: [version],
  }),
  reservation: ({ pattern, reason, author }) => ({
    summary: `${author} reserved ${pattern}${because(reason)}`,
  }),
  waiver: ({ author, rules, reason, versions }) => ({
    summary: `${author} lets it through ${rules === undefined ? 'every rule that may be waived' : rules.join(', ')}${because(reason)}`,
    versions,
  }),
  quarantine: ({ author, authorName = author, reason, versions }) => ({
    summary: `${authorName} holds it back${because(reason)}`,
    versions,
  }),
  funding: ({ links, author, document }) => ({
    summary: `${author} says where money is taken for it${document === undefined ? '' : `, by ${document.file}`}: ${links.map(({ url }) => url).join(', ')}`,
    url: links[0]?.url,
  }),
  vetting: ({ decision, author, authorName = author, reason, conditions, until, versions }) => ({
    summary: `${authorName} ${VETTED[decision]} it until ${formatInstant(until)}${because(reason)}${conditions === undefined ? '' : `; to heed: ${conditions}`}`,
    versions,
  }),
};

const VETTED: Readonly<Record<VettingDecision, string>> = {
  approved: 'approved',
  'approved-with-conditions': 'approved, with conditions,',
  rejected: 'rejected',
};

/** One piece of evidence; its details as they stand. */
export function renderEvidence(evidence: Evidence): EvidenceItem {
  const { summary, url, versions } = tell(evidence);
  return {
    id: evidence.id,
    kind: evidence.kind,
    source: evidence.source,
    ...timeFields(evidence),
    summary,
    ...(url === undefined ? {} : { url }),
    versions: [...(versions ?? [])],
    details: { ...evidence.details },
  };
}

function timeFields(evidence: Evidence): { readonly observedAt: string; readonly expiresAt?: string } {
  return {
    observedAt: formatInstant(evidence.observedAt),
    ...timeField('expiresAt', evidence.expiresAt),
  };
}

function tell<K extends EvidenceKind>(evidence: Evidence<K>): Told {
  const teller = TELL[evidence.kind] as (details: Evidence['details']) => Told;
  return teller(evidence.details);
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}
