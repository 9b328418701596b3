// Advisories of packages that are made up: `package-0`, `package-1` …, each vulnerable below 2.0.0.

import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a file of OSV records a piece at a time: what is measured afterwards shall not hold them in memory. */
export function writeRecords(file: string, count: number): void {
  const to = openSync(file, 'w');
  for (let at = 0; at < count; at += 1) writeSync(to, recordOf(`GHSA-bench-${at}`, `package-${at}`));
  closeSync(to);
}

/** One line. */
export function recordOf(id: string, name: string): string {
  const record = {
    id,
    modified: '2025-01-01T00:00:00Z',
    published: '2025-01-01T00:00:00Z',
    summary: `A hole in ${name}`,
    details: 'x'.repeat(800),
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
      },
    ],
  };
  return `${JSON.stringify(record)}\n`;
}
