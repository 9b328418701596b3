// Targets for files that say what a project is made of: a graph that holds together, or an error.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { ManifestFormat } from '../../../src/ecosystems/adapter-manifest.ts';
import type { Adapter } from '../../../src/ecosystems/adapter.ts';
import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { findWays } from '../../../src/inventory/scan/find-ways.ts';
import type { ComponentGraph } from '../../../src/kernel/component-graph.ts';
import type { Ecosystem } from '../../../src/kernel/ecosystem.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { isJson } from '../support/plain-json.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';
import type { EcosystemSeeds } from './ecosystem-seeds.ts';

export const CODES = ['invalid-document', 'too-large', 'unsupported'] as const;

interface Subject {
  readonly id: Ecosystem;
  readonly adapter: Adapter;
  readonly seeds: EcosystemSeeds;
}

/** Every manifest format of an ecosystem. */
export function manifestTargets(subject: Subject): readonly Target[] {
  return subject.adapter.manifests.map((format) => manifestTarget(subject, format));
}

function manifestTarget({ id, seeds }: Subject, format: ManifestFormat): Target {
  const whole = seeds.manifests[format.id] ?? [];
  const title = `manifest ${id} ${format.id}`;
  return target(title, [title], textLike(whole, seeds.words), (raw) => {
    const text = raw.toWellFormed();
    // What is asked for beside the file is as hostile as the file.
    const beside = attempt(CODES, () => format.companions?.(text, new Map())) ?? [];
    for (const companions of [new Map<string, string>(), new Map(beside.map((name) => [name, text]))]) {
      const graph = attempt(CODES, () => format.read(text, companions));
      if (graph !== undefined) assertGraph(graph, text, companions);
    }
  });
}

export function textLike(whole: readonly string[], words: readonly string[]): fc.Arbitrary<string> {
  if (!whole.every(isJson)) return mutatedText(whole, words);
  const values = whole.map((one): unknown => JSON.parse(one));
  return fc.oneof(mutatedText(whole, words), hostileJson(values, words));
}

/** Positions lead to components, each once; names are canonical; lines are lines of a file that was read. */
export function assertGraph(
  graph: ComponentGraph,
  text: string,
  companions: ReadonlyMap<string, string>,
): void {
  const { components, roots, needs, gaps } = graph;
  assert.equal(needs.length, components.length);
  const isPosition = (at: number) => Number.isInteger(at) && at >= 0 && at < components.length;
  for (const targets of [roots, ...needs]) {
    if (targets === undefined) continue;
    assert.ok(targets.every(isPosition));
    assert.equal(new Set(targets).size, targets.length);
  }
  const lines = Math.max(...[text, ...companions.values()].map((one) => one.split(/\r\n|\n|\r/).length));
  for (const { line } of [...components, ...gaps]) {
    assert.ok(line === undefined || (line >= 1 && line <= lines), `line ${line} of ${lines}`);
  }
  for (const { ecosystem, name, version } of components) {
    if (ecosystem !== undefined) assert.equal(ADAPTERS[ecosystem].names.parse(name), name);
    assert.notEqual(version, '');
  }
  const wayTo = findWays(graph);
  for (const at of components.keys()) assert.equal(wayTo(at)?.at(-1) ?? at, at);
}
