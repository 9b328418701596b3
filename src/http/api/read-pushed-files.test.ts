import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  array,
  asyncProperty,
  assert as assertProperty,
  constantFrom,
  nat,
  option,
  record,
  string,
} from 'fast-check';

import { isGatehouseError } from '../../kernel/errors.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { pushRequest } from './application-contract.ts';
import { readPushedFiles } from './read-pushed-files.ts';

const maybe = { nil: undefined };
const components = array(
  record(
    {
      purl: option(
        constantFrom('pkg:npm/a@1.0.0', 'pkg:pypi/A_b@1', 'pkg:maven/g/a@1', 'pkg:npm/', 'pkg:gem/x@1', ''),
        maybe,
      ),
      name: option(string({ unit: 'binary' }), maybe),
      version: option(string(), maybe),
      source: constantFrom('registry', 'project', 'elsewhere'),
      needs: option(array(nat(5)), maybe),
    },
    { requiredKeys: [] },
  ),
);

test('any push is read whole, with every position one that is there, or refused', async () => {
  await assertProperty(
    asyncProperty(components, array(nat(3)), async (given, roots) => {
      const body = { files: [{ path: 'x', format: 'y', components: given, roots }] };
      const { files } = pushRequest.parse(JSON.parse(JSON.stringify(body)));
      try {
        const [file] = await readPushedFiles(ADAPTERS, files);
        assert.ok(file !== undefined);
        const { graph } = file;
        assert.equal(graph.components.length, given.length);
        const positions = [...graph.roots, ...graph.needs.flatMap((needs) => needs ?? [])];
        assert.ok(positions.every((position) => graph.components[position] !== undefined));
      } catch (error) {
        assert.ok(isGatehouseError(error, 'invalid-request'), String(error));
      }
    }),
  );
});

test('names are read by the rules of their ecosystems, and positions are told once', async () => {
  const { files } = pushRequest.parse({
    files: [
      {
        path: 'x',
        format: 'y',
        components: [
          { name: 'ours', source: 'project', needs: [1, 1] },
          { purl: 'pkg:pypi/Foo_Bar@1.0' },
          { purl: 'pkg:npm/%40acme/x' },
        ],
        roots: [0, 0],
      },
    ],
  });
  const [file] = await readPushedFiles(ADAPTERS, files);
  const known = { scope: 'unknown', source: 'registry' };
  assert.deepEqual(file?.graph, {
    format: 'y',
    components: [
      { name: 'ours', source: 'project', scope: 'unknown' },
      { ecosystem: 'pypi', name: 'foo-bar', version: '1.0', ...known },
      { ecosystem: 'npm', name: '@acme/x', ...known },
    ],
    roots: [0],
    needs: [[1], undefined, undefined],
    gaps: [],
  });
});

test('ranges stand beside needs, one for each', async () => {
  const fileOf = (needs: readonly number[] | undefined, ranges: readonly (string | null)[]) =>
    pushRequest.parse({
      files: [{ path: 'x', format: 'y', components: [{ name: 'a', needs, ranges }, { name: 'b' }] }],
    }).files;
  const [file] = await readPushedFiles(ADAPTERS, fileOf([0, 1, 1], [null, null, '^1']));
  assert.deepEqual(
    [file?.graph.needs[0], file?.graph.ranges?.[0]],
    [
      [0, 1],
      [undefined, '^1'],
    ],
  );
  for (const wrong of [fileOf([1], []), fileOf(undefined, ['^1'])]) {
    await assert.rejects(readPushedFiles(ADAPTERS, wrong), (error) =>
      isGatehouseError(error, 'invalid-request'),
    );
  }
});
