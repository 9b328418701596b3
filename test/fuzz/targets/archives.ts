// Targets for archives that are published: what is read of them is what every other reader would find.

import assert from 'node:assert/strict';
import { gzipSync, inflateRawSync } from 'node:zlib';

import fc from 'fast-check';
import { packTar } from 'modern-tar';

import { readTarGz } from '../../../src/formats/archive/read-tar-gz.ts';
import { readZip } from '../../../src/formats/archive/read-zip.ts';
import { craftZip, descriptorOf, zip64Field, type CraftedHeader } from '../../support/crafted-zip.ts';
import { packZip } from '../../support/zip.ts';
import { attemptAsync } from '../support/attempt.ts';
import { mutatedBytes } from '../support/mutations.ts';
import { asyncTarget, type Target } from '../support/target.ts';

const CODES = ['invalid-archive', 'too-large'] as const;
const TEXT = 'Some words of a file. '.repeat(4);
const WORDS = [
  'PK\u0001\u0002',
  'PK\u0003\u0004',
  'PK\u0005\u0006',
  'PK\u0006\u0006',
  'PK\u0006\u0007',
  'PK\u0007\u0008',
];

const ZIPS = [
  packZip([
    { name: 'a/' },
    { name: 'a/b.txt', content: TEXT },
    { name: 'a/c', content: 'c', method: 'stored' },
  ]),
  craftZip({
    entries: [
      {
        name: 'a/b.txt',
        content: TEXT,
        flags: 0x0808,
        local: { crc32: 0, packedBytes: 0, sizeBytes: 0 },
        behind: descriptorOf(TEXT),
      },
      { name: 'a/c', content: 'c' },
    ],
    end64: {},
    comment: 'a comment',
  }),
];
const TARS = await Promise.all(
  [['a/b.txt'], ['a/b.txt', 'a/c.txt', `a/${'d'.repeat(120)}`]].map((names) =>
    packTar(names.map((name) => ({ header: { name, size: TEXT.length }, body: TEXT }))),
  ),
);

/** A header some of whose fields are others. */
const header: fc.Arbitrary<CraftedHeader> = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'A', 'a/', 'a/b', '../a'),
    flags: fc.constantFrom(0, 0x0800, 0x0808, 1, 2, 0x20),
    method: fc.constantFrom(0, 8, 9),
    crc32: fc.constantFrom(0, 1),
    packedBytes: fc.constantFrom(0, 1, 30, 0xffffffff),
    sizeBytes: fc.constantFrom(0, 1, 2, TEXT.length, 0xffffffff),
    extra: fc.constantFrom(Buffer.alloc(0), Buffer.alloc(3), zip64Field(1, 1), zip64Field(TEXT.length, 30)),
  },
  { requiredKeys: [] },
);
const part = fc.constantFrom(Buffer.alloc(0), Buffer.alloc(0), Buffer.from('x'), ZIPS[0] ?? Buffer.alloc(0));

const crafted: fc.Arbitrary<Buffer> = fc
  .record(
    {
      entries: fc.array(
        fc.record(
          {
            name: fc.constantFrom('a', 'b', 'c', 'd/'),
            content: fc.constantFrom('', 'x', TEXT),
            behind: fc.constantFrom(Buffer.alloc(0), descriptorOf(TEXT), Buffer.alloc(12)),
            local: header,
            directory: header,
          },
          { requiredKeys: ['name'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      before: part,
      gap: part,
      afterDirectory: part,
      comment: part,
      behind: part,
    },
    { requiredKeys: ['entries'] },
  )
  .map((zip) => craftZip(zip));

export const archiveTargets: readonly Target[] = [
  asyncTarget(
    'zip archive that is published',
    ['src/formats/archive/read-zip.ts#readZip', 'src/formats/archive/zip-end.ts#readZipEnd'],
    fc.oneof(mutatedBytes(ZIPS, WORDS), crafted),
    async (bytes) => {
      const read = await attemptAsync(CODES, () => readZip(bytes, 'it', () => true));
      if (read === undefined) return;
      const streamed = readAsStream(bytes);
      assert.deepEqual(
        [...streamed.keys()].sort(),
        read.entries.map(({ path }) => path).sort(),
        'a reader of the stream sees other entries',
      );
      for (const [path, content] of read.taken) assert.deepEqual(streamed.get(path), Buffer.from(content));
      assertPlain(read.entries.map(({ path }) => path));
    },
  ),
  asyncTarget(
    'tar archive that is published',
    ['src/formats/archive/read-tar-gz.ts#readTarGz'],
    fc.oneof(
      mutatedBytes(TARS).map((tar) => gzipSync(tar)),
      mutatedBytes(TARS.map((tar) => gzipSync(tar))),
    ),
    async (bytes) => {
      const read = await attemptAsync(CODES, () => readTarGz(bytes, 'it', () => true));
      if (read !== undefined) assertPlain(read.entries.map(({ path }) => path));
    },
  ),
];

/** What somebody finds who reads from the front and never looks at the directory. */
function readAsStream(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  let at = 0;
  while (bytes.readUInt32LE(at) === 0x04034b50) {
    const [flags, method] = [bytes.readUInt16LE(at + 6), bytes.readUInt16LE(at + 8)];
    const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
    const name = bytes.subarray(at + 30, nameEnd).toString();
    const start = nameEnd + bytes.readUInt16LE(at + 28);
    const unpacked =
      method === 8
        ? (inflateRawSync(bytes.subarray(start), { info: true }) as unknown as {
            buffer: Buffer;
            engine: { bytesWritten: number };
          })
        : undefined;
    const packedBytes = unpacked?.engine.bytesWritten ?? bytes.readUInt32LE(at + 18);
    assert.ok(!found.has(name));
    found.set(name, unpacked?.buffer ?? bytes.subarray(start, start + packedBytes));
    at = start + packedBytes;
    if ((flags & 8) !== 0) at = behindDescriptor(bytes, at);
  }
  assert.equal(bytes.readUInt32LE(at), 0x02014b50, 'a reader of the stream finds something between entries');
  return found;
}

/** The first of its forms behind which something begins. */
function behindDescriptor(bytes: Buffer, at: number): number {
  const ends = [16, 12, 24, 20].map((length) => at + length);
  const end = ends.find((offset) => [0x04034b50, 0x02014b50].includes(bytes.readUInt32LE(offset)));
  assert.ok(end !== undefined, 'a reader of the stream finds no end');
  return end;
}

function assertPlain(paths: readonly string[]): void {
  const seen = new Set(paths.map((path) => path.replace(/\/$/, '').normalize('NFC').toLowerCase()));
  for (const path of paths) {
    assert.ok(!path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..'), path);
  }
  assert.ok(seen.size > 0);
}
