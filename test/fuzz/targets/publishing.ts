// Targets for what is published: forms, archives, and what stands in them.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { parseMultipart, textOf, type FormPart } from '../../../src/formats/multipart.ts';
import { attempt } from '../support/attempt.ts';
import { mutatedBytes } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const TYPE = 'multipart/form-data; boundary=tide';
const FORM = [
  '--tide\r\nContent-Disposition: form-data; name=":action"\r\n\r\nfile_upload\r\n',
  '--tide\r\nContent-Disposition: form-data; name="content"; filename="tide-1.0.tar.gz"\r\n',
  'Content-Type: application/octet-stream\r\n\r\nbytes\r\n--tide--\r\n',
].join('');
const WORDS = [
  '--tide',
  '\r\n--tide\r\n',
  '\r\n--tide--',
  '\r\n\r\n',
  'name="',
  "filename*=utf-8''%41",
  '; ',
  '"',
];

/** As another reader reads it, the one of the platform; undefined where it cannot. */
async function readByPlatform(body: Uint8Array): Promise<readonly (readonly [string, Buffer])[] | undefined> {
  try {
    const form = await new Response(Buffer.from(body), { headers: { 'content-type': TYPE } }).formData();
    return await Promise.all(
      [...form].map(async ([name, value]) => {
        const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
        return [name, bytes] as const;
      }),
    );
  } catch {
    return undefined;
  }
}

/** What both have a word for: the platform decodes escapes in names, and text that is no UTF-8 into marks of doubt. */
function isPlain(parts: readonly FormPart[]): boolean {
  return parts.every((part) => {
    const isText = part.file !== undefined || attempt(['invalid-request'], () => textOf(part)) !== undefined;
    return isText && !part.name.includes('%') && !Buffer.from(part.bytes).includes('\ufeff');
  });
}

export const publishingTargets: readonly Target[] = [
  asyncTarget(
    'form with files',
    ['src/formats/multipart.ts#parseMultipart'],
    mutatedBytes([FORM], WORDS),
    async (body) => {
      const parts = attempt(['invalid-request', 'too-large'], () => parseMultipart(body, TYPE));
      if (parts === undefined || !isPlain(parts)) return;
      const other = await readByPlatform(body);
      if (other === undefined) return;
      assert.deepEqual(
        parts.map(({ name, bytes }) => [name, Buffer.from(bytes)]),
        other,
        'another reader reads another form',
      );
    },
  ),
  target(
    'form with files as it was written',
    ['src/formats/multipart.ts#parseMultipart'],
    fc.array(fc.tuple(fc.stringMatching(/^[\w:-]{1,20}$/), fc.uint8Array({ maxLength: 300 })), {
      maxLength: 20,
    }),
    (fields) => {
      const written = fields.map(([name, bytes]) =>
        Buffer.concat([
          Buffer.from(`--tide\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
          bytes,
          Buffer.from('\r\n'),
        ]),
      );
      const parts = parseMultipart(Buffer.concat([...written, Buffer.from('--tide--\r\n')]), TYPE);
      assert.deepEqual(
        parts.map(({ name, bytes }) => [name, Buffer.from(bytes)]),
        fields.map(([name, bytes]) => [name, Buffer.from(bytes)]),
      );
    },
  ),
];
