// A scan as SARIF 2.1.0 (OASIS), as code hosts show it beside the lines of the lock file.

import { describeReach, type Reach } from '../../inventory/reach/reach.ts';
import type { FindingRecord } from '../../http/api/scan-contract.ts';
import { describePlace } from './print-report.ts';
import type { PlacedFinding, Place, ScanReport } from './scan-report.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** The document, to be written as JSON. Files that could not be read are notifications of the run. */
export function renderSarif(report: ScanReport, version: string): object {
  const rules = new Map<string, object>();
  const results = report.findings.flatMap((finding) =>
    finding.records.flatMap((record) => {
      if (!rules.has(record.id)) rules.set(record.id, renderRule(record));
      return finding.places.map((place) => renderResult(finding, record, place));
    }),
  );
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Gatehouse', version, rules: [...rules.values()] } },
        invocations: [
          {
            executionSuccessful: report.unread.length === 0 && report.files.length > 0,
            toolExecutionNotifications: notificationsOf(report),
          },
        ],
        results,
      },
    ],
  };
}

function notificationsOf({ files, unread }: ScanReport): readonly object[] {
  if (files.length + unread.length === 0) {
    return [
      {
        level: 'error',
        message: { text: 'No manifest, lock file or bill of materials was found: what is here is unknown' },
      },
    ];
  }
  return unread.map(({ path, message }) => ({
    level: 'error',
    message: { text: message },
    locations: [location(path)],
  }));
}

function renderRule({ id, summary, url, score, kind }: FindingRecord): object {
  return {
    id,
    shortDescription: { text: summary === '' ? id : summary },
    ...(url === undefined ? {} : { helpUri: url }),
    properties: {
      tags: ['security', kind],
      // Code hosts order by this; what is malware has no score and is worse than any.
      'security-severity': String(kind === 'malware' ? 10 : (score ?? 0)),
    },
  };
}

function renderResult(finding: PlacedFinding, record: FindingRecord, place: Place): object {
  const { name, version, purl, reach } = finding;
  const fix = record.fixedIn === undefined ? 'no fix on this line is known' : `fixed in ${record.fixedIn}`;
  return {
    ruleId: record.id,
    level: levelOf(finding, record),
    message: {
      text: `${name}@${version}: ${record.summary} (${fix}; ${describePlace(place)}${reach === undefined ? '' : `; ${describeReach(reach)}`})`,
    },
    locations: [location(place.file, place.line)],
    ...(reach === undefined ? {} : { properties: { reach: reach.state } }),
    ...relatedTo(reach),
    partialFingerprints: { 'gatehouse/finding': `${record.id} ${purl} ${place.file}` },
  };
}

/** Where the project's code imports it, or what it hangs below. */
function relatedTo(reach: Reach | undefined): object {
  if (reach?.state !== 'imported' && reach?.state !== 'below-imported') return {};
  return {
    relatedLocations: reach.places.map(({ file, line }, at) => ({
      id: at + 1,
      ...location(file, line),
      message: { text: 'the import' },
    })),
  };
}

function levelOf(
  { verdict: { action } }: PlacedFinding,
  { kind }: FindingRecord,
): 'error' | 'warning' | 'note' {
  if (kind === 'informational') return 'note';
  return action === 'hide' || action === 'block' ? 'error' : 'warning';
}

function location(file: string, line = 1): object {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line } } };
}
