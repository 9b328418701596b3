// Findings as the API writes them: what is known against a version, record by record.

import type { Evidence } from '../../kernel/evidence.ts';
import { given } from '../../kernel/given.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { Finding } from '../../inventory/scan/scan-components.ts';
import type { FindingItem, FindingRecord } from './scan-contract.ts';
import { renderVerdict } from './render-verdict.ts';

export function renderFinding(rules: PurlRules, { ref, version, evidence, verdict }: Finding): FindingItem {
  return {
    purl: formatPurl(rules, ref, { version }),
    ecosystem: ref.ecosystem,
    name: ref.name,
    version,
    verdict: renderVerdict(verdict),
    records: evidence.flatMap((one) => renderRecord(one, version) ?? []),
  };
}

function renderRecord(evidence: Evidence, version: string): FindingRecord | undefined {
  const { source } = evidence;
  switch (evidence.kind) {
    case 'advisory':
      return renderAdvisory(evidence, version);
    case 'malware': {
      const { recordId, summary, url } = evidence.details;
      return { id: recordId, kind: 'malware', aliases: [], summary, ...given('url', url), source };
    }
    case 'undecided-record': {
      const { recordId, isMalware } = evidence.details;
      const summary = `leaves open whether it means this version${isMalware ? '; it is a record of malware' : ''}`;
      return { id: recordId, kind: 'undecided', aliases: [], summary, source };
    }
    case 'quarantine': {
      const { author, authorName = author, reason } = evidence.details;
      return {
        id: evidence.id,
        kind: 'quarantine',
        aliases: [],
        summary: `${authorName} holds it back: ${reason}`,
        source,
      };
    }
    case 'upstream-status':
    case 'removed-upstream':
    case 'published':
    case 'digest-changed':
    case 'reservation':
    case 'funding':
    case 'waiver':
    case 'vetting':
      return undefined;
  }
}

function renderAdvisory({ details, source }: Evidence<'advisory'>, version: string): FindingRecord {
  const { recordId, aliases, summary, url, score, vector, epss, kev, informational } = details;
  const affected = details.affected.find((one) => one.version === version);
  return {
    id: recordId,
    kind: informational === undefined ? 'vulnerability' : 'informational',
    aliases: [...aliases],
    summary,
    ...given('url', url),
    ...given('score', score),
    ...given('vector', vector),
    ...given('epss', epss),
    ...given('kev', kev),
    ...given('fixedIn', affected?.fixedIn),
    ...given('disputedBy', affected?.disputedBy === undefined ? undefined : [...affected.disputedBy]),
    source,
  };
}
