// What twine sends to publish a file, for tests: honest unless a wish says otherwise.

import { createHash } from 'node:crypto';

import { packTgz, type FileTree } from '../support/tgz.ts';
import { packZip } from '../support/zip.ts';

export interface UploadWish {
  readonly name?: string;
  readonly version?: string;
  readonly kind?: 'wheel' | 'sdist';
  /** Lines of the metadata behind name and version. */
  readonly metadata?: readonly string[];
  readonly metadataVersion?: string;
  /** In place of METADATA or PKG-INFO, whole. */
  readonly wholeMetadata?: string;
  /** In place of the file's own name. */
  readonly file?: string;
  /** In place of the archive. */
  readonly bytes?: Uint8Array;
  /** Fields of the form, in place of those that say the truth; undefined leaves one out, several are sent one after another. */
  readonly form?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly wheel?: WheelWish;
  /** More files of the archive. */
  readonly files?: FileTree;
}

export interface WheelWish {
  readonly tags?: string;
  /** In place of the file WHEEL. */
  readonly wheelFile?: string;
  /** Rewrites RECORD. */
  readonly record?: (rows: readonly string[]) => readonly string[];
  /** In place of `name-version` in the folder's name. */
  readonly info?: string;
}

export interface Upload {
  readonly contentType: string;
  readonly body: Buffer;
  readonly file: string;
  readonly bytes: Buffer;
}

const BOUNDARY = '0123456789abcdef';

export async function makeUpload(wish: UploadWish = {}): Promise<Upload> {
  const { name = 'acme-tide', version = '1.0.0', kind = 'wheel' } = wish;
  const base = `${name.toLowerCase().replaceAll(/[-_.]+/g, '_')}-${version}`;
  const metadata =
    wish.wholeMetadata ??
    [
      `Metadata-Version: ${wish.metadataVersion ?? '2.4'}`,
      `Name: ${name}`,
      `Version: ${version}`,
      'Summary: Of the sea',
      ...(wish.metadata ?? []),
      '',
      '# Tide',
    ].join('\n');
  const isWheel = kind === 'wheel';
  const file =
    wish.file ?? (isWheel ? `${base}-${wish.wheel?.tags ?? 'py3-none-any'}.whl` : `${base}.tar.gz`);
  const packed = isWheel
    ? packWheel(base, metadata, wish)
    : await packTgz(base, { 'PKG-INFO': metadata, 'acme_tide/__init__.py': 'HEIGHT = 1\n', ...wish.files });
  const bytes = Buffer.from(wish.bytes ?? packed);
  return { ...makeForm(wish, { name, version, file, bytes, isWheel }), file, bytes };
}

function packWheel(base: string, metadata: string, { wheel = {}, files: more }: UploadWish): Buffer {
  const info = `${wheel.info ?? base}.dist-info`;
  const tags = (wheel.tags ?? 'py3-none-any').split('-').map((part) => part.split('.'));
  const [pythons = [], abis = [], platforms = []] = tags;
  const lines = pythons.flatMap((python) =>
    abis.flatMap((abi) => platforms.map((platform) => `Tag: ${python}-${abi}-${platform}`)),
  );
  const files: Record<string, string | Uint8Array> = {
    'acme_tide/__init__.py': 'HEIGHT = 1\n',
    ...more,
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]:
      wheel.wheelFile ??
      ['Wheel-Version: 1.0', 'Generator: test', 'Root-Is-Purelib: true', ...lines, ''].join('\n'),
  };
  const rows = Object.entries(files).map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    return `${path},sha256=${digest},${Buffer.byteLength(content)}`;
  });
  const record = [...rows, `${info}/RECORD,,`];
  files[`${info}/RECORD`] = `${(wheel.record?.(record) ?? record).join('\n')}\n`;
  return packZip(Object.entries(files).map(([path, content]) => ({ name: path, content })));
}

function makeForm(
  wish: UploadWish,
  {
    name,
    version,
    file,
    bytes,
    isWheel,
  }: {
    readonly name: string;
    readonly version: string;
    readonly file: string;
    readonly bytes: Buffer;
    readonly isWheel: boolean;
  },
): Pick<Upload, 'contentType' | 'body'> {
  const fields: UploadWish['form'] = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: wish.metadataVersion ?? '2.4',
    name,
    version,
    filetype: isWheel ? 'bdist_wheel' : 'sdist',
    pyversion: isWheel ? 'py3' : 'source',
    sha256_digest: createHash('sha256').update(bytes).digest('hex'),
    md5_digest: createHash('md5').update(bytes).digest('hex'),
    ...wish.form,
  };
  const parts = Object.entries(fields).flatMap(([key, value]) =>
    (value === undefined ? [] : [value].flat()).map((text) =>
      part(`form-data; name="${key}"`, Buffer.from(text)),
    ),
  );
  const content = part(`form-data; name="content"; filename="${file}"`, bytes);
  return {
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    body: Buffer.concat([...parts, content, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  };
}

function part(disposition: string, value: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n\r\n`),
    value,
    Buffer.from('\r\n'),
  ]);
}
