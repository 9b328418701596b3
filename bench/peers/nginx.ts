// nginx with one worker, serving files from a folder: the bytes that Gatehouse sends, with the same content headers.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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
    ({ path, contentType, encoding }) => `
    location = "${path}" {
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

/** Starts nginx on the server's core, in a temporary folder that goes with it. */
export async function startNginx(files: readonly StaticFile[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-nginx-'));
  for (const { path, body } of files) {
    const place = join(folder, 'files', path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, body);
  }
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  // The workers of a master that runs as root are nobody's, who must be able to read.
  writeFileSync(
    config,
    `${process.getuid?.() === 0 ? 'user root;\n' : ''}${renderConfig(folder, port, files)}`,
  );
  const child = startChild(['nginx', '-p', folder, '-c', config, '-e', 'stderr'], { core: SERVER_CORE });
  const url = `http://127.0.0.1:${port}`;
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
