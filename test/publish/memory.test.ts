// What is being published is held in memory within bounds, whoever sends how much at once.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeAcme } from '../support/acme.ts';
import { ask } from '../support/ask.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { packTgz } from '../support/tgz.ts';
import { npmBody } from './npm-body.ts';

const MAX_BYTES = 256_000;

async function scene(t: TestContext) {
  const gate = await startGate(t, { config: { publish: { max_size: '256 KB', hold_hours: 0 } } });
  const acme = await makeAcme(gate);
  const writer = async (name: string) => {
    const person = await acme.seat(name);
    await acme.join(person, 'maintainer');
    return acme.mint(person, 'npm', [`@${name}/*`], ['publish']);
  };
  return { gate, writer };
}

/** Says that a body of `sizeBytes` follows, sends its first byte, and nothing more. */
async function stall(t: TestContext, gate: Gate, token: string, sizeBytes = MAX_BYTES) {
  const { host, hostname, port } = new URL(gate.urls.npm);
  const socket = connect(Number(port), hostname);
  t.after(() => socket.destroy());
  socket.on('data', (answer) => assert.fail(`it was answered, not waited for: ${String(answer)}`));
  await once(socket, 'connect');
  socket.write(
    `PUT /npm/@eve%2fslow HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${sizeBytes}\r\n\r\n{`,
  );
  return socket;
}

async function publish(gate: Gate, token: string, name: string, sizeBytes: number) {
  const manifest = { name, version: '1.0.0' };
  const files = { 'package.json': JSON.stringify(manifest), 'noise.bin': randomBytes(sizeBytes) };
  return ask(`${gate.urls.npm}/${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: await npmBody({ ...manifest, tarball: await packTgz('package', files) }),
  });
}

test('who sends as much as they may keeps nobody else from publishing', async (t) => {
  const { gate, writer } = await scene(t);
  const [eve, ann] = [await writer('eve'), await writer('ann')];
  for (let at = 0; at < 8; at += 1) await stall(t, gate, eve);
  assert.equal((await publish(gate, ann, '@ann/large', 150 * 1024)).status, 201);
  assert.equal((await publish(gate, ann, '@ann/small', 1)).status, 201);
});

test('where everything is taken, small bodies pass, large ones wait, and are read when somebody leaves', async (t) => {
  const { gate, writer } = await scene(t);
  const [eve, mal, ann] = [await writer('eve'), await writer('mal'), await writer('ann')];
  const sockets = [];
  for (const token of [eve, eve, mal, mal]) sockets.push(await stall(t, gate, token));
  await sleep(100);
  const large = publish(gate, ann, '@ann/large', 150 * 1024);
  assert.equal((await publish(gate, ann, '@ann/small', 1)).status, 201);
  assert.equal(await Promise.race([large.then(({ status }) => status), sleep(300, 'waits')]), 'waits');
  sockets[0]?.destroy();
  assert.equal((await large).status, 201);
});

test('who leaves while they wait takes nothing with them', async (t) => {
  const { gate, writer } = await scene(t);
  const [eve, mal, ann] = [await writer('eve'), await writer('mal'), await writer('ann')];
  const first = [];
  for (const token of [eve, eve, mal, mal]) first.push(await stall(t, gate, token));
  const waiting = [];
  for (const token of [eve, mal]) waiting.push(await stall(t, gate, token));
  await sleep(100);
  for (const socket of [...waiting, ...first]) socket.destroy();
  assert.equal((await publish(gate, ann, '@ann/large', 150 * 1024)).status, 201);
  assert.equal((await publish(gate, eve, '@eve/large', 150 * 1024)).status, 201);
});
