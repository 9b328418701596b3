// A scan as Markdown, for a comment on a pull request.

import { ratingOf } from '../../formats/cvss-rating.ts';
import type { FindingRecord } from '../../http/api/scan-contract.ts';
import { countRecords, groupFindings, type Deed, type DeedItem } from './group-findings.ts';
import {
  count,
  describeLeft,
  describePlace,
  describeReaches,
  describeScanned,
  reachOf,
} from './print-report.ts';
import type { ScanReport } from './scan-report.ts';

const TITLES: Readonly<Record<Deed, string>> = {
  remove: 'Remove at once',
  upgrade: 'Upgrade',
  'no-fix': 'No fix on this line yet',
  look: 'Look at',
};
/** Comments have an end: rows of one table, ids in one cell. */
const MOST_ROWS = 50;
const MOST_IDS = 4;

export function renderMarkdown(report: ScanReport): string {
  const { findings, files, unread, unknown, gaps, cleared } = report;
  const deeds = Object.entries(groupFindings(findings)) as [Deed, readonly DeedItem[]][];
  const scanned = describeScanned(report);
  const notKnown = unknown.length + gaps.length;
  return [
    files.length === 0
      ? `### Nothing was read: ${scanned}`
      : findings.length === 0
        ? `### Nothing is known against ${scanned}`
        : `### ${count(countRecords(findings), 'finding')} among ${scanned}`,
    ...deeds.filter(([, items]) => items.length > 0).map(([deed, items]) => renderTable(TITLES[deed], items)),
    ...describeReaches(findings).map(escape),
    ...(unread.length === 0
      ? []
      : [
          `**Not read**\n\n${unread.map(({ path, message }) => `- \`${path}\`: ${escape(message)}`).join('\n')}`,
        ]),
    ...(cleared.length === 0
      ? []
      : [`${count(cleared.length, 'record')} said not to matter by VEX documents.`]),
    ...(notKnown === 0
      ? []
      : [`${count(notKnown, 'component or place')} could not be told: unknown is not clean.`]),
    '',
  ].join('\n\n');
}

function renderTable(title: string, items: readonly DeedItem[]): string {
  const rows = items.slice(0, MOST_ROWS).map((item) => {
    const { finding, records, target } = item;
    const reach = reachOf(item);
    const place = finding.places[0];
    const cells = [
      `\`${finding.name}@${finding.version}\``,
      target === undefined ? '' : `\`${target.version}\`${escape(describeLeft(target))}`,
      [...records.slice(0, MOST_IDS).map(renderId), ...(records.length > MOST_IDS ? ['…'] : [])].join(', '),
      [
        ...(place === undefined ? [] : [escape(describePlace(place))]),
        ...(reach === undefined ? [] : [`_${escape(reach)}_`]),
      ].join('<br>'),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const left = items.length - rows.length;
  return [
    `**${title}**`,
    '',
    '| package | to | records | where |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(left > 0 ? [`\n… and ${left} more`] : []),
  ].join('\n');
}

function renderId({ id, url, score, kev }: FindingRecord): string {
  const name = escape(id);
  const linked = url === undefined || !/^https?:\/\/[^\s()<>]+$/.test(url) ? name : `[${name}](${url})`;
  const facts = [
    ...(score === undefined ? [] : [`${ratingOf(score)} ${score}`]),
    ...(kev === undefined ? [] : ['exploited']),
  ];
  return facts.length === 0 ? linked : `${linked} (${facts.join(', ')})`;
}

/** Outside text is text: no markup, no mention of people, no new cell. */
function escape(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]<>()#+!|~@]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replaceAll(/[\r\n]+/g, ' ');
}
