// Reads the built web UI into memory, once, and compresses it aside.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** One file, as it is sent. */
export interface WebFile {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Filled in soon after reading, where compressing makes it smaller. */
  readonly encoded: { br?: Uint8Array; gzip?: Uint8Array };
  /** Strong, of the plain bytes. */
  readonly etag: string;
}

export interface WebFolder {
  /** By path without a leading slash. */
  readonly files: ReadonlyMap<string, WebFile>;
  /** `index.html` */
  readonly page: WebFile;
  /** Resolves when everything is compressed. */
  readonly compressed: Promise<void>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};
/** Smaller ones fit into one packet anyway. */
const MIN_COMPRESSED_BYTES = 1_000;

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** All files below `folder`; undefined when it holds no `index.html`. Compressing goes on off the event loop. */
export function readWebFolder(folder: string): WebFolder | undefined {
  if (!existsSync(join(folder, 'index.html'))) return undefined;
  const files = new Map<string, WebFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join('/'), readWebFile(path));
  }
  const page = files.get('index.html');
  return page === undefined ? undefined : { files, page, compressed: compressAll([...files.values()]) };
}

function readWebFile(path: string): WebFile {
  const body = readFileSync(path);
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    body,
    encoded: {},
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
}

async function compressAll(files: readonly WebFile[]): Promise<void> {
  for (const { body, encoded } of files) {
    if (body.byteLength < MIN_COMPRESSED_BYTES) continue;
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };
    const [br, gz] = await Promise.all([brotli(body, options), deflate(body, { level: 9 })]);
    if (br.byteLength < body.byteLength) encoded.br = br;
    if (gz.byteLength < body.byteLength) encoded.gzip = gz;
  }
}
