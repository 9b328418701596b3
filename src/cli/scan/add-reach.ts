// Adds to what was found whether the project's own code uses it.

import type { ComponentPlace } from '../../inventory/reach/find-reach.ts';
import type { Project } from '../../inventory/scan/read-project.ts';
import { findProjectReach } from './find-project-reach.ts';
import type { ScanReport } from './scan-report.ts';

/** `path`: of what was scanned. Code is read only where something was found. */
export async function addReach(report: ScanReport, project: Project, path: string): Promise<ScanReport> {
  if (report.findings.length === 0) return report;
  const places = placesOf(report, project);
  const asked = report.findings.map((finding) => ({
    ecosystem: finding.ecosystem,
    places: places.get(keyOf(finding)) ?? [],
  }));
  const reaches = await findProjectReach(project, path, asked);
  const findings = report.findings.map((finding, at) => {
    const reach = reaches[at];
    return reach === undefined ? finding : { ...finding, reach };
  });
  return { ...report, findings };
}

function placesOf(
  { findings }: ScanReport,
  { files }: Project,
): ReadonlyMap<string, readonly ComponentPlace[]> {
  const places = new Map<string, ComponentPlace[]>(findings.map((finding) => [keyOf(finding), []]));
  for (const file of files) {
    for (const [at, component] of file.graph.components.entries()) {
      if (component.source !== 'project') places.get(keyOf(component))?.push({ file, at });
    }
  }
  return places;
}

function keyOf({ ecosystem, name, version }: { ecosystem?: string; name: string; version?: string }): string {
  return `${ecosystem}\n${name}\n${version}`;
}
