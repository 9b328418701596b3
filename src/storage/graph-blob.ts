// A snapshot's graph as one blob: components by their id, what they need as distances, compressed.

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

import type { Component, ComponentGraph, GraphGap } from '../kernel/component-graph.ts';
import { isEcosystem } from '../kernel/ecosystem.ts';
import { componentKeyOf, keyOfComponent } from '../inventory/component-key.ts';
import { fileOfShape, SCOPES, SOURCES, type GraphShape } from '../inventory/impact/graph-shape.ts';
import type { ComponentKey, SnapshotFile } from '../inventory/ports.ts';
import { damaged, GraphReader, GraphWriter } from './graph-bytes.ts';

/** The first number of every blob. Another layout gets another one, and old blobs stay readable: 1 had no ranges. */
const VERSION = 2;
/** Far more than the largest graph that is taken (http) comes to. */
const MAX_BYTES = 128 * 1024 * 1024;

/** Beside two bits of scope and two of source. */
const KIND = 15;
const HAS_ID = 16;
const HAS_LINE = 32;
const HAS_NEEDS = 64;
const HAS_RANGES = 128;

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
    const words = wordsOf(graph);
    writer.number(words.size);
    for (const word of words.keys()) writer.text(word);
    writer.number(graph.components.length);
    for (const [at, component] of graph.components.entries()) {
      const ranges = graph.ranges?.[at]?.map((range) => (range === undefined ? 0 : (words.get(range) ?? 0)));
      writeComponent(writer, component, { at, needs: graph.needs[at], ranges }, ids);
    }
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

/** Every range of the graph with its number, from 1 on. */
function wordsOf({ ranges = [] }: ComponentGraph): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const told of ranges) {
    for (const range of told ?? []) {
      if (range !== undefined && !words.has(range)) words.set(range, words.size + 1);
    }
  }
  return words;
}

/** The ids that the graph needs come from `read`, all at once. Throws `storage-failed` for what is damaged. */
export async function decodeGraph(
  blob: Uint8Array,
  read: (ids: readonly number[]) => Promise<ReadonlyMap<number, ComponentKey>>,
): Promise<readonly SnapshotFile[]> {
  const shapes = await decodeShapes(blob);
  const ids = new Set(shapes.flatMap((shape) => [...shape.ids]));
  ids.delete(-1);
  const known = await read([...ids]);
  return shapes.map((shape) => {
    const file = fileOfShape(shape, known);
    if (file === undefined) throw damaged('found no name of a component');
    return file;
  });
}

/** The graph without the names of its components. Throws `storage-failed` for what is damaged. */
export async function decodeShapes(blob: Uint8Array): Promise<readonly GraphShape[]> {
  const bytes = await decompress(blob, { maxOutputLength: MAX_BYTES }).catch((cause: unknown) => {
    throw damaged('it cannot be unpacked', cause);
  });
  const reader = new GraphReader(bytes);
  const version = reader.number();
  if (version !== 1 && version !== VERSION) {
    throw damaged(`found layout ${version}, expected 1 to ${VERSION}`);
  }
  const shapes = Array.from({ length: reader.count() }, () => readShape(reader, version));
  reader.assertEnd();
  return shapes;
}

interface WrittenEdges {
  readonly at: number;
  readonly needs: readonly number[] | undefined;
  /** Beside each of them its number among the words; 0: unknown. */
  readonly ranges: readonly number[] | undefined;
}

function writeComponent(
  writer: GraphWriter,
  component: Component,
  { at, needs, ranges }: WrittenEdges,
  ids: ReadonlyMap<string, number>,
): void {
  const key = keyOfComponent(component);
  const id = key === undefined ? undefined : ids.get(componentKeyOf(key));
  const hasRanges = needs !== undefined && (ranges?.some((range) => range > 0) ?? false);
  writer.number(
    SCOPES.indexOf(component.scope) +
      SOURCES.indexOf(component.source) * 4 +
      (id === undefined ? 0 : HAS_ID) +
      (component.line === undefined ? 0 : HAS_LINE) +
      (needs === undefined ? 0 : HAS_NEEDS) +
      (hasRanges ? HAS_RANGES : 0),
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
  if (hasRanges) for (const index of needs.keys()) writer.number(ranges?.[index] ?? 0);
}

function readShape(reader: GraphReader, version: number): GraphShape {
  const path = reader.text();
  const format = reader.text();
  const words = version === 1 ? [] : Array.from({ length: reader.count() }, () => reader.text());
  const length = reader.count();
  const nodes = new NodeReader(reader, length, words.length);
  for (let at = 0; at < length; at += 1) nodes.read(at);
  const roots = Int32Array.from({ length: reader.count() }, () => position(reader.number(), length));
  const gaps = Array.from({ length: reader.count() }, () => readGap(reader));
  return { path, format, words, ...nodes.done(), roots, gaps };
}

/** Reads the components of a file, one after the other. */
class NodeReader {
  readonly #reader: GraphReader;
  readonly #wordCount: number;
  readonly #ids: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #lines: Int32Array;
  readonly #tells: Uint8Array;
  readonly #starts: Int32Array;
  readonly #own = new Map<number, ReturnType<typeof readOwn>>();
  readonly #targets: number[] = [];
  readonly #ranges: number[] = [];
  #hasRanges = false;

  constructor(reader: GraphReader, length: number, wordCount: number) {
    this.#reader = reader;
    this.#wordCount = wordCount;
    this.#ids = new Int32Array(length).fill(-1);
    this.#kinds = new Uint8Array(length);
    this.#lines = new Int32Array(length);
    this.#tells = new Uint8Array(length);
    this.#starts = new Int32Array(length + 1);
  }

  read(at: number): void {
    const flags = this.#reader.number();
    if (SCOPES[flags & 3] === undefined || SOURCES[(flags >> 2) & 3] === undefined) {
      throw damaged('found a component of no known kind');
    }
    this.#kinds[at] = flags & KIND;
    if ((flags & HAS_ID) === 0) this.#own.set(at, readOwn(this.#reader));
    else this.#ids[at] = this.#small();
    if ((flags & HAS_LINE) !== 0) this.#lines[at] = this.#small();
    if ((flags & HAS_NEEDS) !== 0) this.#readNeeds(at, (flags & HAS_RANGES) !== 0);
    this.#starts[at + 1] = this.#targets.length;
  }

  #readNeeds(at: number, hasRanges: boolean): void {
    this.#tells[at] = 1;
    const count = this.#reader.count();
    for (let index = 0; index < count; index += 1) {
      const number = this.#reader.number();
      const to = number % 2 === 0 ? at + number / 2 : at - (number + 1) / 2;
      this.#targets.push(position(to, this.#ids.length));
    }
    for (let index = 0; index < count; index += 1) {
      const word = hasRanges ? this.#reader.number() : 0;
      if (word > this.#wordCount) throw damaged('found a range that is none');
      this.#hasRanges ||= word > 0;
      this.#ranges.push(word);
    }
  }

  #small(): number {
    const number = this.#reader.number();
    if (number <= 0x7fffffff) return number;
    throw damaged('found a number that is too large');
  }

  done(): Pick<GraphShape, 'ids' | 'kinds' | 'lines' | 'tells' | 'own' | 'starts' | 'targets' | 'rangeAt'> {
    return {
      ids: this.#ids,
      kinds: this.#kinds,
      lines: this.#lines,
      tells: this.#tells,
      own: this.#own,
      starts: this.#starts,
      targets: Int32Array.from(this.#targets),
      rangeAt: Int32Array.from(this.#hasRanges ? this.#ranges : []),
    };
  }
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

function position(at: number, length: number): number {
  if (at < 0 || at >= length) throw damaged('found a position that is none');
  return at;
}

function readGap(reader: GraphReader): GraphGap {
  const message = reader.text();
  const line = reader.number();
  return line === 0 ? { message } : { message, line };
}
