import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import {
  craftEntries,
  craftTgz,
  GNU_MAGIC,
  paxEntry,
  recordOf,
  TAR_END,
  type CraftedEntry,
} from '../../../test/support/crafted-tar.ts';
import { readTarGz } from './read-tar-gz.ts';

const FIRST: CraftedEntry = { name: 'package/package.json', content: '{}' };
/** What one unpacker reads as content and another as an entry. */
const HIDDEN = craftEntries([{ name: 'package/hidden.js', content: 'x' }]);
const longName = (name: string, type: 'L' | 'K' = 'L'): CraftedEntry => ({
  name: '././@LongLink',
  type,
  magic: GNU_MAGIC,
  content: `${name}\0`,
});
const A: CraftedEntry = { name: 'package/a.js', content: 'a' };

const pathsOf = async (bytes: Uint8Array): Promise<readonly string[]> =>
  (await readTarGz(bytes, 'x', () => false, undefined, { links: 'inside' })).entries.map(({ path }) => path);

const REFUSED: readonly (readonly [what: string, entries: readonly CraftedEntry[], why: RegExp])[] = [
  ['a file whose name is a folder’s', [{ name: 'package/d/', content: HIDDEN }], /has content/],
  ['the same in the oldest form', [{ name: 'package/d/', type: '\0', content: HIDDEN }], /has content/],
  ['the same by a pax header', [paxEntry({ path: 'package/d/' }), { ...A, content: HIDDEN }], /has content/],
  ['the same by a long name', [longName('package/d/'), { ...A, content: HIDDEN }], /has content/],
  ['a folder with content', [{ name: 'package/d/', type: '5', content: HIDDEN }], /has content/],
  ['a link with content', [{ name: 'package/l', type: '2', link: 'a.js', content: HIDDEN }], /has content/],
  ['another size in a pax header', [paxEntry({ size: '0' }), { ...A, content: HIDDEN }], /two sizes/],
  ['a size for all that follow', [paxEntry({ size: '1' }, 'g'), A], /says size/],
  ['a path for all that follow', [paxEntry({ path: 'package/b.js' }, 'g'), A], /says path/],
  [
    'a long name and a pax path',
    [longName('package/b.js'), paxEntry({ path: 'package/c.js' }), A],
    /two names/,
  ],
  [
    'a pax path and a long name',
    [paxEntry({ path: 'package/c.js' }), longName('package/b.js'), A],
    /two names/,
  ],
  ['two long names', [longName('package/b.js'), longName('package/c.js'), A], /two names/],
  ['two pax headers', [paxEntry({ mtime: '1' }), paxEntry({ path: 'package/c.js' }), A], /two names/],
  ['a long name that goes on', [longName('package/b.js\0package/c.js'), A], /behind its end/],
  [
    'a path twice in one pax header',
    [
      {
        ...paxEntry({}),
        content: [recordOf(['path', 'package/b.js']), recordOf(['path', 'package/c.js'])].join(''),
      },
      A,
    ],
    /twice/,
  ],
  ['a file with holes', [paxEntry({ 'GNU.sparse.name': 'package/b.js' }), A], /GNU\.sparse\.name/],
  ['names of another encoding', [paxEntry({ hdrcharset: 'BINARY' }), A], /hdrcharset/],
  ['a prefix in GNU’s form', [{ ...A, prefix: 'other', magic: GNU_MAGIC }], /no place for that/],
  ['a prefix in the oldest form', [{ ...A, prefix: 'other', magic: '\0'.repeat(8) }], /no place for that/],
  ['a form of another version', [{ ...A, prefix: 'other', magic: 'ustar\u000001' }], /not every unpacker/],
  ['a kind that nobody knows', [{ ...A, type: 'A' }], /of the kind "A"/],
  ['a label', [{ ...A, type: 'V' }], /of the kind "V"/],
  ['a size in 256ths', [{ ...A, size: '\u0080\0\0\0\0\0\0\0\0\0\0\u0001' }], /expected octal digits/],
  ['a size with more behind it', [{ ...A, size: '000000000019' }], /expected octal digits/],
  ['a word about nothing', [paxEntry({ path: 'package/b.js' })], /does not follow/],
];

describe('a gzipped tar that is published', () => {
  for (const [what, entries, why] of REFUSED) {
    it(`is refused where unpackers differ: ${what}`, async () => {
      await assert.rejects(pathsOf(craftTgz([FIRST, ...entries])), { code: 'invalid-archive', message: why });
    });
  }

  it('is refused where something stands behind its end, or behind the gzip', async () => {
    const tar = Buffer.concat([craftEntries([FIRST]), TAR_END]);
    const more = craftEntries([A]);
    for (const bytes of [
      gzipSync(Buffer.concat([tar, more, TAR_END])),
      gzipSync(Buffer.concat([craftEntries([FIRST]), Buffer.alloc(512), more, TAR_END])),
      Buffer.concat([gzipSync(craftEntries([FIRST])), gzipSync(Buffer.concat([more, TAR_END]))]),
      Buffer.concat([gzipSync(tar), Buffer.from('more')]),
    ])
      await assert.rejects(pathsOf(bytes), { code: 'invalid-archive' });
  });

  it('is read as those write it who pack: long names, times and notes of pax, old forms', async () => {
    const long = `package/${'d'.repeat(120)}.js`;
    // npm writes the size beside a long name, as it is.
    const ofNpm = [paxEntry({ path: long, size: '1', mtime: '1.5' }), { ...A, name: 'package/d.js' }];
    assert.deepEqual(await pathsOf(craftTgz([FIRST, ...ofNpm])), [FIRST.name, long]);
    const ofGnu = [longName(long), { ...A, magic: GNU_MAGIC }];
    assert.deepEqual(await pathsOf(craftTgz([FIRST, ...ofGnu])), [FIRST.name, long]);
    const ofGit = [paxEntry({ comment: 'a'.repeat(40) }, 'g'), FIRST];
    assert.deepEqual(await pathsOf(craftTgz(ofGit)), [FIRST.name]);
    const split = { ...A, name: 'a.js', prefix: 'package/sub' };
    const folder = { name: 'package/sub/', type: '5' };
    const old = { ...A, type: '\0', magic: '\0'.repeat(8) };
    assert.deepEqual(await pathsOf(craftTgz([FIRST, folder, split, old])), [
      FIRST.name,
      'package/sub/',
      'package/sub/a.js',
      A.name,
    ]);
    const links = [
      A,
      { name: 'package/l.js', type: '2', link: 'a.js' },
      { name: 'package/h.js', type: '1', link: A.name },
    ];
    assert.equal((await pathsOf(craftTgz(links))).length, 3);
  });
});
