// The real npm in a build of GitHub's: no token anywhere, an identity of OpenID Connect, and a version that is published by it.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { npm } from '../support/client-node.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { GITHUB, openTrustedScene } from '../support/trusted-scene.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { printed } from './gate-clients.ts';

test(
  'npm publishes from a workflow without a stored secret, and what its identity said stands beside the version',
  { skip: skipUnlessInstalled(npm) },
  async (t) => {
    const { gate, ada, provider, publish } = await openTrustedScene(t);
    const id = await publish();
    const only = { ecosystem: 'npm', name: '@acme/tide', isOnly: true };
    assert.equal((await ada.call('PUT', '/publishers/only', only)).status, 204);
    const audiences: (string | null)[] = [];
    const runner = createServer((request, response) => {
      const aud = new URL(request.url ?? '/', 'http://runner').searchParams.get('audience');
      audiences.push(aud);
      assert.equal(request.headers.authorization, 'Bearer runner-secret');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ value: provider.mint({ ...GITHUB, aud, jti: randomUUID() }) }));
    });
    await new Promise<void>((resolve) => runner.listen(0, '127.0.0.1', resolve));
    t.after(() => runner.close());
    const { port } = runner.address() as AddressInfo;
    const machine = makeWorkspace(t);
    const registry = gate.urls.npm;
    writeText(join(machine.home, '.npmrc'), `registry=${registry}/\n`);
    writeFileSync(
      join(machine.project, 'package.json'),
      JSON.stringify({ name: '@acme/tide', version: '1.0.0', license: 'MIT' }),
    );
    const job = {
      ...machine,
      registryUrl: registry,
      configured: true,
      env: {
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret',
      },
    };
    const published = await npm.run(job, ['publish', '--loglevel', 'verbose']);
    assert.equal(published.exitCode, 0, printed(published));
    assert.deepEqual(audiences, ['npm:127.0.0.1']);
    const [entry] = await gate.journal('version-published');
    assert.equal(entry?.actor, `publisher:${id}`);
    const { provenBy } = entry.data as { provenBy?: Record<string, string> };
    assert.deepEqual([provenBy?.['repository'], provenBy?.['ref']], ['acme/tide', 'refs/heads/main']);
    // Ada may publish by her role; here nobody does but the workflow.
    const token = await ada.mint({
      name: 'by hand',
      scope: 'write',
      actions: ['publish'],
      packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
    });
    const byHand = `registry=${registry}/\n${registry.replace('http:', '')}/:_authToken=${token}\n`;
    writeText(join(machine.home, '.npmrc'), byHand);
    writeFileSync(
      join(machine.project, 'package.json'),
      JSON.stringify({ name: '@acme/tide', version: '1.0.1', license: 'MIT' }),
    );
    const refused = await npm.run({ ...job, env: {} }, ['publish']);
    assert.notEqual(refused.exitCode, 0);
    assert.match(printed(refused), /trusted publisher/);
  },
);
