// Adds to what was found whether the project's own code uses it.

import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import { findReach, type ComponentPlace } from '../../inventory/reach/find-reach.ts';
import type { Project } from '../../inventory/scan/read-project.ts';
import { readInstalledModules } from './installed-modules.ts';
import { openCodeFolder } from './project-folder.ts';
import type { ScanReport } from './scan-report.ts';

/** `path`: of what was scanned. Code is read only where something was found. */
export async function addReach(report: ScanReport, project: Project, path: string): Promise<ScanReport> {
  if (report.findings.length === 0) return report;
  const places = placesOf(report, project);
  const asked = report.findings.map((finding) => ({
    ecosystem: finding.ecosystem,
    places: places.get(keyOf(finding)) ?? [],
  }));
  const root = (await stat(path)).isDirectory() ? path : dirname(path);
  const folders = new Set(['', ...project.files.map((file) => dirname(file.path))]);
  const reaches = await findReach(
    {
      adapters: SCAN_RULES,
      folder: await openCodeFolder(path),
      installed: (rules) =>
        readInstalledModules(
          [...folders].map((folder) => join(root, folder)),
          rules,
        ),
    },
    project.files,
    asked,
  );
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
