// yarn.lock as a graph of components, of Yarn 1 and of Yarn 2 and newer (yarnpkg.com, "Lockfile"). Neither says what is there
// for development: package.json does. What a package wants of those that ask for it (peers) is nowhere resolved.

import type { Component, ComponentScope, GraphGap } from '../../kernel/component-graph.ts';
import { objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import { isPathPattern, matchesPath } from '../../kernel/path-pattern.ts';
import type { ManifestFormat, ManifestReading } from '../adapter-manifest.ts';
import { connectGraph, type GraphAsk, type LinkedComponent } from './connect-graph.ts';
import { joinFolder, projectComponent } from './project-path.ts';
import { isBerry, readYarnBlocks, WHAT, type YarnBlock, type YarnBlocks } from './yarn-blocks.ts';
import { berryComponent, classicComponent } from './yarn-component.ts';
import { findPatched, splitDescriptor, withoutBindings } from './yarn-descriptor.ts';
import { findResolution, readResolutions, readWorkspaces, type Resolutions } from './yarn-resolutions.ts';

export const yarnLock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  companions: namesOfManifests,
  read: readYarnLock,
};

const ROOT = 'package.json';

/** Yarn 2 and newer name every workspace in the lock file; before, the project's package.json does. */
function namesOfManifests(text: string, found: ReadonlyMap<string, string>): readonly string[] {
  const folders = isBerry(text)
    ? [...text.matchAll(/^ {2}resolution: "?(?:@[^@"\s]+|[^@"\s]+)@workspace:([^"\s]+)"?\s*$/gm)].map(
        (one) => one[1] ?? '',
      )
    : foldersOfWorkspaces(readManifest(found.get(ROOT)));
  return [...new Set([ROOT, ...folders.map(manifestOf)])];
}

/** Each is looked for in the whole project. */
const MAX_PATTERNS = 50;

/** Those that are named, and patterns that can be followed. */
function foldersOfWorkspaces(root: JsonObject): readonly string[] {
  const { folders, patterns } = readWorkspaces(root);
  return [...folders, ...patterns.filter(isPathPattern).slice(0, MAX_PATTERNS)];
}

function manifestOf(folder: string): string {
  const path = joinFolder('', folder);
  return path === '' ? ROOT : `${path}/${ROOT}`;
}

function readManifest(text: string | undefined): JsonObject {
  return text === undefined ? {} : readJsonObjectText(text, { what: ROOT }).value;
}

function readYarnLock(text: string, companions: ReadonlyMap<string, string>): ManifestReading {
  const read = readYarnBlocks(text);
  const manifests = new Map([...companions].map(([path, said]) => [path, readManifest(said)]));
  const root = manifests.get(ROOT) ?? {};
  const projects = read.generation === 'classic' ? classicProjects(manifests) : [];
  const index = new BlockIndex(
    read,
    readResolutions(root),
    projects.map((one) => one.component.name),
  );
  const gaps: GraphGap[] = [];
  const linked: LinkedComponent[] = [
    ...projects.map((one) => ({ component: one.component, asks: asksOf(index, one, gaps) })),
    ...index.kept.map((block) => linkBlock(index, block, manifests, gaps)),
  ];
  const unseen = read.generation === 'classic' ? unseenProjects(manifests, root) : [];
  gaps.push(...unseen.map((message) => ({ message })));
  return connectGraph({
    format: `${WHAT} ${read.version}`,
    linked,
    gaps,
    hasUnseenProjects: unseen.length > 0,
    folders: [...manifests.keys()].map((path) => path.slice(0, -ROOT.length)),
  });
}

/** Workspaces of Yarn 1 of which nothing is known, each in a sentence. */
function unseenProjects(manifests: ReadonlyMap<string, JsonObject>, root: JsonObject): readonly string[] {
  const { folders, patterns } = readWorkspaces(root);
  return [
    ...patterns
      .filter((one) => ![...manifests.keys()].some((path) => matchesPath(manifestOf(one), path)))
      .map((one) => [`found the pattern ${JSON.stringify(one)}`, 'folders']),
    ...[ROOT, ...folders.map(manifestOf)]
      .filter((path) => !manifests.has(path))
      .map((path) => [`found no ${path}`, 'one']),
  ].map(([found, expected]) => `Cannot tell what is asked for: ${found}, expected ${expected}`);
}

interface ProjectAsk {
  readonly name: string;
  readonly range: string;
  readonly scope: ComponentScope;
  readonly mayLack?: boolean;
}

/** A project with what it asks for, by name. */
interface YarnProject {
  readonly component: Component;
  /** As the lock file names it, where it does. */
  readonly locator: string;
  readonly asks: readonly ProjectAsk[];
}

/** Yarn 1 says nothing about projects: what is known stands in their package.json. */
function classicProjects(manifests: ReadonlyMap<string, JsonObject>): readonly YarnProject[] {
  return [...manifests.values()].flatMap((manifest) => {
    const name = stringField(manifest, 'name') ?? '';
    const version = stringField(manifest, 'version');
    const component = projectComponent(name, version === undefined ? {} : { version });
    const asks = (['dependencies', 'optionalDependencies', 'devDependencies'] as const).flatMap((field) =>
      stringsIn(manifest, field).map(([needed, range]) => ({
        name: needed,
        range,
        scope: field === 'devDependencies' ? ('development' as const) : ('runtime' as const),
        mayLack: field === 'optionalDependencies',
      })),
    );
    return [{ component, locator: name, asks }];
  });
}

function linkBlock(
  index: BlockIndex,
  block: YarnBlock,
  manifests: ReadonlyMap<string, JsonObject>,
  gaps: GraphGap[],
): LinkedComponent {
  const { fields } = block;
  if (index.generation === 'classic') {
    const component = classicComponent(block);
    const isLink = splitDescriptor(block.descriptors[0] ?? '').range.startsWith('link:');
    return {
      component,
      ...(isLink ? {} : needsOf(index, component, component.name, fields, gaps)),
    };
  }
  const component = berryComponent(block);
  const locator = stringField(fields, 'resolution') ?? '';
  const { range } = splitDescriptor(locator);
  if (!range.startsWith('workspace:')) {
    const isLink = range.startsWith('link:');
    return { component, ...(isLink ? {} : needsOf(index, component, locator, fields, gaps)) };
  }
  const manifest = manifests.get(manifestOf(range.slice('workspace:'.length)));
  const version = manifest && stringField(manifest, 'version');
  const known =
    version === undefined
      ? component
      : { ...projectComponent(component.name, { version }), ...pickLine(component) };
  const asks = stringsIn(fields, 'dependencies').map(([name, said]) => ({
    name,
    range: said,
    scope: scopeIn(manifest, name),
  }));
  return { component: known, asks: asksOf(index, { component: known, locator, asks }, gaps) };
}

function pickLine({ line }: Component): Pick<Component, 'line'> {
  return line === undefined ? {} : { line };
}

function scopeIn(manifest: JsonObject | undefined, name: string): ComponentScope {
  if (manifest === undefined) return 'unknown';
  const has = (field: string) => Object.hasOwn(objectField(manifest, field) ?? {}, name);
  if (has('dependencies') || has('optionalDependencies') || has('peerDependencies')) return 'runtime';
  return has('devDependencies') ? 'development' : 'unknown';
}

function asksOf(
  index: BlockIndex,
  { component, locator, asks }: YarnProject,
  gaps: GraphGap[],
): readonly GraphAsk[] {
  return asks.flatMap(({ name, range, scope, mayLack }) => {
    const found = index.find(locator, name, range);
    if (found !== undefined) return [{ component: found, scope, range }];
    if (mayLack !== true) gaps.push(missing(component, name, range));
    return [];
  });
}

function needsOf(
  index: BlockIndex,
  component: Component,
  locator: string,
  fields: JsonObject,
  gaps: GraphGap[],
): Required<Pick<LinkedComponent, 'needs' | 'ranges'>> {
  const wanted = new Map([
    ...stringsIn(fields, 'dependencies'),
    ...stringsIn(fields, 'optionalDependencies'),
  ]);
  const edges = [...wanted].flatMap(([name, range]) => {
    const found = index.find(locator, name, range);
    if (found !== undefined) return [{ to: found, range }];
    if (!Object.hasOwn(objectField(fields, 'optionalDependencies') ?? {}, name)) {
      gaps.push(missing(component, name, range));
    }
    return [];
  });
  return { needs: edges.map(({ to }) => to), ranges: edges.map(({ range }) => range) };
}

function stringsIn(owner: JsonObject, name: string): readonly (readonly [string, string])[] {
  return Object.entries(objectField(owner, name) ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
}

function missing({ name, line }: Component, needed: string, range: string): GraphGap {
  return {
    message: `Cannot find what ${name === '' ? 'the project' : name} needs: found no ${needed}@${range} in ${WHAT}`,
    ...(line === undefined ? {} : { line }),
  };
}

/** How many patches may lie upon one another. */
const MAX_PATCHES = 20;

/** Blocks by what they were asked for, positions behind those of the projects that stand in no block. */
class BlockIndex {
  readonly generation: YarnBlocks['generation'];
  /** Without patches of packages that have a block of their own: they are the package. */
  readonly kept: readonly YarnBlock[];
  readonly #resolutions: Resolutions;
  readonly #positions = new Map<string, number>();
  readonly #projects: ReadonlyMap<string, number>;

  constructor({ generation, blocks }: YarnBlocks, resolutions: Resolutions, projects: readonly string[]) {
    this.generation = generation;
    this.#resolutions = resolutions;
    this.#projects = new Map(projects.map((name, at) => [name, at]));
    const byLocator = new Map(blocks.map((block) => [locatorOf(block), block]));
    const kept: YarnBlock[] = [];
    const positions = new Map<YarnBlock, number>();
    for (const block of blocks) {
      if (patchedBy(block, byLocator) !== block) continue;
      positions.set(block, projects.length + kept.length);
      kept.push(block);
    }
    for (const block of blocks) {
      const position = positions.get(patchedBy(block, byLocator));
      if (position === undefined) continue;
      for (const descriptor of block.descriptors) this.#positions.set(descriptor, position);
    }
    this.kept = kept;
  }

  /** The position of what `parent` (a locator) gets when it asks for a range of `name`. */
  find(parent: string, name: string, range: string): number | undefined {
    const asker = splitDescriptor(parent).name;
    const instead = findResolution(this.#resolutions, { parent: asker, name, range });
    const ranges =
      instead === undefined ? [range] : this.generation === 'berry' ? [instead, range] : [range, instead];
    for (const one of ranges) {
      for (const descriptor of [`${name}@${one}`, `${name}@npm:${one}`]) {
        // What is relative to a folder is bound to the one that asks.
        const bound = `${descriptor}::locator=${encodeURIComponent(parent.toWellFormed())}`;
        const found = this.#positions.get(descriptor) ?? this.#positions.get(bound);
        if (found !== undefined) return found;
      }
    }
    // Workspaces of Yarn 1 stand in no block.
    return this.#projects.get(name);
  }
}

function locatorOf({ fields, descriptors }: YarnBlock): string {
  return withoutBindings(stringField(fields, 'resolution') ?? descriptors[0] ?? '');
}

/** The block of the package that a patch is applied to, or the block itself. */
function patchedBy(block: YarnBlock, byLocator: ReadonlyMap<string, YarnBlock>): YarnBlock {
  let at = block;
  for (let patches = 0; patches < MAX_PATCHES; patches++) {
    const source = findPatched(splitDescriptor(stringField(at.fields, 'resolution') ?? '').range);
    const next = source === undefined ? undefined : byLocator.get(withoutBindings(source));
    if (next === undefined || next === at) return at;
    at = next;
  }
  return block;
}
