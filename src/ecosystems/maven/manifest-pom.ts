// pom.xml as a graph of components. It says what a project asks for: what follows from that is in the POMs of the
// registry, and is worked out where there is someone to ask.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { ManifestFormat, RegistryAsker } from '../adapter-manifest.ts';
import { PomModeller, type Dependency } from './effective-pom.ts';
import { isOpen } from './interpolate.ts';
import { names } from './name.ts';
import { joinPlace, parentPlaces } from './pom-lineage.ts';
import { PomShelf, type ShelvedPom } from './pom-shelf.ts';
import { readPom, type Pom } from './read-pom.ts';
import { resolvePom, type Resolution, type ResolvedNode } from './resolve-pom.ts';
import { isRange } from './version-range.ts';
import { versions as order } from './version.ts';

const WHAT = 'pom.xml';
const HERE = 'pom.xml';
const MOST_COMPANIONS = 500;

export const pom: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT || fileName.endsWith('.pom'),
  companions,
  read: readDirect,
  resolve: resolveAll,
};

/** The parents in the folders above, and the modules beside it: what is built here is in no registry. */
function companions(text: string, found: ReadonlyMap<string, string>): readonly string[] {
  const places = new Set<string>();
  const files = [[HERE, text] as const, ...found];
  for (const [place, each] of files.slice(0, MOST_COMPANIONS)) {
    const read = tryRead(each, place);
    if (read === undefined) continue;
    if (read.parent !== undefined) for (const one of parentPlaces(place, read.parent)) places.add(one);
    for (const module of [read, ...read.profiles].flatMap(({ modules }) => modules)) {
      if (!isOpen(module)) places.add(modulePlace(place, module));
    }
  }
  places.delete(HERE);
  return [...places].slice(0, MOST_COMPANIONS);
}

function modulePlace(place: string, module: string): string {
  const path = joinPlace(place, module);
  return path.endsWith('.xml') ? path : joinPlace(`${path}/`, 'pom.xml');
}

/** A companion that cannot be read says so where it is read itself. */
function tryRead(text: string, place: string): Pom | undefined {
  try {
    return readPom(text);
  } catch (error) {
    if (!(error instanceof GatehouseError) || place === HERE) throw error;
    return undefined;
  }
}

function openShelf(
  text: string,
  companionTexts: ReadonlyMap<string, string>,
): { readonly shelf: PomShelf; readonly start: ShelvedPom } {
  // Throws what is wrong with it, which the shelf would keep to itself.
  readPom(text, WHAT);
  const shelf = new PomShelf(new Map([...companionTexts, [HERE, text]]));
  const start = shelf.at(HERE);
  if (start === undefined) throw new GatehouseError('invalid-document', `Cannot read ${WHAT}`);
  return { shelf, start };
}

async function resolveAll(
  text: string,
  companionTexts: ReadonlyMap<string, string>,
  ask: RegistryAsker,
): Promise<ComponentGraph> {
  const { shelf, start } = openShelf(text, companionTexts);
  return toGraph(await resolvePom(start, shelf, ask));
}

const NOBODY = 'there is nobody to ask for it';

/** What the project itself asks for, as far as its own files say which version. */
function readDirect(text: string, companionTexts: ReadonlyMap<string, string>): ComponentGraph {
  const { shelf, start } = openShelf(text, companionTexts);
  const modeller = new PomModeller(shelf);
  let project = modeller.find(start);
  // Each round wants at least one POM more, and the shelf bounds their number.
  for (; project === undefined; project = modeller.find(start)) {
    for (const one of shelf.takeWanted()) shelf.put(one, { because: NOBODY });
  }
  const nodes = project.dependencies.map(asUnfollowed);
  const gaps = nodes.length === 0 ? [] : [`Cannot tell what the dependencies need: ${NOBODY}`];
  return toGraph({ project, nodes, needs: [...nodes.keys()], gaps: [...project.gaps, ...gaps] });
}

function asUnfollowed(dependency: Dependency): ResolvedNode {
  const { version, scope = 'compile' } = dependency;
  const isExact = version !== undefined && !isOpen(version) && !isRange(version) && !isMoving(version);
  return { dependency, ...(isExact ? { version } : {}), scope, needs: undefined, isOwn: false };
}

function isMoving(version: string): boolean {
  return version === 'LATEST' || version === 'RELEASE';
}

/** The project first. Files of one version (classifiers) are one component. */
function toGraph({ project, nodes, needs, gaps }: Resolution): ComponentGraph {
  const root: Component = {
    ...named(project.groupId, project.artifactId),
    ...versioned(project.version),
    source: 'project',
    scope: 'runtime',
    line: 1,
  };
  const positions = new Map<string, number>();
  const components: Component[] = [root];
  const merged: (Set<number> | undefined)[] = [undefined];
  const places = nodes.map((node) => {
    const component = toComponent(node);
    const key = `${component.name}\n${component.version ?? component.requested ?? '?'}`;
    const known = positions.get(key);
    const at = known ?? components.length;
    if (known === undefined) {
      positions.set(key, at);
      components.push(component);
      merged.push(undefined);
    } else if (component.scope === 'runtime')
      components[at] = { ...component, ...components[at], scope: 'runtime' };
    return at;
  });
  const edges = new Map<number, Set<number>>();
  for (const [index, node] of nodes.entries()) {
    const from = places[index];
    if (from === undefined || node.needs === undefined) continue;
    const targets = edges.get(from) ?? new Set();
    edges.set(from, targets);
    for (const to of node.needs) targets.add(places[to] ?? from);
    targets.delete(from);
  }
  edges.set(0, new Set(needs.map((to) => places[to] ?? 0)));
  return {
    format: WHAT,
    components,
    roots: [0],
    needs: components.map((_, at) => (edges.has(at) ? [...(edges.get(at) ?? [])] : undefined)),
    gaps: gaps.map((message) => ({ message })),
  };
}

function toComponent({ dependency, version, scope, isOwn }: ResolvedNode): Component {
  const { groupId, artifactId, line, version: written } = dependency;
  const isExact = version !== undefined && order.isValid(version);
  const requested = written ?? version;
  return {
    ...named(groupId, artifactId),
    ...(isExact ? { version } : requested === undefined ? {} : { requested }),
    source: isOwn ? 'project' : scope === 'system' ? 'elsewhere' : 'registry',
    scope: scope === 'test' ? 'development' : 'runtime',
    ...(line === undefined ? {} : { line }),
  };
}

function versioned(version: string): Pick<Component, 'version' | 'requested'> {
  if (order.isValid(version) && !isOpen(version)) return { version };
  return version === '' ? {} : { requested: version };
}

/** What is no name of Maven's belongs to no ecosystem, and is not clean but unknown. */
function named(groupId: string, artifactId: string): Pick<Component, 'ecosystem' | 'name'> {
  const name = `${groupId}:${artifactId}`;
  return isName(name) ? { ecosystem: 'maven', name } : { name };
}

function isName(name: string): name is PackageName {
  try {
    return names.parse(name) === name;
  } catch {
    // Not a name: told by its words alone.
    return false;
  }
}
