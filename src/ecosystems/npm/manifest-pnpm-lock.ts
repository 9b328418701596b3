// pnpm-lock.yaml as a graph of components, versions 5, 6 and 9 (github.com/pnpm/spec, "lockfile"). Version 9 keeps what a
// package is in `packages` and what it needs in `snapshots`, one for each set of peers that it was resolved with.

import type { ComponentEdge } from '../../kernel/component-edges.ts';
import type { Component, GraphGap } from '../../kernel/component-graph.ts';
import { isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import type { YamlText } from '../../formats/yaml-text.ts';
import type { ManifestFormat, ManifestReading } from '../adapter-manifest.ts';
import { connectGraph, type GraphAsk, type LinkedComponent } from './connect-graph.ts';
import { joinFolder, nameOfFolder, projectComponent } from './project-path.ts';
import { WHAT, readPnpmDocument } from './pnpm-document.ts';
import { pnpmComponent } from './pnpm-component.ts';

export const pnpmLock: ManifestFormat = {
  id: 'pnpm-lock.yaml',
  isNamed: (fileName) => fileName === 'pnpm-lock.yaml',
  // The lock file names no project: not even the one that it belongs to.
  companions: () => ['package.json'],
  read: readPnpmLock,
};

function readPnpmLock(text: string, companions: ReadonlyMap<string, string>): ManifestReading {
  const { document, version, lineOf } = readPnpmDocument(text);
  const gaps: GraphGap[] = [];
  const linker = new Linker(document, lineOf, gaps);
  linker.addProjects(readProject(companions.get('package.json')));
  linker.addPackages();
  const folders = linker.folders;
  return connectGraph({ format: `${WHAT} ${version}`, linked: linker.link(), gaps, folders });
}

/** The project's own words about itself. */
function readProject(text: string | undefined): JsonObject {
  return text === undefined ? {} : readJsonObjectText(text, { what: 'package.json' }).value;
}

/** A component before what it needs is known. */
interface Waiting {
  readonly component: Component;
  /** Its folder, where it is a project: links of it are relative to this. */
  readonly folder?: string;
  /** Undefined where the file does not say what it needs. */
  readonly manifest: JsonObject | undefined;
}

class Linker {
  readonly #importers: JsonObject;
  readonly #packages: JsonObject;
  readonly #snapshots: JsonObject;
  readonly #lineOf: YamlText['lineOf'];
  readonly #gaps: GraphGap[];
  readonly #waiting: Waiting[] = [];
  /** By key of the lock file. */
  readonly #positions = new Map<string, number>();
  /** By folder, relative to the lock file's. */
  readonly #folders = new Map<string, number>();

  constructor(document: JsonObject, lineOf: YamlText['lineOf'], gaps: GraphGap[]) {
    // Before there were workspaces, the document was its only project.
    this.#importers = objectField(document, 'importers') ?? { '.': document };
    this.#packages = objectField(document, 'packages') ?? {};
    this.#snapshots = objectField(document, 'snapshots') ?? this.#packages;
    this.#lineOf = lineOf;
    this.#gaps = gaps;
  }

  /** Of the projects that were added. */
  get folders(): readonly string[] {
    return [...this.#folders.keys()];
  }

  addProjects(root: JsonObject): void {
    const names = this.#namesOfLinks();
    for (const [path, manifest] of Object.entries(this.#importers)) {
      if (!isObject(manifest)) continue;
      const folder = joinFolder('', path);
      const version = folder === '' ? stringField(root, 'version') : undefined;
      const line = this.#lineOf(manifest);
      this.#folders.set(folder, this.#waiting.length);
      this.#waiting.push({
        folder,
        manifest,
        component: projectComponent(
          (folder === '' ? stringField(root, 'name') : names.get(folder)) ?? nameOfFolder(folder),
          { ...(version === undefined ? {} : { version }), ...(line === undefined ? {} : { line }) },
        ),
      });
    }
  }

  addPackages(): void {
    for (const [key, snapshot] of Object.entries(this.#snapshots)) {
      if (!isObject(snapshot)) continue;
      const about = objectField(this.#packages, key) ?? objectField(this.#packages, withoutPeers(key));
      this.#add(key, about ?? snapshot, snapshot);
    }
    const described = new Set(Object.keys(this.#snapshots).map(withoutPeers));
    for (const [key, about] of Object.entries(this.#packages)) {
      if (isObject(about) && !this.#positions.has(key) && !described.has(key))
        this.#add(key, about, undefined);
    }
  }

  #add(key: string, about: JsonObject, manifest: JsonObject | undefined): void {
    this.#positions.set(key, this.#waiting.length);
    this.#waiting.push({ component: pnpmComponent(key, about, this.#lineOf(about)), manifest });
  }

  link(): readonly LinkedComponent[] {
    const linked: LinkedComponent[] = [];
    // Folders that are linked and belong to no project of the file are added behind, while this walks.
    for (const waiting of this.#waiting) {
      const { component, manifest, folder } = waiting;
      if (folder !== undefined && manifest !== undefined) {
        linked.push({ component, asks: this.#asksOf(waiting, manifest) });
      } else {
        const needs =
          manifest && NEEDED.flatMap((field) => this.#find(waiting, manifest, field).map(({ to }) => to));
        linked.push({ component, needs });
      }
    }
    return linked;
  }

  #asksOf(project: Waiting, manifest: JsonObject): readonly GraphAsk[] {
    return [...NEEDED, 'devDependencies'].flatMap((field) =>
      this.#find(project, manifest, field).map(({ to: component, range }) => ({
        component,
        range,
        scope: field === 'devDependencies' ? ('development' as const) : ('runtime' as const),
      })),
    );
  }

  #find(from: Waiting, manifest: JsonObject, field: string): readonly ComponentEdge[] {
    return Object.entries(objectField(manifest, field) ?? {}).flatMap(([name, said]) => {
      // From version 6 on a project's words stand beside what they were resolved to.
      const reference = isObject(said) ? stringField(said, 'version') : said;
      if (typeof reference !== 'string') return [];
      if (reference.startsWith('link:'))
        return [{ to: this.#findFolder(from.folder ?? '', name, reference) }];
      const range = isObject(said) ? stringField(said, 'specifier') : undefined;
      const found = keysOf(name, reference).find((key) => this.#positions.has(key));
      const position = found === undefined ? undefined : this.#positions.get(found);
      if (position !== undefined) return [{ to: position, range }];
      this.#tellMissing(from, name, reference);
      return [];
    });
  }

  #findFolder(base: string, name: string, reference: string): number {
    const folder = joinFolder(base, reference.slice('link:'.length));
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const position = this.#waiting.length;
    this.#folders.set(folder, position);
    this.#waiting.push({ component: projectComponent(name, { requested: reference }), manifest: undefined });
    return position;
  }

  #tellMissing({ component }: Waiting, name: string, reference: string): void {
    const { line } = component;
    const who = component.name === '' ? 'the project' : component.name;
    this.#gaps.push({
      message: `Cannot find what ${who} needs: found no ${name} ${reference} in ${WHAT}`,
      ...(line === undefined ? {} : { line }),
    });
  }

  /** Folders of workspaces by the name under which another one links them: nothing else in the file tells it. */
  #namesOfLinks(): ReadonlyMap<string, string> {
    const names = new Map<string, string>();
    for (const [path, manifest] of Object.entries(this.#importers)) {
      if (!isObject(manifest)) continue;
      for (const field of [...NEEDED, 'devDependencies']) {
        for (const [name, said] of Object.entries(objectField(manifest, field) ?? {})) {
          const reference = isObject(said) ? stringField(said, 'version') : said;
          if (typeof reference !== 'string' || !reference.startsWith('link:')) continue;
          names.set(joinFolder(path, reference.slice('link:'.length)), name);
        }
      }
    }
    return names;
  }
}

const NEEDED = ['dependencies', 'optionalDependencies'] as const;

/** The keys that a reference may mean, as the versions of the format write them; an alias is a key itself. */
function keysOf(name: string, reference: string): readonly string[] {
  return [`${name}@${reference}`, `/${name}@${reference}`, `/${name}/${reference}`, reference];
}

/** `name@1.0.0(peer@2.0.0)` -> `name@1.0.0` */
function withoutPeers(key: string): string {
  const bracket = key.indexOf('(');
  return bracket < 0 ? key : key.slice(0, bracket);
}
