// nginx with one worker, serving files from a folder: the bytes that Gatehouse sends, with the same content headers.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SERVER_CORE, startChild, waitFor, type Child } from './child.ts';
import { freePort } from './free-port.ts';

/** A file to serve; the encoding tells that its bytes are compressed already. */
export interface StaticFile {
  /** Begins with a slash. */
  readonly path: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly encoding?: string;
}

export interface Nginx {
  readonly url: string;
  readonly child: Child;
  stop(): Promise<void>;
}

/** Debian's defaults (sendfile, tcp_nopush) without the access log. */
function renderConfig(folder: string, port: number, files: readonly StaticFile[]): string {
  const locations = files.map(
    ({ path, contentType, encoding }, at) => `
    location = "${path}" {
      alias "${placeOf(folder, at)}";
      default_type "${contentType}";
      ${encoding === undefined ? '' : `add_header Content-Encoding ${encoding};`}
    }`,
  );
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  types {}
  server {
    listen 127.0.0.1:${port};
    root ${folder}/files;
    ${locations.join('')}
  }
}
`;
}

/** By number, since a path may be a file's and a folder's at once: `/name` and `/name/-/name-1.0.0.tgz`. */
function placeOf(folder: string, at: number): string {
  return join(folder, 'files', String(at));
}

/** Starts nginx on the server's core, in a temporary folder that goes with it; files may depend on its address. */
export async function startNginx(
  filesFor: readonly StaticFile[] | ((url: string) => readonly StaticFile[]),
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-nginx-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const files = typeof filesFor === 'function' ? filesFor(url) : filesFor;
  mkdirSync(join(folder, 'files'));
  for (const [at, { body }] of files.entries()) writeFileSync(placeOf(folder, at), body);
  const config = join(folder, 'nginx.conf');
  // The workers of a master that runs as root are nobody's, who must be able to read.
  writeFileSync(
    config,
    `${process.getuid?.() === 0 ? 'user root;\n' : ''}${renderConfig(folder, port, files)}`,
  );
  const child = startChild(['nginx', '-p', folder, '-c', config, '-e', 'stderr'], { core: SERVER_CORE });
  await waitFor(child, async () => (await fetch(url)).status > 0);
  return {
    url,
    child,
    async stop() {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
