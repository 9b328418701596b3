// Gzipped tar archives for test packages; the same files give the same bytes.

import { gzipSync } from 'node:zlib';

import { packTar } from 'modern-tar';

/** Files by their path in an archive. */
export type FileTree = Readonly<Record<string, string | Uint8Array>>;

const MODIFIED = new Date('2024-01-01T00:00:00Z');

/** The gzipped tar archive of `files`, each below `root`. Files whose text starts with `#!` are executable. */
export async function packTgz(root: string, files: FileTree): Promise<Buffer> {
  const entries = Object.entries(files).map(([path, content]) => {
    const body = Buffer.from(content);
    const mode = body.subarray(0, 2).toString() === '#!' ? 0o755 : 0o644;
    const header = {
      name: `${root}/${path}`,
      size: body.length,
      mode,
      mtime: MODIFIED,
      type: 'file' as const,
    };
    return { header, body };
  });
  return gzipSync(await packTar(entries), { level: 6 });
}
