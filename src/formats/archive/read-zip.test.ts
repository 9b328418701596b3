import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';

import {
  craftZip,
  descriptorOf,
  extraField,
  zip64Field,
  type CraftedZip,
} from '../../../test/support/crafted-zip.ts';
import { packZip } from '../../../test/support/zip.ts';
import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { createEntryPaths } from './entry-paths.ts';
import { readZip } from './read-zip.ts';
import { ARCHIVE_LIMITS } from './read-archive.ts';

const FILE = { name: 'a/file.txt', content: 'Some content. '.repeat(20) };
const OTHER = { name: 'a/other.txt', content: 'Other.' };
const MAX_32 = 0xffffffff;
const HAS_DESCRIPTOR = 0x0808;
const all = () => true;

function textOf(taken: ReadonlyMap<string, Uint8Array>, path: string): string {
  return Buffer.from(taken.get(path) ?? []).toString();
}

async function assertRead(zip: CraftedZip): Promise<void> {
  const { entries, taken } = await readZip(craftZip(zip), 'it', all);
  assert.equal(entries.length, zip.entries.length);
  for (const { name, content = '' } of zip.entries) {
    assert.equal(textOf(taken, String(name)), Buffer.from(content).toString());
  }
}

async function assertRefused(
  zip: CraftedZip | Buffer,
  why: RegExp,
  code: ErrorCode = 'invalid-archive',
): Promise<void> {
  const bytes = Buffer.isBuffer(zip) ? zip : craftZip(zip);
  await assert.rejects(readZip(bytes, 'anvil 1.0', all), (error: unknown) => {
    assert.ok(isGatehouseError(error, code), String(error));
    assert.match(error.message, why);
    assert.match(error.message, /^Cannot (?:publish|read) /);
    return true;
  });
}

test('entries are listed in their order, and those that are wanted are taken out, packed or stored', async () => {
  for (const method of ['stored', 'deflate'] as const) {
    const bytes = packZip([
      { name: 'a/' },
      { name: 'a/one.txt', content: 'one', method },
      { name: 'a/two.txt', content: 'two', method },
    ]);
    const { entries, taken } = await readZip(bytes, 'it', (path) => path.endsWith('two.txt'));
    assert.deepEqual(entries, [
      { path: 'a/', kind: 'folder', sizeBytes: 0 },
      { path: 'a/one.txt', kind: 'file', sizeBytes: 3 },
      { path: 'a/two.txt', kind: 'file', sizeBytes: 3 },
    ]);
    assert.deepEqual([...taken.keys()], ['a/two.txt']);
    assert.equal(textOf(taken, 'a/two.txt'), 'two');
  }
});

test('a large entry is read in pieces, and held to its checksum like a small one', async () => {
  const content = Buffer.alloc(900_000, 'Some words. ');
  await assertRead({ entries: [{ name: 'a', content }] });
  await assertRefused({ entries: [{ name: 'a', content, crc32: 1 }] }, /does not have its checksum/);
  const short = deflateRawSync(content.subarray(1));
  await assertRefused({ entries: [{ name: 'a', content, packed: short }] }, /does not have its size/);
  const cut = deflateRawSync(content).subarray(0, -20);
  await assertRefused({ entries: [{ name: 'a', content, packed: cut }] }, /cannot be unpacked/);
  const trailed = Buffer.concat([deflateRawSync(content), Buffer.from('more')]);
  await assertRefused(
    { entries: [{ name: 'a', content, packed: trailed }] },
    /bytes behind its packed content/,
  );
});

test('sizes behind the content are read in every form in which writers leave them', async () => {
  for (const form of [{}, { isSigned: false }, { isLarge: true }, { isSigned: false, isLarge: true }]) {
    const behind = descriptorOf(FILE.content, form);
    const local = { crc32: 0, packedBytes: 0, sizeBytes: 0 };
    await assertRead({ entries: [{ ...FILE, flags: HAS_DESCRIPTOR, behind, local }, OTHER] });
  }
});

test('zip64 records that say what is so are read', async () => {
  const packed = deflateRawSync(FILE.content).length;
  const extra = zip64Field(FILE.content.length, packed);
  const maxed = { packedBytes: MAX_32, sizeBytes: MAX_32, extra };
  await assertRead({ entries: [{ ...FILE, local: maxed, directory: maxed }], end64: {} });
  await assertRead({ entries: [{ ...FILE, local: { extra } }] });
  const end = { entryCount: 0xffff, directoryBytes: MAX_32, directoryOffset: MAX_32 };
  await assertRead({ entries: [FILE], end64: {}, end });
});

test('comments and dates that writers leave are read', async () => {
  const extra = extraField(0x5455, Buffer.from([1, 0, 0, 0, 0]));
  const directory = { comment: 'of an entry', extra };
  await assertRead({ entries: [{ ...FILE, local: { extra }, directory }], comment: 'of the archive' });
});

test('paths that lead out of the folder, or to two places, are refused', async () => {
  for (const name of [
    '../a',
    'a/../../b',
    '/etc/passwd',
    'C:/a',
    'a\\..\\b',
    'a//b',
    './a',
    'a\u0000b',
    'a/con.txt',
    'a.',
  ]) {
    await assertRefused({ entries: [{ name, content: 'x' }] }, /found the entry/);
  }
  await assertRefused({ entries: [{ name: Buffer.from([0x61, 0xff]), content: 'x' }] }, /no UTF-8/);
  await assertRefused({ entries: [FILE, FILE] }, /there twice/);
  await assertRefused({ entries: [FILE, { name: 'a/File.txt', content: 'x' }] }, /in spelling alone/);
  await assertRefused({ entries: [FILE, { name: 'a/file.txt/b', content: 'x' }] }, /a file as well/);
});

test('a name whose letters depend on the reader is refused, as is a second name', async () => {
  await assertRefused(
    { entries: [{ name: 'caf\u00e9', content: 'x', flags: 0 }] },
    /neither ASCII nor marked as UTF-8/,
  );
  await assertRead({ entries: [{ name: 'caf\u00e9', content: 'x' }] });
  const second = (name: string) => extraField(0x7075, Buffer.concat([Buffer.alloc(5), Buffer.from(name)]));
  await assertRefused({ entries: [{ ...FILE, directory: { extra: second('b') } }] }, /a second name/);
  await assertRefused({ entries: [{ ...FILE, local: { extra: second('b') } }] }, /a second name/);
  await assertRead({ entries: [{ ...FILE, extra: second(FILE.name) }] });
});

test('a mode of all ones, as archivers of Java write, says nothing', async () => {
  const attributes = 0xffff0010;
  const { entries } = await readZip(
    craftZip({
      entries: [
        { name: 'META-INF/', directory: { attributes } },
        { name: 'META-INF/a', content: 'a' },
      ],
    }),
    'a jar',
    () => false,
  );
  assert.deepEqual(
    entries.map(({ path, kind }) => [path, kind]),
    [
      ['META-INF/', 'folder'],
      ['META-INF/a', 'file'],
    ],
  );
});

test('paths that differ in case alone are two where they are said to be', async () => {
  const zip = craftZip({
    entries: [
      { name: 'LICENSE', content: 'a' },
      { name: 'license/a', content: 'b' },
    ],
  });
  await assert.rejects(
    readZip(zip, 'a jar', () => false),
    /LICENSE/,
  );
  const paths = createEntryPaths('a jar', { isCaseSensitive: true });
  const { entries } = await readZip(zip, 'a jar', () => false, ARCHIVE_LIMITS, { paths });
  assert.equal(entries.length, 2);
});

test('links, devices and folders that are files are refused', async () => {
  const typed = (type: number, name = 'a') => ({
    entries: [{ name, directory: { attributes: ((type | 0o644) << 16) >>> 0 } }],
  });
  await assertRefused(typed(0o120000), /it is a link/);
  await assertRefused(typed(0o060000), /it is a device/);
  await assertRefused(typed(0o010000), /it is a device/);
  await assertRefused(typed(0o040000), /it is a folder/);
  await assertRefused(typed(0o100000, 'a/'), /it is a file/);
  await assertRefused({ entries: [{ name: 'a', directory: { attributes: 0x10 } }] }, /marked as a folder/);
  await assertRefused({ entries: [{ name: 'a/', content: 'x' }] }, /a folder with content/);
});

test('encrypted entries, unknown flags and methods are refused', async () => {
  for (const flags of [1, 1 << 13]) await assertRefused({ entries: [{ ...FILE, flags }] }, /encrypted/);
  await assertRefused({ entries: [{ ...FILE, flags: 1 << 6 }] }, /encrypt/);
  await assertRefused({ entries: [{ ...FILE, flags: 1 << 5 }] }, /flags are 32/);
  await assertRefused({ entries: [{ ...FILE, extra: extraField(0x9901, Buffer.alloc(7)) }] }, /encrypted/);
  await assertRefused({ entries: [{ ...FILE, method: 12 }] }, /method 12/);
});

test('what unpacks to more than a package of its size is refused before it is unpacked', async () => {
  const bomb = { name: 'a', content: Buffer.alloc(3_000_000) };
  await assertRefused({ entries: [bomb] }, /unpacks to more/, 'too-large');
  const many = Array.from({ length: 20 }, (_, index) => ({
    name: `a${index}`,
    content: Buffer.alloc(200_000),
  }));
  await assertRefused({ entries: many }, /unpacks to more/, 'too-large');
  const plain = craftZip({ entries: [FILE, OTHER] });
  const limited = (limits: object) => readZip(plain, 'it', all, { ...ARCHIVE_LIMITS, ...limits });
  const isTooLarge = (error: unknown) => isGatehouseError(error, 'too-large');
  await assert.rejects(limited({ maxEntries: 1 }), isTooLarge);
  await assert.rejects(limited({ maxUnpackedBytes: 100 }), isTooLarge);
  await assert.rejects(limited({ maxTakenBytes: 100 }), isTooLarge);
});

test('a bomb that tells a small size is stopped at that size', async () => {
  const large = Buffer.alloc(5_000_000);
  for (const sizeBytes of [10, 300_000]) {
    const lying = { name: 'a', content: large, sizeBytes };
    await assertRefused({ entries: [lying] }, /does not have its size/);
  }
});

test('entries that share bytes are refused, so that no bomb hides in them', async () => {
  const inner = craftZip({ entries: [OTHER] });
  const quoting = { name: 'q', content: inner.subarray(0, inner.indexOf('PK\u0001\u0002')), method: 0 };
  const quoted = { ...OTHER, directory: { offset: 30 + quoting.name.length } };
  await assertRefused({ entries: [quoting, quoted] }, /it reaches into what follows/);
  await assertRefused({ entries: [FILE, { ...FILE, name: 'b', directory: { offset: 0 } }] }, /at one place/);
});

test('headers that differ are refused, whichever a reader goes by', async () => {
  for (const [header, why] of [
    [{ name: 'a/else.txt' }, /name in the directory and before/],
    [{ flags: 0x0802 }, /flags in the directory and before/],
    [{ method: 0 }, /method in the directory and before/],
    [{ sizeBytes: 1 }, /sizes in the directory and before/],
    [{ packedBytes: 1 }, /sizes in the directory and before/],
    [{ sizeBytes: 0, packedBytes: 0 }, /sizes in the directory and before/],
    [{ crc32: 1 }, /checksum in the directory and before/],
  ] as const) {
    await assertRefused({ entries: [{ ...FILE, local: header }, OTHER] }, why);
  }
});

test('sizes behind the content that differ, or that only some readers find, are refused', async () => {
  const local = { crc32: 0, packedBytes: 0, sizeBytes: 0 };
  const described = (behind: Buffer) => ({
    entries: [{ ...FILE, flags: HAS_DESCRIPTOR, local, behind }, OTHER],
  });
  const right = descriptorOf(FILE.content);
  await assertRefused(
    described(descriptorOf(FILE.content, { sizeBytes: 7 })),
    /sizes and checksum behind it/,
  );
  await assertRefused(described(Buffer.alloc(0)), /sizes and checksum behind it/);
  await assertRefused(described(Buffer.concat([right, Buffer.alloc(3)])), /sizes and checksum behind it/);
  const unsigned = Buffer.from(right);
  unsigned[0] = 0;
  await assertRefused(described(unsigned), /sizes and checksum behind it/);
  const content = 'stored';
  const behind = Buffer.concat([
    Buffer.from('PK\u0007\u0008'),
    ...[crc32(content), content.length, content.length].map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value);
      return bytes;
    }),
  ]);
  const stored = { name: 'a', content, method: 0, flags: HAS_DESCRIPTOR, behind };
  await assertRead({ entries: [stored] });
  await assertRefused({ entries: [{ ...stored, local }] }, /its end depends on the reader/);
});

test('bytes that belong to no entry are refused wherever they stand', async () => {
  const hidden = craftZip({ entries: [OTHER] });
  await assertRefused(
    { entries: [FILE], before: Buffer.from('#!/bin/sh\n') },
    /bytes before its first entry/,
  );
  await assertRefused({ entries: [FILE], before: hidden }, /bytes before its first entry/);
  // Offsets that do not count what is before them: some readers find their way even so.
  await assertRefused(Buffer.concat([hidden, craftZip({ entries: [FILE] })]), /bytes before|does not stand/);
  await assertRefused(
    { entries: [{ ...FILE, behind: hidden.subarray(0, 60) }, OTHER] },
    /belong to no entry/,
  );
  await assertRefused({ entries: [FILE], gap: hidden.subarray(0, 60) }, /belong to no entry/);
  await assertRefused({ entries: [FILE], afterDirectory: Buffer.from('more') }, /does not stand/);
  await assertRefused({ entries: [FILE], behind: Buffer.from('more') }, /bytes behind its end/);
  await assertRefused({ entries: [FILE], behind: hidden }, /bytes before|does not stand/);
  const packed = Buffer.concat([deflateRawSync(FILE.content), Buffer.from('more')]);
  await assertRefused({ entries: [{ ...FILE, packed }] }, /bytes behind its packed content/);
});

test('a comment that holds an end record is refused, whichever of the two a reader finds first', async () => {
  const hidden = craftZip({ entries: [OTHER] });
  await assertRefused(
    { entries: [FILE], comment: hidden },
    /a comment that holds|bytes before|does not stand/,
  );
  await assertRefused({ entries: [FILE], comment: hidden.subarray(-22) }, /comment|directory|no entries/);
  for (const signature of ['PK\u0005\u0006', 'PK\u0006\u0007', 'PK\u0006\u0006']) {
    await assertRefused({ entries: [FILE], comment: `${signature} and more` }, /comment holds an end record/);
  }
  await assertRefused(
    { entries: [FILE], comment: 'a comment', end: { commentBytes: 3 } },
    /bytes behind its end/,
  );
});

test('a directory of more or fewer entries than its end record counts is refused', async () => {
  await assertRefused({ entries: [FILE, OTHER], end: { entryCount: 1 } }, /more than the entries/);
  await assertRefused({ entries: [FILE], end: { entryCount: 2 } }, /Cannot publish/);
  await assertRefused({ entries: [FILE], end: { directoryBytes: 10 } }, /does not stand/);
  await assertRefused({ entries: [FILE], end: { directoryOffset: 1 } }, /does not stand/);
  await assertRefused({ entries: [FILE], end: { disk: 1 } }, /one of several parts/);
  await assertRefused({ entries: [] }, /no entries/);
});

test('zip64 records that differ from the others, or that only some readers take, are refused', async () => {
  const entries = [FILE];
  await assertRefused({ entries, end: { entryCount: 0xffff } }, /zip64 record that is not there/);
  await assertRefused({ entries, end: { directoryOffset: MAX_32 } }, /zip64 record that is not there/);
  await assertRefused({ entries, end64: { entryCount: 2 } }, /two end records differ/);
  await assertRefused({ entries, end64: { directoryOffset: 1 } }, /two end records differ/);
  await assertRefused({ entries, end64: { recordOffset: 1 } }, /does not stand where it is said/);
  await assertRefused(
    { entries, end64: { entryCount: 2 ** 40 }, end: { entryCount: 0xffff } },
    /at most/,
    'too-large',
  );
  const lying = zip64Field(1, 1);
  await assertRefused({ entries: [{ ...FILE, directory: { extra: lying } }] }, /zip64 field does not stand/);
  await assertRefused({ entries: [{ ...FILE, local: { extra: lying } }] }, /zip64 sizes differ/);
  await assertRefused({ entries: [{ ...FILE, local: { extra: zip64Field(1) } }] }, /zip64 sizes are not two/);
  const twice = Buffer.concat([lying, lying]);
  await assertRefused({ entries: [{ ...FILE, local: { extra: twice } }] }, /an extra field twice/);
  const packed = deflateRawSync(FILE.content).length;
  const maxed = { packedBytes: MAX_32, sizeBytes: MAX_32 };
  const other = { ...maxed, extra: zip64Field(FILE.content.length - 1, packed) };
  const right = { ...maxed, extra: zip64Field(FILE.content.length, packed) };
  await assertRefused(
    { entries: [{ ...FILE, local: other, directory: right }] },
    /sizes in the directory and before/,
  );
  await assertRefused({ entries: [{ ...FILE, directory: maxed }] }, /zip64 field does not stand/);
  await assertRefused({ entries: [{ ...FILE, directory: { disk: 3 } }] }, /Cannot publish/);
});

test('extra fields that are cut off are refused, zeros that align a content are not', async () => {
  await assertRead({ entries: [{ ...FILE, local: { extra: Buffer.alloc(3) } }] });
  await assertRefused({ entries: [{ ...FILE, local: { extra: Buffer.from([1, 2, 3]) } }] }, /cut off/);
  await assertRefused(
    { entries: [{ ...FILE, local: { extra: Buffer.from([9, 9, 200, 0, 1]) } }] },
    /cut off/,
  );
});

test('what is no zip archive, or a part of one, is refused', async () => {
  const whole = craftZip({ entries: [FILE, OTHER] });
  for (const length of [0, 4, 21, 60, whole.length - 30, whole.length - 1]) {
    await assertRefused(Buffer.from(whole.subarray(0, length)), /Cannot publish/);
  }
  await assertRefused(whole.subarray(10), /Cannot publish/);
});
