// A POM and its parents, with the profiles that are active in each, and what expressions mean in them.

import { isRange } from './version-range.ts';
import { createInterpolator, isOpen } from './interpolate.ts';
import {
  tellCoordinates,
  type Coordinates,
  type Found,
  type PomShelf,
  type ShelvedPom,
} from './pom-shelf.ts';
import type { Pom, PomBase, PomDependency, PomParent, PomProfile } from './read-pom.ts';

export interface Lineage {
  readonly identity: Coordinates;
  /** The POM first, then its parents, each with what its active profiles add. */
  readonly levels: readonly Pick<PomBase, 'properties' | 'dependencies' | 'managed'>[];
  readonly gaps: readonly string[];
  /** The value of `${expression}`, not interpolated yet. */
  find(expression: string): string | undefined;
}

const MAX_PARENTS = 50;
/** Properties that Java and the system set. */
const OF_THE_MACHINE = /^!?(?:java|os|env|user|file)\b/;

/** `isProject`: whether the POM is one of the project's own. Undefined while a parent is wanted. */
export function lineageOf(start: ShelvedPom, shelf: PomShelf, isProject: boolean): Lineage | undefined {
  const gaps: string[] = [];
  const chain: ShelvedPom[] = [start];
  for (let at = start; at.pom.parent !== undefined;) {
    const found = findParent(at, at.pom.parent, chain, shelf);
    if (found === undefined) return undefined;
    if ('because' in found) {
      gaps.push(
        `Cannot read the parent ${tellCoordinates(at.pom.parent)} of ${tellName(at.pom)}: ${found.because}`,
      );
      break;
    }
    chain.push(found);
    at = found;
  }
  const levels = chain.map(({ pom }) => withProfiles(pom, isProject, gaps));
  return { levels, gaps, ...expressionsOf(start.pom, levels) };
}

function tellName({ groupId, parent, artifactId, version }: Pom): string {
  return [groupId ?? parent?.groupId, artifactId, version ?? parent?.version].join(':');
}

/** In the folders above first, if it is what is named there; else by its coordinates. */
function findParent(
  { place, pom }: ShelvedPom,
  parent: PomParent,
  chain: readonly ShelvedPom[],
  shelf: PomShelf,
): Found | undefined {
  if (chain.length > MAX_PARENTS) return { because: `found over ${MAX_PARENTS} parents` };
  const above = place === undefined ? undefined : parentPlaces(place, parent).map((one) => shelf.at(one));
  const own = above?.find((one) => one !== undefined && isParent(one.pom, parent));
  const version = isOpen(parent.version) ? interpolateOwn(parent.version, pom) : parent.version;
  if (own === undefined && (isOpen(version) || isRange(version))) {
    return { because: `found the version ${version}, expected an exact one` };
  }
  const found = own ?? shelf.find({ ...parent, version });
  if (found !== undefined && 'pom' in found && chain.includes(found)) {
    return { because: 'it is its own parent' };
  }
  return found;
}

function interpolateOwn(text: string, { properties }: Pom): string {
  return createInterpolator((name) => properties.get(name))(text);
}

function isParent(candidate: Pom, { groupId, artifactId, version }: PomParent): boolean {
  const candidateVersion = candidate.version ?? candidate.parent?.version ?? '';
  return (
    candidate.artifactId === artifactId &&
    (candidate.groupId ?? candidate.parent?.groupId) === groupId &&
    (candidateVersion === version || isOpen(version) || isOpen(candidateVersion))
  );
}

/** Where a parent may lie: the path may name its folder. */
export function parentPlaces(
  place: string,
  { relativePath }: Pick<PomParent, 'relativePath'>,
): readonly string[] {
  if (relativePath === '') return [];
  const path = joinPlace(place, relativePath);
  return path.endsWith('.xml') ? [path] : [joinPlace(`${path}/`, 'pom.xml'), path];
}

/** The path of `relative`, seen from the folder of `place`; `..` stays where it leads out. */
export function joinPlace(place: string, relative: string): string {
  const parts: string[] = [];
  const folder = place.slice(0, place.lastIndexOf('/') + 1);
  for (const part of `${folder}${relative.replaceAll('\\', '/')}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || parts.length === 0 || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  return parts.join('/');
}

/** Profiles that are on without a word on the command line; the gaps name those that might be, and would change something. */
function withProfiles(
  pom: Pom,
  isProject: boolean,
  gaps: string[],
): Pick<PomBase, 'properties' | 'dependencies' | 'managed'> {
  if (pom.profiles.length === 0) return pom;
  const decided = pom.profiles.filter(isOnByProperty);
  const active = decided.length > 0 ? decided : pom.profiles.filter((one) => one.isActiveByDefault);
  const open = pom.profiles.filter((one) => !active.includes(one) && couldMatter(one, isProject));
  if (open.length > 0) {
    const ids = open.map(({ id }) => `"${id}"`).join(', ');
    gaps.push(
      `Cannot tell whether the profiles ${ids} of ${tellName(pom)} are on: what they add is left out`,
    );
  }
  const bases: readonly PomBase[] = [pom, ...active];
  return {
    properties: new Map(bases.flatMap(({ properties }) => [...properties])),
    dependencies: bases.flatMap(({ dependencies }) => dependencies),
    managed: bases.flatMap(({ managed }) => managed),
  };
}

/** `!name` and `!value` hold where nothing is set. What Java and the system set is not known here. */
function isOnByProperty({ property, needsMachine }: PomProfile): boolean {
  if (property === undefined || needsMachine || OF_THE_MACHINE.test(property.name)) return false;
  return property.name.startsWith('!') ? property.value === '' : property.value.startsWith('!');
}

function couldMatter(
  { dependencies, managed, properties, needsMachine, property }: PomProfile,
  isProject: boolean,
): boolean {
  if (isProject) return dependencies.length + managed.length + properties.size > 0;
  // Whoever builds a project does not turn on the profiles of what it depends on: the machine alone does.
  if (!needsMachine && (property === undefined || !OF_THE_MACHINE.test(property.name))) return false;
  return managed.length > 0 || dependencies.some(isInherited);
}

/** What is for compiling and testing alone, and a file of the machine, does not reach those who depend on it. */
function isInherited({ scope, optional }: PomDependency): boolean {
  return optional !== 'true' && !['test', 'provided', 'system'].includes(scope ?? '');
}

function expressionsOf(
  pom: Pom,
  levels: readonly Pick<PomBase, 'properties'>[],
): Pick<Lineage, 'identity' | 'find'> {
  const { parent } = pom;
  const own: Readonly<Record<string, string | undefined>> = {
    groupId: pom.groupId ?? parent?.groupId ?? '',
    artifactId: pom.artifactId,
    version: pom.version ?? parent?.version ?? '',
    packaging: pom.packaging,
    'parent.groupId': parent?.groupId,
    'parent.artifactId': parent?.artifactId,
    'parent.version': parent?.version,
  };
  const find = (expression: string): string | undefined => {
    const [, prefix, bare = expression] = /^(project\.|pom\.)(.+)$/.exec(expression) ?? [];
    const value = Object.hasOwn(own, bare) ? own[bare] : undefined;
    if (prefix !== undefined && value !== undefined) return value;
    return levels.find(({ properties }) => properties.has(expression))?.properties.get(expression) ?? value;
  };
  const interpolate = createInterpolator(find);
  const [groupId = '', artifactId = '', version = ''] = ['groupId', 'artifactId', 'version'].map((name) =>
    interpolate(own[name] ?? ''),
  );
  return { identity: { groupId, artifactId, version }, find };
}
