// What npm sends when it publishes a package, sound unless a test wishes otherwise.

import { createHash } from 'node:crypto';

import { packTgz } from '../support/tgz.ts';

export interface NpmWish {
  readonly name?: string;
  readonly version?: string;
  readonly manifest?: object;
  /** What the package.json in the tarball says, where that is another thing. */
  readonly packaged?: object;
  readonly tarball?: Buffer;
  readonly document?: object;
  /** Declared in place of the true one; base64. */
  readonly sha512?: string;
}

export async function npmBody({
  name = '@acme/tide',
  version = '1.0.0',
  ...wish
}: NpmWish = {}): Promise<string> {
  const manifest = { name, version, description: 'Of the sea', license: 'MIT', ...wish.manifest };
  const packaged = JSON.stringify(wish.packaged ?? manifest);
  const tarball =
    wish.tarball ??
    (await packTgz('package', { 'package.json': packaged, 'index.js': 'module.exports = 1;\n' }));
  const sha512 = wish.sha512 ?? createHash('sha512').update(tarball).digest('base64');
  const file = `${name}-${version}.tgz`;
  return JSON.stringify({
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: {
      [version]: { ...manifest, _id: `${name}@${version}`, dist: { integrity: `sha512-${sha512}` } },
    },
    _attachments: {
      [file]: {
        content_type: 'application/octet-stream',
        data: tarball.toString('base64'),
        length: tarball.length,
      },
    },
    ...wish.document,
  });
}
