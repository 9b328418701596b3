// Staged versions of npm packages: nobody installs one before a second person approves it, as it was shown to them.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { ask } from '../support/ask.ts';
import { makeAcme } from '../support/acme.ts';
import { callApi } from '../support/call-api.ts';
import type { Seated } from '../support/access-callers.ts';
import { startGate, type GateOptions } from '../support/gate.ts';
import { npmBody, type NpmWish } from './npm-body.ts';

async function scene(test: TestContext, options: GateOptions = {}) {
  const gate = await startGate(test, options);
  const acme = await makeAcme(gate);
  const [bo, cy] = [await acme.seat('bo'), await acme.seat('cy')];
  await acme.join(bo, 'maintainer');
  await acme.join(cy, 'reviewer');
  await acme.own('npm', '@acme/tide');
  const token = await acme.mint(bo, 'npm', ['@acme/*'], ['stage', 'publish']);
  const npm = (method: string, path: string, { body, as = token }: { body?: string; as?: string } = {}) =>
    ask(`${gate.urls.npm}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${as}` },
      ...(body === undefined ? {} : { body }),
    });
  const stage = async (wish: NpmWish = {}, as = token) => {
    const answer = await npm('POST', '/-/stage/package/@acme%2ftide', { body: await npmBody(wish), as });
    return { ...answer, id: (JSON.parse(answer.text) as { stageId?: string }).stageId ?? '' };
  };
  const staged = async (wish: NpmWish = {}) => {
    const answer = await stage(wish);
    assert.equal(answer.status, 201, answer.text);
    return answer.id;
  };
  const api = (who: Seated, request: string, body?: object) => callApi(gate, who, request, body);
  const fingerprint = async (who: Seated, id: string) =>
    String((await api(who, `GET /staged/${id}`)).body['fingerprint']);
  const approve = async (who: Seated, id: string) =>
    api(who, `POST /staged/${id}/approve`, { fingerprint: await fingerprint(who, id) });
  const served = async () => (await gate.ask('/npm/@acme%2ftide')).status;
  return { gate, acme, bo, cy, token, npm, stage, staged, api, fingerprint, approve, served };
}

describe('staging a version', () => {
  it('keeps it from everybody until a second person approves it; then it is published as any other', async (test) => {
    const { gate, acme, bo, cy, staged, api, approve, served } = await scene(test);
    const id = await staged();
    assert.match(id, /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    assert.equal(await served(), 404);
    assert.equal((await gate.ask('/npm/@acme/tide/-/tide-1.0.0.tgz')).status, 404);
    const own = await approve(bo, id);
    assert.deepEqual(
      [own.status, own.detail.includes('found who staged it, expected a second person')],
      [403, true],
    );
    // Who decides about people does not publish by that.
    assert.equal((await api(acme.ada, `GET /staged/${id}`)).status, 404);
    const seen = (await api(cy, `GET /staged/${id}`)).body;
    assert.deepEqual(
      [seen['mayApprove'], seen['state'], seen['isNewPackage'], seen['stagedBy']],
      [true, 'open', true, `token:${String(seen['stagedBy']).slice(6)}`],
    );
    const approved = await approve(cy, id);
    assert.deepEqual([approved.status, approved.body['version']], [200, '1.0.0'], approved.detail);
    assert.equal(await served(), 200);
    const tarball = await gate.ask('/npm/@acme/tide/-/tide-1.0.0.tgz');
    const [file] = seen['files'] as { sha256: string }[];
    assert.equal(createHash('sha256').update(tarball.body).digest('hex'), file?.sha256);
    const after = (await api(cy, `GET /staged/${id}`)).body;
    assert.deepEqual([after['state'], after['files']], ['approved', []]);
    assert.deepEqual((await approve(cy, id)).status, 409);
  });

  it('never takes one version twice, and says how the first is rejected; rejected, it is free again', async (test) => {
    const { bo, cy, stage, staged, api, served } = await scene(test);
    const id = await staged();
    const again = await stage({ manifest: { description: 'another' } });
    assert.equal(again.status, 409);
    assert.match(again.text, new RegExp(`staged already.*gatehouse staged reject ${id}`));
    assert.equal((await api(cy, `POST /staged/${id}/reject`, { reason: 'a\nb' })).status, 400);
    assert.equal((await api(cy, `POST /staged/${id}/reject`, { reason: 'not this one' })).status, 204);
    const gone = (await api(bo, `GET /staged/${id}`)).body;
    assert.deepEqual(
      [gone['state'], (gone['decided'] as { by: string; reason: string }).reason],
      ['rejected', 'not this one'],
    );
    assert.equal((await api(cy, `POST /staged/${id}/reject`, {})).status, 409);
    assert.equal(await served(), 404);
    await staged({ manifest: { description: 'another' } });
  });
});
