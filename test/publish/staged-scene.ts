// An organisation that stages: bo, a maintainer, sends versions in, cy, a reviewer, approves them, and ada owns acme.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { makeAcme, type Acme } from '../support/acme.ts';
import type { Seated } from '../support/access-callers.ts';
import { ask, type Answer } from '../support/ask.ts';
import { callApi, type ApiAnswer } from '../support/call-api.ts';
import { startGate, type Gate, type GateOptions } from '../support/gate.ts';
import { npmBody, type NpmWish } from './npm-body.ts';

export interface StagedScene {
  readonly gate: Gate;
  readonly acme: Acme;
  readonly bo: Seated;
  readonly cy: Seated;
  /** Bo's, which may publish and stage npm packages of acme. */
  readonly token: string;
  /** Of bo, which may do nothing but stage packages of an ecosystem. */
  readonly onlyStages: (ecosystem: Ecosystem, pattern: string) => Promise<string>;
  readonly npm: (
    method: string,
    path: string,
    more?: { readonly body?: string; readonly as?: string; readonly otp?: string },
  ) => Promise<Answer>;
  /** As `npm stage publish` sends it. */
  readonly stage: (wish?: NpmWish, as?: string) => Promise<Answer & { readonly id: string }>;
  /** The id of what was staged. */
  readonly staged: (wish?: NpmWish) => Promise<string>;
  readonly api: (who: Seated, request: string, body?: object) => Promise<ApiAnswer>;
  /** Approves what is there when they look. */
  readonly approve: (who: Seated, id: string) => Promise<ApiAnswer>;
  /** The one that waits. */
  readonly waiting: (who: Seated) => Promise<Record<string, unknown> & { readonly id: string }>;
}

export async function stagedScene(
  test: Pick<TestContext, 'after'>,
  options: GateOptions = {},
): Promise<StagedScene> {
  const gate = await startGate(test, options);
  const acme = await makeAcme(gate);
  const [bo, cy] = [await acme.seat('bo'), await acme.seat('cy')];
  await acme.join(bo, 'maintainer');
  await acme.join(cy, 'reviewer');
  await acme.own('npm', '@acme/tide');
  const token = await acme.mint(bo, 'npm', ['@acme/*'], ['stage', 'publish']);
  const scene: StagedScene = {
    gate,
    acme,
    bo,
    cy,
    token,
    onlyStages: (ecosystem, pattern) => acme.mint(bo, ecosystem, [pattern], ['stage']),
    npm: (method, path, { body, as = token, otp } = {}) =>
      ask(`${gate.urls.npm}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${as}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(otp === undefined ? {} : { 'npm-otp': otp }),
        },
        ...(body === undefined ? {} : { body }),
      }),
    async stage(wish = {}, as = token) {
      const path = `/-/stage/package/${encodeURIComponent(wish.name ?? '@acme/tide')}`;
      const answer = await scene.npm('POST', path, { body: await npmBody(wish), as });
      return { ...answer, id: (JSON.parse(answer.text) as { stageId?: string }).stageId ?? '' };
    },
    async staged(wish = {}) {
      const answer = await scene.stage(wish);
      assert.equal(answer.status, 201, answer.text);
      return answer.id;
    },
    api: (who, request, body) => callApi(gate, who, request, body),
    async approve(who, id) {
      const { fingerprint } = (await scene.api(who, `GET /staged/${id}`)).body;
      return scene.api(who, `POST /staged/${id}/approve`, { fingerprint: fingerprint ?? '0'.repeat(64) });
    },
    async waiting(who) {
      const { body } = await scene.api(who, 'GET /staged');
      assert.equal(body.items.length, 1, JSON.stringify(body));
      return body.items[0] as unknown as Record<string, unknown> & { readonly id: string };
    },
  };
  return scene;
}
