// What a scan found, as every form of output is written from it.

import type { Component } from '../../kernel/component-graph.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { VexDocument } from '../../formats/vex/vex-statement.ts';
import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import { SCAN_MOST, scanAnswer, type FindingItem } from '../../http/api/scan-contract.ts';
import { VEX_MOST_IDS, vexAnswer, type ClearedItem } from '../../http/api/vex-contract.ts';
import { clearedItem, readStatement } from '../../http/api/vex-words.ts';
import type { Reach } from '../../inventory/reach/reach.ts';
import type { Project, ReadFile, UnreadFile } from '../../inventory/scan/read-project.ts';
import { findWays } from '../../inventory/scan/find-ways.ts';
import { findClearing } from '../../inventory/vex/clear-by-vex.ts';
import { VexIndex } from '../../inventory/vex/vex-index.ts';
import type { Desk } from '../desk/desk.ts';
import { chooseUpgrades, type Upgrade } from './choose-upgrades.ts';

/** Steps of a way that are told, the last ones: a hostile file has ways that are longer than it is. */
const MOST_STEPS = 50;

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
  /** Whether the project's own code uses it. Absent: it was not looked at. */
  readonly reach?: Reach;
  /** What to move to. Absent: no record has a fix, or it was not asked for. */
  readonly upgrade?: Upgrade;
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
  /** What VEX statements say not to matter: it is no finding, and is told all the same. */
  readonly cleared: readonly ClearedItem[];
  readonly unknown: readonly UnknownComponent[];
  readonly gaps: readonly { readonly file: string; readonly line?: number; readonly message: string }[];
}

/** Asks what is known about the components of the project, and what `vex` clears of it. Throws what the desk throws. */
export async function reportOn(
  desk: Pick<Desk, 'ask'>,
  project: Project,
  view: string | undefined,
  vex: readonly VexDocument[] = [],
): Promise<ScanReport> {
  const places = new Map<string, Place[]>();
  const unknown: UnknownComponent[] = [];
  for (const file of project.files) collect(file, places, unknown);
  const all = await askFindings(desk, [...places.keys()], view);
  const cleared = findCleared(all, project, [...(await askVex(desk, all)), ...vex]);
  const findings = cleared.length === 0 ? all : await askAgain(desk, all, cleared, view);
  return {
    files: project.files.map(({ path, graph }) => ({
      path,
      format: graph.format,
      components: graph.components.length,
    })),
    unread: project.unread,
    componentCount: places.size,
    findings: findings.map((finding) => ({ ...finding, places: places.get(finding.purl) ?? [] })),
    cleared,
    unknown,
    gaps: project.files.flatMap(({ path, graph }) => graph.gaps.map((gap) => ({ file: path, ...gap }))),
  };
}

function collect(
  { path: file, graph }: ReadFile,
  places: Map<string, Place[]>,
  unknown: UnknownComponent[],
): void {
  const wayTo = findWays(graph);
  for (const [at, component] of graph.components.entries()) {
    if (component.source === 'project') continue;
    const { ecosystem, version, line, scope } = component;
    const where = { file, ...(line === undefined ? {} : { line }) };
    if (ecosystem === undefined || version === undefined) {
      unknown.push({ ...where, name: component.name, because: whyUnknown(component) });
      continue;
    }
    const purl = formatPurl(SCAN_RULES, { ecosystem, name: asPackageName(component.name) }, { version });
    const via = (wayTo(at, MOST_STEPS) ?? [])
      .map((step) => graph.components[step])
      .filter((step) => step !== undefined);
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
  clearances: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<readonly FindingItem[]> {
  const findings: FindingItem[] = [];
  for (let from = 0; from < purls.length; from += SCAN_MOST) {
    const components = purls.slice(from, from + SCAN_MOST);
    const cleared = components.flatMap((component) =>
      (clearances.get(component) ?? []).map((record) => ({ component, record })),
    );
    const body = {
      components,
      ...(view === undefined ? {} : { view }),
      ...(cleared.length === 0 ? {} : { cleared }),
    };
    const answer = await desk.ask({ method: 'POST', path: '/scan', body, answer: scanAnswer });
    findings.push(...answer.findings);
  }
  return findings;
}

/** The findings decided once more, without what was cleared. */
async function askAgain(
  desk: Pick<Desk, 'ask'>,
  all: readonly FindingItem[],
  cleared: readonly ClearedItem[],
  view: string | undefined,
): Promise<readonly FindingItem[]> {
  const clearances = new Map<string, string[]>();
  for (const { purl, record } of cleared) clearances.set(purl, [...(clearances.get(purl) ?? []), record]);
  return askFindings(
    desk,
    all.map(({ purl }) => purl),
    view,
    clearances,
  );
}

/** The findings with what to upgrade to beside each. Throws what the desk throws. */
export async function withUpgrades<F extends FindingItem>(
  desk: Pick<Desk, 'ask'>,
  findings: readonly F[],
): Promise<readonly (F & { readonly upgrade?: Upgrade })[]> {
  const upgrades = await chooseUpgrades(findings, (purls) => askFindings(desk, purls, undefined));
  return findings.map((finding) => {
    const upgrade = upgrades.get(finding.purl);
    return upgrade === undefined ? finding : { ...finding, upgrade };
  });
}

/** What the server keeps about the vulnerabilities that were found. */
async function askVex(
  desk: Pick<Desk, 'ask'>,
  findings: readonly FindingItem[],
): Promise<readonly VexDocument[]> {
  const ids = new Set(
    findings.flatMap(({ records }) => records.flatMap(({ id, aliases }) => [id, ...aliases])),
  );
  const all = [...ids];
  const found: VexDocument[] = [];
  for (let from = 0; from < all.length; from += VEX_MOST_IDS) {
    const body = { vulnerabilities: all.slice(from, from + VEX_MOST_IDS) };
    const { documents } = await desk.ask({ method: 'POST', path: '/vex/about', body, answer: vexAnswer });
    found.push(
      ...documents.map(({ format, document, author, statements }) => ({
        format,
        ...(document === undefined ? {} : { id: document }),
        author,
        statements: statements.map(readStatement),
        unrecognised: 0,
      })),
    );
  }
  return found;
}

/** Records that statements clear wherever their component stands; those of malware and quarantines cannot be. */
function findCleared(
  findings: readonly FindingItem[],
  project: Project,
  vex: readonly VexDocument[],
): readonly ClearedItem[] {
  if (vex.length === 0 && project.files.every((file) => file.vex === undefined)) return [];
  const asked = findings.flatMap(({ purl, ecosystem, name, version, records }) =>
    records
      .filter(({ kind }) => kind === 'vulnerability' || kind === 'informational')
      .map(({ id, aliases }) => ({
        purl,
        ref: { ecosystem, name: asPackageName(name) },
        version,
        ids: [id, ...aliases],
      })),
  );
  const sources = { rules: SCAN_RULES, index: new VexIndex(SCAN_RULES, vex), files: project.files };
  return findClearing(sources, asked).flatMap((said, at) => {
    const one = asked[at];
    return said === undefined || one === undefined ? [] : [clearedItem(one.purl, one.ids, said)];
  });
}
