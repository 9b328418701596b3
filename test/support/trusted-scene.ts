// A gate with a package and OpenID providers that issue what the providers' documentation says, for tests of trusted publishing.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { ask, type Answer } from './ask.ts';
import { startGate, type Gate, type GateOptions } from './gate.ts';
import { makeGatePerson, type GatePerson } from './gate-person.ts';
import { startOpenIdProvider, type TestOpenIdProvider } from './openid-provider.ts';

export type Claims = Record<string, unknown>;

export interface TrustedScene {
  readonly gate: Gate;
  /** Administrator, with a passkey, and owner of the packages. */
  readonly ada: GatePerson;
  readonly provider: TestOpenIdProvider;
  /** What identity tokens must be for at this gate. */
  readonly audience: string;
  /** Makes a package of ada's. */
  readonly own: (ecosystem: Ecosystem, name: string) => Promise<void>;
  /** Adds a publisher of npm's @acme/tide unless the test says otherwise; answers its id. */
  readonly publish: (body?: object) => Promise<string>;
  /** An identity token, with an audience and an id of its own unless the test says otherwise. */
  readonly identity: (claims: Claims) => string;
  /** Exchanges it at our own address. */
  readonly exchange: (token: string, body?: object) => Promise<Answer>;
}

/** A repository's release workflow, as GitHub's documentation has it. */
export const GITHUB: Claims = {
  sub: 'repo:acme/tide:ref:refs/heads/main',
  ref: 'refs/heads/main',
  sha: 'f'.repeat(40),
  repository: 'acme/tide',
  repository_owner: 'acme',
  repository_id: '456789',
  repository_owner_id: '123456',
  repository_visibility: 'private',
  run_id: '1234567890',
  run_number: '10',
  run_attempt: '1',
  actor: 'ada',
  actor_id: '12',
  workflow: 'release',
  event_name: 'push',
  ref_type: 'branch',
  workflow_ref: 'acme/tide/.github/workflows/release.yml@refs/heads/main',
  workflow_sha: 'f'.repeat(40),
  job_workflow_ref: 'acme/tide/.github/workflows/release.yml@refs/heads/main',
  job_workflow_sha: 'f'.repeat(40),
  runner_environment: 'github-hosted',
};

export const TIDE = { repository: 'acme/tide', workflow: 'release.yml', allowsSelfHosted: false } as const;

interface SceneOptions {
  /** Issuers beside a `github` that is the scene's provider. */
  readonly issuers?: readonly object[];
  /** What the scene's provider is, in place of GitHub. */
  readonly as?: object;
  readonly clock?: Clock;
  readonly email?: string;
  /** Of the gate; default: a new one. */
  readonly dataDir?: string;
  readonly upstreamUrls?: GateOptions['upstreamUrls'];
}

export async function openTrustedScene(
  t: Pick<TestContext, 'after'>,
  { issuers = [], as = {}, clock, email, dataDir, upstreamUrls }: SceneOptions = {},
): Promise<TrustedScene> {
  const provider = await startOpenIdProvider(t);
  const own = { name: 'github', provider: 'github', url: provider.issuer, ...as };
  const gate = await startGate(t, {
    config: { trusted_publishing: { issuers: [own, ...issuers] } },
    ...(clock === undefined ? {} : { clock }),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(upstreamUrls === undefined ? {} : { upstreamUrls }),
  });
  const ada = await makeGatePerson(gate, email === undefined ? {} : { email });
  const about = await ask(`${gate.url}/api/v1/trusted-publishing`);
  const { audience } = JSON.parse(about.text) as { audience: string };
  const scene: TrustedScene = {
    gate,
    ada,
    provider,
    audience,
    async own(ecosystem, name) {
      await gate.house.storage.work.transact(({ ownership }) =>
        ownership.save({
          ecosystem,
          name: asPackageName(name),
          owner: { kind: 'account', id: ada.accountId },
          visibility: 'private',
          since: gate.house.registry.clock.now(),
        }),
      );
    },
    async publish(body = {}) {
      const asked = { ecosystem: 'npm', name: '@acme/tide', issuer: own.name, settings: TIDE, ...body };
      const made = await ada.call('POST', '/publishers', asked);
      assert.equal(made.status, 201, made.text);
      return (JSON.parse(made.text) as { id: string }).id;
    },
    identity: (claims) => provider.mint({ aud: audience, jti: randomUUID(), ...claims }),
    exchange: (token, body = {}) => exchangeAt(gate, { token, ecosystem: 'npm', ...body }),
  };
  await scene.own('npm', '@acme/tide');
  return scene;
}

function exchangeAt(gate: Gate, body: object): Promise<Answer> {
  return ask(`${gate.url}/api/v1/trusted-publishing/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Why an identity token was refused, and in which words. */
export function refusalIn({ status, text }: Answer): { status: number; why: unknown; detail: string } {
  const { facts, detail } = JSON.parse(text) as { facts?: { why?: unknown }; detail: string };
  return { status, why: facts?.why, detail };
}

/** Asserts that it was refused for `why`, in words that `detail` matches. */
export function assertRefused(answer: Answer, why: string, detail: RegExp): void {
  const refusal = refusalIn(answer);
  assert.equal(refusal.status, 403, answer.text);
  assert.equal(refusal.why, why, answer.text);
  assert.match(refusal.detail, detail);
}

export function assertExchanged(answer: Answer): { token: string; packages: string[]; actions: string[] } {
  assert.equal(answer.status, 201, answer.text);
  return JSON.parse(answer.text) as { token: string; packages: string[]; actions: string[] };
}
