// An upstream with one packument of a given size, and a small one. A program: prints its address when it listens.

import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const VERSIONS = Number(process.argv[2] ?? 27_000);
const TARGET_BYTES = Number(process.argv[3] ?? 100e6);
const START = Date.UTC(2016, 0, 1);
const STEP_MS = 3 * 60 * 60 * 1000;
const WORDS =
  'stream parse server client loader render config module plugin bundle socket buffer cache graph'.split(' ');

const digest = (algorithm: string, text: string, encoding: 'hex' | 'base64') =>
  createHash(algorithm).update(text).digest(encoding);

const versionOf = (at: number) => `${Math.floor(at / 3000)}.${Math.floor(at / 50) % 60}.${at % 50}`;

/** A manifest with the fields that real ones have. */
function manifest(name: string, at: number, base: string, paddingBytes: number): string {
  const version = versionOf(at);
  const word = (index: number) => WORDS[(at * 7 + index * 13) % WORDS.length] ?? 'word';
  const dependencies = Object.fromEntries(
    Array.from({ length: 24 }, (_, index) => [
      `${word(index)}-${word(index + 3)}-${index}`,
      `^${index % 9}.${at % 40}.${index}`,
    ]),
  );
  const filler = digest('sha256', `${name}${at}`, 'hex');
  const scripts = {
    test: `node --test ${filler}`,
    build: 'tsc -p .',
    prepare: 'npm run build',
    lint: 'eslint .',
  };
  const own = {
    name,
    version,
    description: `Release ${version}: ${word(1)} and ${word(2)} – with “quotes” and ünïcode`,
    keywords: [word(1), word(2), word(3)],
    license: 'MIT',
    main: './lib/index.js',
    exports: { '.': { import: './lib/index.mjs', require: './lib/index.js', types: './lib/index.d.ts' } },
    engines: { node: '>=18' },
    scripts,
    dependencies,
    devDependencies: dependencies,
    repository: { type: 'git', url: `git+https://git.example/${name}.git` },
    _npmUser: { name: 'releaser', email: 'releaser@mail.example' },
    maintainers: [{ name: 'releaser', email: 'releaser@mail.example' }],
    dist: {
      tarball: `${base}/${name}/-/${name}-${version}.tgz`,
      shasum: digest('sha1', `${name}${at}`, 'hex'),
      integrity: `sha512-${digest('sha512', `${name}${at}`, 'base64')}`,
      fileCount: at % 400,
      unpackedSize: at * 1000,
      signatures: [{ keyid: `SHA256:${filler.slice(0, 43)}`, sig: digest('sha512', filler, 'base64') }],
    },
    gitHead: filler.slice(0, 40),
  };
  const written = JSON.stringify(own);
  const missing = paddingBytes - Buffer.byteLength(written);
  if (missing < 20) return written;
  const files = Array.from({ length: Math.floor(missing / 70) }, (_, index) =>
    `lib/${word(index)}/${word(index * 3)}/${filler.slice(index % 40, (index % 40) + 24)}-${index}.js`.padEnd(
      66,
      'x',
    ),
  );
  return `${written.slice(0, -1)},"files":${JSON.stringify(files)}}`;
}

/** Written as it is made, so that this process stays small. */
async function sendPackument(
  response: ServerResponse,
  name: string,
  versions: number,
  base: string,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  const perVersion = name === 'large' ? TARGET_BYTES / versions - 60 : 0;
  response.write(
    `{"_id":"${name}","_rev":"1-x","name":"${name}","dist-tags":{"latest":"${versionOf(versions - 1)}"},"versions":{`,
  );
  for (let at = 0; at < versions; at += 1) {
    const entry = `${at === 0 ? '' : ','}"${versionOf(at)}":${manifest(name, at, base, perVersion)}`;
    if (!response.write(entry)) await new Promise<void>((resolve) => response.once('drain', resolve));
  }
  const times = Array.from(
    { length: versions },
    (_, at) => `"${versionOf(at)}":"${new Date(START + at * STEP_MS).toISOString()}"`,
  );
  response.end(
    `},"time":{"created":"${new Date(START).toISOString()}","modified":"2025-06-01T00:00:00.000Z",${times.join()}},"readme":"# ${name}"}`,
  );
}

const server = createServer((request, response) => {
  const base = `http://${request.headers.host}`;
  if (request.url === '/large') void sendPackument(response, 'large', VERSIONS, base);
  else if (request.url === '/small') void sendPackument(response, 'small', 5, base);
  else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
