// JSON documents that keep their form but not their sense: values of wrong kinds, doubled and inherited keys.

import fc from 'fast-check';

import { MAX_INPUT } from './mutations.ts';

/** A document as a tree that can also hold what no object could: equal keys, `__proto__`, numbers out of range. */
type Node =
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Node])[] }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'text'; readonly text: string };

type Change = (node: Node) => Node;

const MAX_NODES = 4_000;
const MAX_MOVED = 50;

const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '0',
  '-1',
  'length',
  '\u0000',
  '\ud800',
];

const VALUES = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e999',
  '9007199254740993',
  '9'.repeat(400),
  '""',
  '" "',
  '"__proto__"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u001b[2J"',
  '"../../etc/passwd"',
  '"a/../b"',
  '"%2e%2e%2f"',
  '"javascript:alert(1)"',
  '"http://[::1"',
  '"file:///etc/passwd"',
  '"https://user:pass@host.example:99999/"',
  '"-->\\r\\nX-Forged: 1"',
  '"<script>"',
  '"9999-99-99T99:99:99Z"',
  '"0000-01-01"',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  '{"__proto__":{"polluted":true}}',
  '{"toString":1}',
  `"${'a'.repeat(5_000)}"`,
  `"${'1.'.repeat(2_000)}"`,
  `${'['.repeat(30)}${']'.repeat(30)}`,
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`,
] as const;

/** One of `seeds` (anything that JSON can hold) after one to five changes, as text. `words` go in as values and keys. */
export function hostileJson(seeds: readonly unknown[], words: readonly string[] = []): fc.Arbitrary<string> {
  const value = fc.constantFrom(...VALUES, ...words.map((word) => JSON.stringify(word)));
  const key = fc.constantFrom(...KEYS, ...words);
  return fc
    .tuple(
      fc.constantFrom(...seeds.map(readNode)),
      fc.array(change(value, key), { minLength: 1, maxLength: 5 }),
    )
    .map(([seed, changes]) => write(changes.reduce(changeWithin, seed)).slice(0, MAX_INPUT));
}

function change(value: fc.Arbitrary<string>, key: fc.Arbitrary<string>): fc.Arbitrary<Change> {
  const place = fc.nat(1_000_000);
  const times = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 2, max: 4 }) }, fc.nat(2_000));
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({ place, value })
        .map((one): Change => replaceAt(one.place, () => text(one.value))),
    },
    { weight: 3, arbitrary: fc.record({ place, key }).map((one): Change => renameAt(one.place, one.key)) },
    fc.record({ place, key, value }).map((one): Change => addAt(one.place, one.key, text(one.value))),
    fc.record({ place, times }).map((one): Change => repeatAt(one.place, one.times)),
    fc
      .record({ place })
      .map((one): Change => replaceAt(one.place, (node) => ({ kind: 'array', items: [node] }))),
    fc.record({ place }).map((one): Change => dropAt(one.place)),
    fc.record({ place, from: place }).map((one): Change => (root) => {
      const nodes = nodesOf(root);
      const moved = nodes[one.from % nodes.length] ?? root;
      // Copies are one node: what is put in place of one is put in place of all.
      return nodesOf(moved).length > MAX_MOVED ? root : replaceAt(one.place, () => moved)(root);
    }),
  );
}

function text(value: string): Node {
  return { kind: 'text', text: value };
}

function readNode(value: unknown): Node {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(readNode) };
  if (typeof value !== 'object' || value === null) return text(JSON.stringify(value));
  return { kind: 'object', members: Object.entries(value).map(([key, inner]) => [key, readNode(inner)]) };
}

/** Changes multiply: one that makes more text than any string can hold is left out. */
function changeWithin(node: Node, one: Change): Node {
  const changed = one(node);
  return lengthOf(changed) > 4 * MAX_INPUT ? node : changed;
}

function lengthOf(node: Node): number {
  if (node.kind === 'text') return node.text.length;
  return childrenOf(node).reduce((sum, child) => sum + lengthOf(child) + 1, 2);
}

function write(node: Node): string {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'array') return `[${node.items.map(write).join(',')}]`;
  return `{${node.members.map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`).join(',')}}`;
}

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'text') return [];
  return node.kind === 'array' ? node.items : node.members.map(([, value]) => value);
}

function nodesOf(root: Node): readonly Node[] {
  return [root, ...childrenOf(root).flatMap(nodesOf)];
}

/** The tree with `target` (the very node) written anew. */
function replaceNode(node: Node, target: Node, by: (node: Node) => Node): Node {
  if (node === target) return by(node);
  if (node.kind === 'text') return node;
  if (node.kind === 'array')
    return { kind: 'array', items: node.items.map((item) => replaceNode(item, target, by)) };
  return {
    kind: 'object',
    members: node.members.map(([key, value]) => [key, replaceNode(value, target, by)]),
  };
}

function replaceAt(place: number, by: (node: Node) => Node): Change {
  return (root) => {
    const nodes = nodesOf(root);
    return replaceNode(root, nodes[place % nodes.length] ?? root, by);
  };
}

/** Changes an object or array of the tree that has members; the same tree when it has none. */
function changeInner(place: number, by: (node: Exclude<Node, { kind: 'text' }>) => Node): Change {
  return (root) => {
    const inner = nodesOf(root).filter((node) => childrenOf(node).length > 0);
    const target = inner[place % Math.max(1, inner.length)];
    if (target === undefined) return root;
    return replaceNode(root, target, (node) => (node.kind === 'text' ? node : by(node)));
  };
}

function renameAt(place: number, key: string): Change {
  return changeInner(place, (node) => {
    if (node.kind === 'array') return node;
    const at = place % node.members.length;
    return {
      kind: 'object',
      members: node.members.map(([own, value], index) => [index === at ? key : own, value]),
    };
  });
}

function addAt(place: number, key: string, value: Node): Change {
  return changeInner(place, (node) =>
    node.kind === 'array'
      ? { kind: 'array', items: [...node.items, value] }
      : { kind: 'object', members: [...node.members, [key, value]] },
  );
}

/** A member so many times, under the same key; within bounds, since changes multiply. */
function repeatAt(place: number, times: number): Change {
  return changeInner(place, (node) => {
    const at = place % childrenOf(node).length;
    const count = Math.min(times, Math.ceil(MAX_NODES / nodesOf(node).length));
    const copies = <T>(list: readonly T[]) =>
      list.flatMap((one, index) => (index === at ? Array.from({ length: count }, () => one) : [one]));
    return node.kind === 'array'
      ? { kind: 'array', items: copies(node.items) }
      : { kind: 'object', members: copies(node.members) };
  });
}

function dropAt(place: number): Change {
  return changeInner(place, (node) => {
    const at = place % childrenOf(node).length;
    return node.kind === 'array'
      ? { kind: 'array', items: node.items.toSpliced(at, 1) }
      : { kind: 'object', members: node.members.toSpliced(at, 1) };
  });
}
