import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { packZip } from '../../test/support/zip.ts';
import { findZipEntry } from './find-zip-entry.ts';

const LIMITS = { maxBytes: 1_000, maxEntries: 10 };
const isMetadata = (path: string) => path === 'a-1.dist-info/METADATA';

test('the file is found behind others, stored or deflated', async () => {
  for (const method of ['stored', 'deflate'] as const) {
    const archive = packZip([
      { name: 'a/METADATA', content: 'no' },
      { name: 'a-1.dist-info/' },
      { name: 'a-1.dist-info/METADATA', content: 'Name: a', method },
    ]);
    const found = await findZipEntry(archive, isMetadata, LIMITS);
    assert.equal(Buffer.from(found ?? []).toString(), 'Name: a');
    assert.equal(await findZipEntry(archive, () => false, LIMITS), undefined);
  }
});

test('a file that is too large is refused, whatever its archive says, and one behind too many is not looked for', async () => {
  const large = packZip([{ name: 'a-1.dist-info/METADATA', content: 'x'.repeat(2_000) }]);
  const isTooLarge = (error: unknown) => isGatehouseError(error, 'too-large');
  await assert.rejects(findZipEntry(large, isMetadata, LIMITS), isTooLarge);
  // The directory's word on the size unpacked: four bytes behind the size packed.
  const lying = Buffer.from(large);
  lying.writeUInt32LE(10, lying.indexOf('PK\u0001\u0002') + 24);
  await assert.rejects(findZipEntry(lying, isMetadata, LIMITS), (error) =>
    isGatehouseError(error, 'too-large', 'invalid-archive'),
  );
  const many = Array.from({ length: 10 }, (_, at) => ({ name: `a/${at}`, content: '' }));
  const behind = packZip([...many, { name: 'a-1.dist-info/METADATA', content: 'Name: a' }]);
  assert.equal(await findZipEntry(behind, isMetadata, LIMITS), undefined);
});

test('what is no zip archive, or a truncated one, is refused', async () => {
  const whole = packZip([{ name: 'a-1.dist-info/METADATA', content: 'Name: a' }]);
  for (const bytes of [Buffer.from('no zip'), Buffer.alloc(0), whole.subarray(0, whole.length - 30)]) {
    await assert.rejects(findZipEntry(bytes, isMetadata, LIMITS), (error) =>
      isGatehouseError(error, 'invalid-archive'),
    );
  }
});
