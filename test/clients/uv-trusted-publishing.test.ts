// The real uv in a build of GitHub's: it finds by itself that it may publish by an identity, exchanges it, and publishes. (twine
// does that at the public index alone.)

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';

import { pinnedCommand } from '../../scripts/pinned-clients.ts';
import { makeCertificate, skipWithoutOpenssl } from '../support/certificate.ts';
import type { Gate } from '../support/gate.ts';
import { pip, uv } from '../support/client-python.ts';
import { isolatedEnv, skipUnlessInstalled } from '../support/client.ts';
import { runCommand } from '../support/run-command.ts';
import { GITHUB, openTrustedScene } from '../support/trusted-scene.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { makeUpload } from '../publish/pypi-upload.ts';
import { printed } from './gate-clients.ts';

/** What GitHub's runners offer a job: an address that mints identity tokens for any audience. */
async function offerIdentities(t: TestContext, mint: (audience: string) => string) {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    const audience = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('audience') ?? '';
    asked.push(audience);
    assert.equal(request.headers.authorization?.toLowerCase(), 'bearer job-token');
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ value: mint(audience) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const env = {
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job-token',
  };
  return { asked, env };
}

/** https in front of the gate: these clients speak nothing else to whom they give an identity. */
async function openTls(t: TestContext, gate: Gate, folder: string) {
  const { tls_cert, tls_key } = makeCertificate(join(folder, 'tls'), 'IP:127.0.0.1');
  const server = createTlsServer(
    { cert: readFileSync(tls_cert), key: readFileSync(tls_key) },
    (socket: TLSSocket) => {
      const inner = connect(Number(new URL(gate.url).port), '127.0.0.1');
      for (const end of [socket, inner])
        end.on('error', () => [socket, inner].forEach((one) => one.destroy()));
      socket.pipe(inner).pipe(socket);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const env = { SSL_CERT_FILE: tls_cert, REQUESTS_CA_BUNDLE: tls_cert };
  return { uploadUrl: `https://127.0.0.1:${port}/pypi/legacy/`, env };
}

interface Build {
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  readonly uploadUrl: string;
  /** Below the project. */
  readonly file: string;
}

/** Runs what publishes in a build that may; asserts that it did, by this server's audience. */
async function tryPublishing(
  t: TestContext,
  command: (build: Build) => readonly string[],
  more: object = {},
) {
  const { gate, own, identity, publish, audience } = await openTrustedScene(t);
  await own('pypi', 'acme-tide');
  const id = await publish({ ecosystem: 'pypi', name: 'acme-tide' });
  const { asked, env } = await offerIdentities(t, (aud) => identity({ ...GITHUB, aud }));
  const { project, home } = makeWorkspace(t);
  const tls = await openTls(t, gate, home);
  const { file, bytes } = await makeUpload({ name: 'acme-tide', version: '1.0.0' });
  mkdirSync(join(project, 'dist'));
  writeFileSync(join(project, 'dist', file), bytes);
  const room = { ...isolatedEnv(home), ...env, ...tls.env, ...more };
  const build = { project, env: room, uploadUrl: tls.uploadUrl, file: `dist/${file}` };
  const done = await runCommand({ command: command(build), cwd: project, env: room });
  assert.equal(done.exitCode, 0, printed(done));
  assert.deepEqual(asked, [audience]);
  const [entry] = await gate.journal('version-published');
  assert.equal(entry?.actor, `publisher:${id}`);
}

test(
  'uv publishes by the identity of its build, with no token of anybody',
  { skip: skipUnlessInstalled(pip, uv) || skipWithoutOpenssl() },
  async (t) => {
    const start = [...(pinnedCommand('uv') ?? []), 'publish', '--trusted-publishing', 'always'];
    await tryPublishing(t, ({ uploadUrl, file }) => [...start, '--publish-url', uploadUrl, file], {
      UV_PYTHON_DOWNLOADS: 'never',
      UV_HTTP_RETRIES: '0',
    });
  },
);
