import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { array, asyncProperty, assert as assertProperty, uint8Array } from 'fast-check';

import { componentKeyOf } from '../inventory/component-key.ts';
import type { ComponentKey, SnapshotFile } from '../inventory/ports.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { decodeGraph, encodeGraph } from './graph-blob.ts';

const WAVE: ComponentKey = { ecosystem: 'npm', name: asPackageName('wave'), version: '1.0.0' };
const FILES: readonly SnapshotFile[] = [
  {
    path: 'ünï/package-lock.json',
    graph: {
      format: 'package-lock.json 3',
      components: [
        { name: 'shop', source: 'project', scope: 'unknown' },
        { ...WAVE, source: 'registry', scope: 'runtime', line: 70_000 },
      ],
      roots: [0],
      needs: [[1], [0, 1]],
      ranges: [['^1.0.0'], [undefined, '~1']],
      gaps: [{ message: 'said too little' }],
    },
  },
];
const IDS = new Map([[componentKeyOf(WAVE), 300]]);

const read = (bytes: Uint8Array, known: readonly (readonly [number, ComponentKey])[] = []) =>
  decodeGraph(bytes, async () => new Map(known));

test('what is known across applications is kept by its id, the rest by its words', async () => {
  const blob = await encodeGraph(FILES, IDS);
  assert.deepEqual(await read(blob, [[300, WAVE]]), FILES);
  assert.deepEqual(await read(await encodeGraph(FILES, new Map())), FILES);
  assert.deepEqual(await read(await encodeGraph([], new Map())), []);
});

test('a blob of the layout without ranges stays readable', async () => {
  const blob = await promisify(gzip)(Buffer.from([1, 1, 1, 65, 1, 66, 1, 64, 1, 67, 0, 0, 0, 1, 0, 0, 0]));
  assert.deepEqual(await read(blob), [
    {
      path: 'A',
      graph: {
        format: 'B',
        components: [{ name: 'C', source: 'registry', scope: 'unknown' }],
        roots: [],
        needs: [[0]],
        gaps: [],
      },
    },
  ]);
});

test('a graph that is damaged is an error, never half a graph', async () => {
  const refused = (error: unknown) => isGatehouseError(error, 'storage-failed');
  const whole = await encodeGraph(FILES, IDS);
  await assert.rejects(read(whole.subarray(0, -9), [[300, WAVE]]), refused);
  // A component that the database has lost.
  await assert.rejects(read(whole), refused);
  const texts = [
    [],
    [2],
    [3],
    [2, 1, 1, 65, 1, 66, 200],
    // A range that is none.
    [2, 1, 1, 65, 1, 66, 0, 1, 192, 1, 1, 67, 0, 0, 0, 1, 0, 1, 0, 0],
    [1, 200],
    [1, 0, 0],
    [1, 1, 1, 65],
    [1, 1, 0, 0, 1, 3],
    [1, 1, 0, 0, 0, 1, 5, 0],
    [1, 1, 1, 65, 1, 66, 1, 16, 255, 255, 255, 255, 15, 0, 0],
    [1, 1, ...Array.from({ length: 12 }, () => 255)],
  ];
  for (const bytes of texts) {
    await assert.rejects(read(await promisify(gzip)(Buffer.from(bytes))), refused, String(bytes));
  }
});

test('whatever bytes stand there are a graph or an error', async () => {
  const whole = Buffer.from([
    2, 1, 1, 65, 1, 66, 1, 2, 94, 49, 2, 196, 1, 1, 67, 0, 0, 0, 1, 2, 1, 20, 3, 1, 0, 0,
  ]);
  await assertProperty(
    asyncProperty(
      uint8Array({ maxLength: 40 }),
      array(uint8Array({ minLength: 2, maxLength: 2 })),
      async (bytes, changes) => {
        const changed = Buffer.from(whole);
        for (const [at = 0, byte = 0] of changes) changed[at % changed.length] = byte;
        for (const text of [bytes, changed]) {
          try {
            for (const { graph } of await read(await promisify(gzip)(text), [[3, WAVE]])) {
              const positions = [...graph.roots, ...graph.needs.flatMap((needs) => needs ?? [])];
              assert.ok(positions.every((position) => graph.components[position] !== undefined));
            }
          } catch (error) {
            assert.ok(isGatehouseError(error, 'storage-failed'), String(error));
          }
        }
      },
    ),
  );
});
