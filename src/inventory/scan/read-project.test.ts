import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { ManifestFormat } from '../../ecosystems/adapter-manifest.ts';
import type { ProjectFolder } from '../ports.ts';
import { readProject } from './read-project.ts';

function folderOf(files: Readonly<Record<string, string>>): ProjectFolder {
  return {
    async *paths() {
      yield* Object.keys(files).sort();
    },
    read: async (path) => files[path],
  };
}

/** A format that says what it was given: its text, and the companions that were found. */
function formatOf(id: string, more: Partial<ManifestFormat> = {}): ManifestFormat {
  return {
    id,
    isNamed: (name) => name === id,
    read(text, companions): ComponentGraph {
      if (text === 'bad')
        throw new GatehouseError('invalid-document', `Cannot read ${id}: found "bad" at line 1`);
      const format = [text, ...[...companions].map(([name, beside]) => `${name}=${beside}`)].join(' ');
      return { format, components: [], roots: [], needs: [], gaps: [] };
    },
    ...more,
  };
}

async function tell(files: Readonly<Record<string, string>>, ...formats: readonly ManifestFormat[]) {
  const { files: read, unread } = await readProject(folderOf(files), formats);
  return [
    ...read.map(({ path, graph }) => `${path}: ${graph.format}`),
    ...unread.map(({ message }) => message),
  ];
}

test('every file that a format claims is read, and one that cannot be keeps none from being read', async () => {
  assert.deepEqual(
    await tell(
      { 'a.lock': 'one', 'sub/a.lock': 'bad', 'sub/b.lock': 'two', other: '' },
      formatOf('a.lock'),
      formatOf('b.lock'),
    ),
    ['a.lock: one', 'sub/b.lock: two', 'Cannot read a.lock: found "bad" at line 1'],
  );
});

test('a folder that may not be looked into is told, and keeps nothing else from being read', async () => {
  const folder: ProjectFolder = {
    ...folderOf({ 'a.lock': 'one' }),
    async *paths(tell) {
      yield 'a.lock';
      tell?.('secret', 'permission denied');
    },
  };
  const { files, unread } = await readProject(folder, [formatOf('a.lock')]);
  assert.deepEqual(
    [...files, ...unread].map(({ path }) => path),
    ['a.lock', 'secret'],
  );
  assert.deepEqual(unread, [
    { path: 'secret', code: 'not-allowed', message: 'Cannot look into secret: permission denied' },
  ]);
});

test('a file yields to another one of its own folder, and to none elsewhere', async () => {
  const manifest = formatOf('a.json', { yieldsTo: ['a.lock'] });
  assert.deepEqual(
    await tell({ 'a.json': 'm', 'a.lock': 'l', 'sub/a.json': 'm' }, manifest, formatOf('a.lock')),
    ['a.lock: l', 'sub/a.json: m'],
  );
});

test('a file yields in each folder that the other one speaks for, however deep', async () => {
  const manifest = formatOf('a.json', { yieldsTo: ['a.lock'] });
  const lock = formatOf('a.lock', {
    read: (text) => ({
      format: text,
      components: [],
      roots: [],
      needs: [],
      gaps: [],
      speaksFor: ['', 'packages/./one/', '../two', '../../out'],
    }),
  });
  const files = {
    'w/a.json': 'm',
    'w/a.lock': 'l',
    'w/packages/one/a.json': 'm',
    'w/packages/other/a.json': 'other',
    'two/a.json': 'm',
    'a.json': 'top',
  };
  assert.deepEqual(await tell(files, manifest, lock), [
    'a.json: top',
    'w/a.lock: l',
    'w/packages/other/a.json: other',
  ]);
});

test('companions are asked for until no new ones are named, within the project alone', async () => {
  const asks = [['b.txt', '../top.txt', '../../out.txt', '/etc/passwd'], ['c/d.txt', 'b.txt'], ['missing']];
  let round = 0;
  const format = formatOf('a.txt', { companions: () => asks[round++] ?? [] });
  assert.deepEqual(
    await tell({ 'sub/a.txt': 'a', 'sub/b.txt': 'b', 'top.txt': 't', 'sub/c/d.txt': 'd' }, format),
    ['sub/a.txt: a b.txt=b ../top.txt=t c/d.txt=d'],
  );
});

test('a pattern means what lies below the folder of the file', async () => {
  const format = formatOf('a.txt', { companions: () => ['in/*/b.txt', '../*.txt', 'c*.txt'] });
  const files = {
    'sub/a.txt': 'a',
    'sub/in/x/b.txt': 'x',
    'sub/in/x/y/b.txt': '-',
    'sub/in/z/b.txt': 'z',
    'in/x/b.txt': '-',
    'top.txt': '-',
  };
  assert.deepEqual(await tell(files, format), ['sub/a.txt: a in/x/b.txt=x in/z/b.txt=z']);
});

test('a format that always names another companion is not asked for ever', async () => {
  let asked = 0;
  const format = formatOf('a.txt', { companions: () => [`${asked++}.txt`] });
  assert.deepEqual(await tell({ 'a.txt': 'a' }, format), ['a.txt: a']);
  assert.equal(asked, 20);
});

test('a format that resolves is given whom to ask, where there is one', async () => {
  const asker = { document: async () => ({ because: 'none' }), versions: async () => undefined };
  const format = formatOf('a.xml', {
    resolve: async (text, _, ask) => ({
      format: `${text} ${ask === asker ? 'asked' : 'not asked'}`,
      components: [],
      roots: [],
      needs: [],
      gaps: [],
    }),
  });
  const folder = folderOf({ 'a.xml': 'text' });
  const formatsOf = async (...more: readonly (typeof asker)[]) =>
    (await readProject(folder, [format], () => more[0])).files.map(({ graph }) => graph.format);
  assert.deepEqual(await formatsOf(asker), ['text asked']);
  assert.deepEqual(await formatsOf(), ['text']);
});
