// The graphs of a push, as the inventory takes them: names read by their ecosystems' rules, every position one that is there.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { z } from 'zod';

import { edgesOf } from '../../kernel/component-edges.ts';
import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { parsePurl, type PurlRules } from '../../formats/purl.ts';
import type { SnapshotFile } from '../../inventory/ports.ts';
import {
  PUSH_MOST_COMPONENTS,
  PUSH_MOST_NEEDS,
  type pushedComponent,
  type pushedFile,
} from './application-contract.ts';
import { readDocument } from './vex-words.ts';

type RawFile = z.output<typeof pushedFile>;
type RawComponent = z.output<typeof pushedComponent>;

/** Components after which others have their turn. */
const TURN = 2_000;

/** Throws `invalid-request` with the place of what is wrong, `too-large` for more than the bounds of a push. */
export async function readPushedFiles(
  rules: PurlRules,
  files: readonly RawFile[],
): Promise<readonly SnapshotFile[]> {
  assertBounds(files);
  let read = 0;
  const found: SnapshotFile[] = [];
  for (const [at, file] of files.entries()) {
    const place = `body.files[${at}]`;
    const components: Component[] = [];
    for (const [position, raw] of file.components.entries()) {
      const where = `${place}.components[${position}]`;
      components.push(readComponent(rules, raw, where));
      assertPositions(raw.needs ?? [], file, `${where}.needs`);
      assertRanges(raw, `${where}.ranges`);
      read += 1;
      if (read % TURN === 0) await yieldToOthers();
    }
    assertPositions(file.roots, file, `${place}.roots`);
    const gaps = file.gaps.map(({ message, line }) => ({ message, ...given('line', line) }));
    const { path, format, roots, vex } = file;
    const graph = { format, components, roots: unique(roots), ...readNeeds(file), gaps };
    found.push({ path, graph, ...given('vex', vex === undefined ? undefined : readDocument(vex)) });
  }
  return found;
}

function assertBounds(files: readonly RawFile[]): void {
  let [components, needs] = [0, 0];
  for (const file of files) {
    components += file.components.length;
    for (const component of file.components) needs += component.needs?.length ?? 0;
  }
  if (components <= PUSH_MOST_COMPONENTS && needs <= PUSH_MOST_NEEDS) return;
  throw new GatehouseError(
    'too-large',
    `Cannot take the snapshot: found ${components} components with ${needs} needs, expected at most ${PUSH_MOST_COMPONENTS} and ${PUSH_MOST_NEEDS}`,
  );
}

function readComponent(rules: PurlRules, raw: RawComponent, where: string): Component {
  const { purl, name, version, requested, source, scope, line } = raw;
  const more = { source, scope, ...given('line', line), ...given('requested', requested) };
  if (purl === undefined) {
    if (name === undefined) throw invalid(where, 'expected a purl or a name');
    return { name, ...given('version', version), ...more };
  }
  if (name !== undefined || version !== undefined) {
    throw invalid(where, 'found a purl and a name or version beside it, expected one of them');
  }
  try {
    const { ref, version: exact } = parsePurl(rules, purl);
    return { ...ref, ...given('version', exact), ...more };
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    throw invalid(where, error.message);
  }
}

function assertPositions(positions: readonly number[], { components }: RawFile, where: string): void {
  const bad = positions.find((position) => position >= components.length);
  if (bad !== undefined) {
    throw invalid(where, `found position ${bad}, expected one below ${components.length}`);
  }
}

function assertRanges({ needs = [], ranges }: RawComponent, where: string): void {
  if (ranges === undefined || ranges.length === needs.length) return;
  throw invalid(where, `found ${ranges.length} ranges beside ${needs.length} needs, expected one for each`);
}

function readNeeds({ components }: RawFile): Pick<ComponentGraph, 'needs' | 'ranges'> {
  return edgesOf(
    components.map(({ needs, ranges }) => needs?.map((to, at) => ({ to, range: ranges?.[at] ?? undefined }))),
  );
}

function unique(positions: readonly number[]): readonly number[] {
  return [...new Set(positions)];
}

function invalid(where: string, what: string): GatehouseError {
  const fault = `${where}: ${what}`;
  return new GatehouseError('invalid-request', `Cannot read the request: ${fault}`, {
    facts: { fields: [fault] },
  });
}
