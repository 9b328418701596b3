// What a scan found, as every form of output is written from it.

import type { Component } from '../../kernel/component-graph.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { formatPurl } from '../../formats/purl.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { SCAN_MOST, scanAnswer, type FindingItem } from '../../http/api/contract.ts';
import type { Project, ReadFile, UnreadFile } from '../../inventory/read-project.ts';
import { shortestPaths } from '../../inventory/shortest-paths.ts';
import type { Desk } from '../desk/desk.ts';

/** Where a version stands in the project. */
export interface Place {
  /** Relative to what was scanned. */
  readonly file: string;
  readonly line?: number;
  readonly scope: Component['scope'];
  /** Names with versions, from what the project itself needs down to it; empty where the file does not tell. */
  readonly via: readonly string[];
}

export interface PlacedFinding extends FindingItem {
  readonly places: readonly Place[];
}

/** A component about which nothing can be known. */
export interface UnknownComponent {
  readonly file: string;
  readonly line?: number;
  readonly name: string;
  readonly because: string;
}

export interface ScanReport {
  readonly files: readonly { readonly path: string; readonly format: string; readonly components: number }[];
  readonly unread: readonly UnreadFile[];
  /** Different versions that were asked about. */
  readonly componentCount: number;
  readonly findings: readonly PlacedFinding[];
  readonly unknown: readonly UnknownComponent[];
  readonly gaps: readonly { readonly file: string; readonly line?: number; readonly message: string }[];
}

/** Asks what is known about the components of the project. Throws what the desk throws. */
export async function reportOn(
  desk: Pick<Desk, 'ask'>,
  project: Project,
  view: string | undefined,
): Promise<ScanReport> {
  const places = new Map<string, Place[]>();
  const unknown: UnknownComponent[] = [];
  for (const file of project.files) collect(file, places, unknown);
  const findings = await askFindings(desk, [...places.keys()], view);
  return {
    files: project.files.map(({ path, graph }) => ({
      path,
      format: graph.format,
      components: graph.components.length,
    })),
    unread: project.unread,
    componentCount: places.size,
    findings: findings.map((finding) => ({ ...finding, places: places.get(finding.purl) ?? [] })),
    unknown,
    gaps: project.files.flatMap(({ path, graph }) => graph.gaps.map((gap) => ({ file: path, ...gap }))),
  };
}

function collect(
  { path: file, graph }: ReadFile,
  places: Map<string, Place[]>,
  unknown: UnknownComponent[],
): void {
  const ways = shortestPaths(graph);
  for (const [at, component] of graph.components.entries()) {
    if (component.source === 'project') continue;
    const { ecosystem, version, line, scope } = component;
    const where = { file, ...(line === undefined ? {} : { line }) };
    if (ecosystem === undefined || version === undefined) {
      unknown.push({ ...where, name: component.name, because: whyUnknown(component) });
      continue;
    }
    const purl = formatPurl(ADAPTERS, { ecosystem, name: asPackageName(component.name) }, { version });
    const via = (ways[at] ?? []).map((step) => graph.components[step]).filter((step) => step !== undefined);
    const known = places.get(purl) ?? [];
    places.set(purl, known);
    known.push({ ...where, scope, via: via.filter(({ source }) => source !== 'project').map(nameOf) });
  }
}

function nameOf({ name, version }: Component): string {
  return version === undefined ? name : `${name}@${version}`;
}

function whyUnknown({ ecosystem, requested }: Component): string {
  if (ecosystem === undefined) return 'it is of none of the five ecosystems';
  return requested === undefined ? 'the file does not say which version' : `no exact version: ${requested}`;
}

async function askFindings(
  desk: Pick<Desk, 'ask'>,
  purls: readonly string[],
  view: string | undefined,
): Promise<readonly FindingItem[]> {
  const findings: FindingItem[] = [];
  for (let from = 0; from < purls.length; from += SCAN_MOST) {
    const components = purls.slice(from, from + SCAN_MOST);
    const body = { components, ...(view === undefined ? {} : { view }) };
    const answer = await desk.ask({ method: 'POST', path: '/scan', body, answer: scanAnswer });
    findings.push(...answer.findings);
  }
  return findings;
}
