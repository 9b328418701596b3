import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { packTar, type TarHeader } from 'modern-tar';

import { isGatehouseError } from '../../kernel/errors.ts';
import { readTarGz } from './read-tar-gz.ts';

type Entry = Pick<TarHeader, 'name'> & Partial<TarHeader>;

async function read(entries: readonly Entry[], links: 'inside' | 'none' = 'inside') {
  const tar = await packTar(
    entries.map((header) => ({
      header: { size: 0, type: 'symlink', ...header },
      body: header.size === 2 ? 'hi' : '',
    })),
  );
  const options = links === 'none' ? {} : { links };
  return readTarGz(gzipSync(tar), 'a test', () => false, undefined, options);
}

const FILE: Entry = { name: 'top/file', type: 'file', size: 2 };

describe('links in an archive', () => {
  const fine: readonly (readonly [string, readonly Entry[]])[] = [
    ['to a file beside it', [FILE, { name: 'top/a', linkname: 'file' }]],
    ['spelt with a dot', [FILE, { name: 'top/a', linkname: './file' }]],
    ['up, and down again', [{ name: 'top/s/t/a', linkname: '../../file' }]],
    ['to the first folder itself', [{ name: 'top/s/a', linkname: '..' }]],
    ['to what is not there', [{ name: 'top/a', linkname: 'nothing' }]],
    [
      'through another one that stays inside',
      [
        { name: 'top/s/up', linkname: '..' },
        { name: 'top/a', linkname: 's/up/file' },
      ],
    ],
    ['that are hard, to a file before them', [FILE, { name: 'top/a', type: 'link', linkname: 'top/file' }]],
  ];
  for (const [what, entries] of fine) {
    it(`may lead ${what}`, async () => {
      const { entries: found } = await read(entries);
      assert.deepEqual(
        found.map(({ path }) => path),
        entries.map(({ name }) => name),
      );
      assert.equal(found.at(-1)?.kind, 'link');
    });
  }

  const refused: readonly (readonly [string, readonly Entry[]])[] = [
    ['out of the folder', [{ name: 'top/a', linkname: '../other' }]],
    ['out of the folder, spelt with a slash at its end', [{ name: 'top/a/', linkname: '../other' }]],
    ['far out', [{ name: 'top/s/a', linkname: '../../../etc/passwd' }]],
    ['to an absolute place', [{ name: 'top/a', linkname: '/etc/passwd' }]],
    ['to a drive', [{ name: 'top/a', linkname: 'c:/windows' }]],
    ['by backslashes', [{ name: 'top/a', linkname: '..\\..\\x' }]],
    [
      'up through another link',
      [
        { name: 'top/s/up', linkname: '..' },
        { name: 'top/a', linkname: 's/up/../x' },
      ],
    ],
    ['from outside of any folder', [{ name: 'a', linkname: 'b' }]],
    ['nowhere', [{ name: 'top/a', linkname: '' }]],
    ['hard, to a file that comes later', [{ name: 'top/a', type: 'link', linkname: 'top/file' }, FILE]],
    [
      'hard, to another link',
      [
        { name: 'top/b', linkname: 'c' },
        { name: 'top/a', type: 'link', linkname: 'top/b' },
      ],
    ],
    ['hard, to the outside', [{ name: 'top/a', type: 'link', linkname: '/etc/passwd' }]],
    [
      'to a folder in which files follow',
      [
        { name: 'top/a', linkname: 's' },
        { name: 'top/a/x', type: 'file' },
      ],
    ],
  ];
  for (const [what, entries] of refused) {
    it(`may not lead ${what}`, async () => {
      await assert.rejects(read(entries), (error) => isGatehouseError(error, 'invalid-archive'));
    });
  }

  it('are none where no links may be', async () => {
    await assert.rejects(
      read([FILE, { name: 'top/a', linkname: 'file' }], 'none'),
      /expected files and folders alone/,
    );
  });
});
