// A snapshot's graph as one blob: components by their id, what they need as distances, compressed.

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

import type { Component, ComponentGraph, GraphGap } from '../kernel/component-graph.ts';
import { isEcosystem } from '../kernel/ecosystem.ts';
import { componentKeyOf, keyOfComponent } from '../inventory/component-key.ts';
import type { ComponentKey, SnapshotFile } from '../inventory/ports.ts';
import { damaged, GraphReader, GraphWriter } from './graph-bytes.ts';

/** The first number of every blob. Another layout gets another one, and old blobs stay readable. */
const VERSION = 1;
/** Far more than the largest graph that is taken (http) comes to. */
const MAX_BYTES = 128 * 1024 * 1024;

const SCOPES = ['unknown', 'runtime', 'development'] as const;
const SOURCES = ['registry', 'project', 'elsewhere'] as const;
/** Beside two bits of scope and two of source. */
const HAS_ID = 16;
const HAS_LINE = 32;
const HAS_NEEDS = 64;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** `ids` by `componentKeyOf`: those of all that `keyOfComponent` names. */
export async function encodeGraph(
  files: readonly SnapshotFile[],
  ids: ReadonlyMap<string, number>,
): Promise<Buffer> {
  const writer = new GraphWriter();
  writer.number(VERSION);
  writer.number(files.length);
  for (const { path, graph } of files) {
    writer.text(path);
    writer.text(graph.format);
    writer.number(graph.components.length);
    for (const [at, component] of graph.components.entries())
      writeComponent(writer, component, graph.needs[at], at, ids);
    writer.number(graph.roots.length);
    for (const root of graph.roots) writer.number(root);
    writer.number(graph.gaps.length);
    for (const { message, line } of graph.gaps) {
      writer.text(message);
      writer.number(line ?? 0);
    }
  }
  return compress(writer.bytes());
}

/** The ids that the graph needs come from `read`, all at once. Throws `storage-failed` for what is damaged. */
export async function decodeGraph(
  blob: Uint8Array,
  read: (ids: readonly number[]) => Promise<ReadonlyMap<number, ComponentKey>>,
): Promise<readonly SnapshotFile[]> {
  const bytes = await decompress(blob, { maxOutputLength: MAX_BYTES }).catch((cause: unknown) => {
    throw damaged('it cannot be unpacked', cause);
  });
  const reader = new GraphReader(bytes);
  const version = reader.number();
  if (version !== VERSION) throw damaged(`found layout ${version}, expected ${VERSION}`);
  const files = Array.from({ length: reader.count() }, () => readFile(reader));
  reader.assertEnd();
  const ids = new Set(files.flatMap(({ nodes }) => nodes.flatMap(({ id }) => id ?? [])));
  const known = await read([...ids]);
  return files.map(({ path, nodes, ...graph }) => ({
    path,
    graph: { ...graph, components: nodes.map((node) => componentOf(node, known)) },
  }));
}

function writeComponent(
  writer: GraphWriter,
  component: Component,
  needs: readonly number[] | undefined,
  at: number,
  ids: ReadonlyMap<string, number>,
): void {
  const key = keyOfComponent(component);
  const id = key === undefined ? undefined : ids.get(componentKeyOf(key));
  writer.number(
    SCOPES.indexOf(component.scope) +
      SOURCES.indexOf(component.source) * 4 +
      (id === undefined ? 0 : HAS_ID) +
      (component.line === undefined ? 0 : HAS_LINE) +
      (needs === undefined ? 0 : HAS_NEEDS),
  );
  if (id !== undefined) writer.number(id);
  else {
    writer.text(component.name);
    for (const text of [component.ecosystem, component.version, component.requested]) writer.text(text ?? '');
  }
  if (component.line !== undefined) writer.number(component.line);
  if (needs === undefined) return;
  writer.number(needs.length);
  // What is needed often stands near by: the distance is a smaller number, its sign in the lowest bit.
  for (const need of needs) writer.number(need >= at ? (need - at) * 2 : (at - need) * 2 - 1);
}

/** A component whose id is yet to be looked up. */
interface Node {
  readonly id?: number;
  readonly rest: Omit<Component, 'name'> & { readonly name?: string };
}

type RawFile = Omit<ComponentGraph, 'components'> & {
  readonly path: string;
  readonly nodes: readonly Node[];
};

function readFile(reader: GraphReader): RawFile {
  const path = reader.text();
  const format = reader.text();
  const nodes: Node[] = [];
  const needs: (readonly number[] | undefined)[] = [];
  const length = reader.count();
  for (let at = 0; at < length; at += 1) {
    const flags = reader.number();
    nodes.push(readNode(reader, flags));
    needs.push((flags & HAS_NEEDS) === 0 ? undefined : readNeeds(reader, at, length));
  }
  const roots = Array.from({ length: reader.count() }, () => position(reader.number(), length));
  const gaps = Array.from({ length: reader.count() }, () => readGap(reader));
  return { path, format, nodes, roots, needs, gaps };
}

function readNode(reader: GraphReader, flags: number): Node {
  const scope = SCOPES[flags & 3];
  const source = SOURCES[(flags >> 2) & 3];
  if (scope === undefined || source === undefined) throw damaged('found a component of no known kind');
  const own = (flags & HAS_ID) === 0 ? readOwn(reader) : { id: reader.number() };
  const line = (flags & HAS_LINE) === 0 ? {} : { line: reader.number() };
  if ('id' in own) return { id: own.id, rest: { scope, source, ...line } };
  return { rest: { ...own, scope, source, ...line } };
}

function readOwn(reader: GraphReader): Pick<Component, 'name' | 'ecosystem' | 'version' | 'requested'> {
  const [name, ecosystem, version, requested] = [reader.text(), reader.text(), reader.text(), reader.text()];
  return {
    name,
    ...(isEcosystem(ecosystem) ? { ecosystem } : {}),
    ...(version === '' ? {} : { version }),
    ...(requested === '' ? {} : { requested }),
  };
}

function readNeeds(reader: GraphReader, at: number, length: number): readonly number[] {
  return Array.from({ length: reader.count() }, () => {
    const number = reader.number();
    return position(number % 2 === 0 ? at + number / 2 : at - (number + 1) / 2, length);
  });
}

function position(at: number, length: number): number {
  if (at < 0 || at >= length) throw damaged('found a position that is none');
  return at;
}

function readGap(reader: GraphReader): GraphGap {
  const message = reader.text();
  const line = reader.number();
  return line === 0 ? { message } : { message, line };
}

function componentOf({ id, rest }: Node, known: ReadonlyMap<number, ComponentKey>): Component {
  if (id === undefined) return { ...rest, name: rest.name ?? '' };
  const key = known.get(id);
  if (key === undefined) throw damaged(`found no component ${id}`);
  return { ...rest, ...key };
}
