// A scan as CycloneDX: the components of the project, how they hang together, and what is known against them.

import { ratingOf } from '../../formats/cvss-rating.ts';
import {
  renderCycloneDx,
  type BillVulnerability,
  type CycloneDxFacts,
} from '../../formats/cyclonedx/write-cyclonedx.ts';
import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import type { ClearedItem } from '../../http/api/vex-contract.ts';
import type { FindingRecord } from '../../http/api/scan-contract.ts';
import { billOfProject } from '../../inventory/bills/bill-of-project.ts';
import type { Project } from '../../inventory/scan/read-project.ts';
import type { PlacedFinding, ScanReport } from './scan-report.ts';

/** The document, to be written as JSON. `title` names the project where its files do not. */
export function renderScanAsCycloneDx(
  project: Project,
  report: ScanReport,
  facts: Omit<CycloneDxFacts, 'vulnerabilities'> & { readonly title: string },
): object {
  const { title, ...rest } = facts;
  const cleared = report.cleared.map((one) => toAnalysed(one, facts.time));
  const vulnerabilities = [...gather(report.findings), ...cleared];
  return renderCycloneDx(billOfProject(project, SCAN_RULES, title), { ...rest, vulnerabilities });
}

interface Known {
  readonly finding: PlacedFinding;
  readonly record: FindingRecord;
}

/** One entry for each record, with all that it affects. Our own quarantines are nobody else's knowledge. */
function gather(findings: readonly PlacedFinding[]): readonly BillVulnerability[] {
  const known = findings.flatMap((finding) => finding.records.map((record) => ({ finding, record })));
  const told = known.filter(({ record }) => record.kind !== 'quarantine');
  return [...Map.groupBy(told, ({ record }) => `${record.kind} ${record.id}`).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [toVulnerability(first.record, group)];
  });
}

function toVulnerability(record: FindingRecord, group: readonly Known[]): BillVulnerability {
  const { id, kind, source, aliases, summary, url, kev, epss } = record;
  const rating = ratingFor(record);
  const upgrades = group.flatMap(({ finding: { name }, record: { fixedIn } }) =>
    fixedIn === undefined ? [] : [`Upgrade ${name} to ${fixedIn}`],
  );
  return {
    id,
    source,
    aliases: aliases.filter((alias) => alias !== id),
    summary,
    ...(url === undefined ? {} : { url }),
    ...(rating === undefined ? {} : { rating }),
    ...(upgrades.length === 0 ? {} : { recommendation: [...new Set(upgrades)].join('; ') }),
    affects: group.map(({ finding: { purl, version } }) => ({
      ref: purl,
      version,
      status: kind === 'undecided' ? 'unknown' : 'affected',
    })),
    properties: [
      ['gatehouse:kind', kind],
      ...(kev === undefined ? [] : [['gatehouse:kev:dateAdded', kev.dateAdded] as const]),
      ...(kev?.dueDate === undefined ? [] : [['gatehouse:kev:dueDate', kev.dueDate] as const]),
      ...(epss === undefined ? [] : [['gatehouse:epss', String(epss)] as const]),
    ],
  };
}

/** What is said not to matter is told with who says so, and why. */
function toAnalysed(cleared: ClearedItem, now: string): BillVulnerability {
  const { purl, record, aliases, status, justification, because, author, at, document } = cleared;
  const version = decodeURIComponent(/@([^@/?#]*)(?:[?#].*)?$/.exec(purl)?.[1] ?? '');
  return {
    id: record,
    source: author,
    aliases,
    summary: '',
    affects: [{ ref: purl, version, status: 'affected' }],
    analysis: {
      status,
      ...(justification === undefined ? {} : { justification }),
      ...(because === undefined ? {} : { impact: because }),
      time: at ?? now,
    },
    properties: [
      ['gatehouse:vex:author', author],
      ...(document === undefined ? [] : [['gatehouse:vex:document', document] as const]),
    ],
  };
}

/** Malware has no score and is worse than any; what is only information has none. */
function ratingFor({ kind, score, vector }: FindingRecord): BillVulnerability['rating'] {
  if (kind === 'malware') return { severity: 'critical' };
  if (kind === 'informational') return { severity: 'info' };
  if (score === undefined) return undefined;
  return { severity: ratingOf(score), score, ...(vector === undefined ? {} : { vector }) };
}
