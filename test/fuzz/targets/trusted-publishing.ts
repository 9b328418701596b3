// Targets for what identity providers and their tokens say.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { CONFIG_PROVIDERS } from '../../../src/ecosystems/adapter-publisher-configs.ts';
import { parsePublisherConfig } from '../../../src/ecosystems/cargo/publisher-configs.ts';
import {
  assertFitForAny,
  matchPublishers,
} from '../../../src/identity/trusted-publishing/match-publishers.ts';
import { parseIdentityToken } from '../../../src/identity/trusted-publishing/parse-identity-token.ts';
import {
  parseIssuerDescription,
  parseIssuerKeys,
} from '../../../src/identity/trusted-publishing/parse-issuer-documents.ts';
import { rulesOf } from '../../../src/identity/trusted-publishing/providers/rules-of.ts';
import {
  PROVIDERS,
  type Claims,
  type Issuer,
  type Publisher,
} from '../../../src/identity/trusted-publishing/trusted-publishing-ports.ts';
import { isGatehouseError } from '../../../src/kernel/errors.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';

const ISSUER = 'https://id.example';
const ID = '11111111-1111-4111-8111-111111111111';
const CONFIGS = [
  {
    github_config: {
      crate: 'tide',
      repository_owner: 'acme',
      repository_owner_id: 7,
      repository_name: 'tide',
      workflow_filename: 'release.yml',
      environment: null,
    },
  },
  {
    gitlab_config: {
      crate: 'tide',
      namespace: 'acme/sea',
      namespace_id: '7',
      project: 'tide',
      workflow_filepath: 'ci/a.yml',
      environment: 'x',
    },
  },
];
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${encode({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${encode({ iss: ISSUER, aud: 'x' })}.c2ln`;
const DESCRIPTION = { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` };
const KEYS = {
  keys: [
    { kid: 'a', kty: 'RSA', n: 'AQAB', e: 'AQAB', use: 'sig', alg: 'RS256' },
    { kid: 'b', kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
    { kid: 'c', kty: 'oct', k: 'AA' },
    { kid: 'd', kty: 'RSA', d: 'AQAB', use: 'enc' },
  ],
};

/** Settings that each provider takes, and claims that meet them. */
const EXAMPLES: Readonly<Record<(typeof PROVIDERS)[number], { settings: object; claims: Claims }>> = {
  github: {
    settings: {
      repository: 'acme/tide',
      workflow: 'release.yml',
      environment: 'npm',
      allowsSelfHosted: true,
    },
    claims: {
      repository: 'acme/tide',
      repository_owner: 'acme',
      repository_id: '1',
      repository_owner_id: '2',
      workflow_ref: 'acme/tide/.github/workflows/release.yml@refs/heads/main',
      job_workflow_ref: 'acme/tide/.github/workflows/release.yml@refs/heads/main',
      ref: 'refs/heads/main',
      sha: 'f',
      event_name: 'push',
      environment: 'npm',
    },
  },
  gitlab: {
    settings: { project: 'acme/tide', allowsSelfHosted: true },
    claims: {
      project_path: 'acme/tide',
      namespace_path: 'acme',
      project_id: '1',
      namespace_id: '2',
      ref_path: 'refs/heads/main',
      sha: 'f',
      ci_config_ref_uri: 'id.example/acme/tide//.gitlab-ci.yml@refs/heads/main',
    },
  },
  google: {
    settings: { email: 'ci@acme.example' },
    claims: { email: 'ci@acme.example', email_verified: true, sub: '7' },
  },
  activestate: {
    settings: { organization: 'acme', project: 'tide', actorId: ID },
    claims: {
      sub: 'org:acme:project:tide',
      organization: 'acme',
      project: 'tide',
      actor_id: ID,
      builder: 'pypi-publisher',
    },
  },
  circleci: {
    settings: { orgId: ID, projectId: ID },
    claims: { iss: `${ISSUER}/${ID}`, 'oidc.circleci.com/org-id': ID, 'oidc.circleci.com/project-id': ID },
  },
  custom: { settings: { claims: { sub: 'bot' } }, claims: { sub: 'bot' } },
};

const issuerOf = (provider: (typeof PROVIDERS)[number]): Issuer => ({
  name: provider,
  provider,
  url: ISSUER,
  algorithms: ['RS256'],
  claims: {},
  isOwn: true,
});

const provider = fc.constantFrom(...PROVIDERS);

export const trustedPublishingTargets: readonly Target[] = [
  target(
    'identity token',
    ['src/identity/trusted-publishing/parse-identity-token.ts#parseIdentityToken'],
    mutatedText([TOKEN, `${TOKEN}.`], ['.', '..', '=', '-', '_', 'eyJ', encode({ kid: 7 }), ' ']),
    (text) => {
      const read = attempt(['not-allowed'], () => parseIdentityToken(text));
      if (read === undefined) return;
      assert.ok(read.kid !== '' && read.unverifiedIssuer !== '' && text.startsWith(`${read.signed}.`));
    },
  ),
  target(
    'description of an issuer',
    ['src/identity/trusted-publishing/parse-issuer-documents.ts#parseIssuerDescription'],
    fc.oneof(
      hostileJson([DESCRIPTION]),
      mutatedText([JSON.stringify(DESCRIPTION)], ['http:', 'file:', '@', '//', 'null', '\\', '127.0.0.1']),
    ),
    (text) => {
      const url = attempt(['upstream-invalid'], () => parseIssuerDescription(text, ISSUER));
      if (url !== undefined) assert.match(url, /^https:\/\//);
    },
  ),
  target(
    'keys of an issuer',
    ['src/identity/trusted-publishing/parse-issuer-documents.ts#parseIssuerKeys'],
    fc.oneof(
      hostileJson([KEYS]),
      mutatedText([JSON.stringify(KEYS)], ['null', '[', '{}', '"d":""', '"kid":7']),
    ),
    (text) => {
      const keys = attempt(['upstream-invalid'], () => parseIssuerKeys(text, ISSUER)) ?? [];
      assert.ok(keys.length <= 100);
      for (const { kid, jwk } of keys) {
        assert.ok(kid !== '' && kid.length <= 200);
        assert.ok(!Object.hasOwn(jwk, 'd') && jwk['kty'] !== 'oct' && jwk['use'] !== 'enc');
      }
    },
  ),
  target(
    'configuration of a publisher, as Cargo has it',
    ['src/ecosystems/cargo/publisher-configs.ts#parsePublisherConfig'],
    fc.oneof(
      hostileJson(CONFIGS),
      mutatedText(
        CONFIGS.map((one) => JSON.stringify(one)),
        ['/', '..', 'null', '""', '1e30', '-1', '\\u0000'],
      ),
    ),
    (text) => {
      for (const one of CONFIG_PROVIDERS) {
        const read = attempt(['invalid-request', 'invalid-document', 'invalid-name', 'too-large'], () =>
          parsePublisherConfig(Buffer.from(text), one),
        );
        if (read === undefined) continue;
        assert.equal(read.provider, one);
        assert.match(read.name, /^[a-z_][a-z0-9_-]{0,63}$/);
        for (const value of Object.values(read.settings)) {
          assert.ok(typeof value === 'string' && value !== '' && value.length <= 511);
        }
      }
    },
  ),
  target(
    'settings of a publisher',
    ['src/identity/trusted-publishing/providers/rules-of.ts#rulesOf'],
    fc.record({
      kind: provider,
      text: hostileJson(Object.values(EXAMPLES).map(({ settings }) => settings)),
    }),
    ({ kind, text }) => {
      const asked = jsonOf(text);
      const read = attempt(['invalid-request'], () => rulesOf(kind).parse(asked, issuerOf(kind)));
      if (read !== undefined) assert.ok(JSON.stringify(read.settings).length < 40_000);
    },
  ),
  target(
    'claims of an identity',
    [
      'src/identity/trusted-publishing/match-publishers.ts#matchPublishers',
      'src/identity/trusted-publishing/match-publishers.ts#assertFitForAny',
    ],
    provider.chain((kind) =>
      fc.record({ kind: fc.constant(kind), text: hostileJson([EXAMPLES[kind].claims]) }),
    ),
    ({ kind, text }) => assertMatchesWhatItMeets(kind, jsonOf(text)),
  ),
];

/** Whatever changed in the claims: what still matches says all that the publisher asks for. */
function assertMatchesWhatItMeets(kind: (typeof PROVIDERS)[number], claims: Claims): void {
  const issuer = issuerOf(kind);
  const { settings, claims: good } = EXAMPLES[kind];
  const read = rulesOf(kind).parse(settings as never, issuer);
  const publisher: Publisher = {
    id: 'p',
    ecosystem: 'npm',
    pattern: 'tide',
    provider: kind,
    issuer: read.issuer ?? ISSUER,
    locator: read.locator,
    settings: read.settings,
    pins: {},
    right: 'publish',
    createdAt: 0,
    createdBy: '',
  };
  const locator = attempt(['not-allowed'], () => assertFitForAny({ issuer, claims }));
  if (locator === undefined) return;
  const { matches } = attempt([], () => matchPublishers([publisher], { issuer, claims, now: 1 })) ?? {};
  if ((matches ?? []).length === 0) return;
  for (const claim of [
    'repository',
    'project_path',
    'email',
    'actor_id',
    'sub',
    'oidc.circleci.com/project-id',
  ]) {
    const wanted = good[claim];
    if (typeof wanted !== 'string' || (kind === 'google' && claim === 'sub')) continue;
    const found = claims[claim];
    assert.ok(typeof found === 'string', `${claim} was no text`);
    const isPart = kind === 'activestate' && claim === 'sub';
    assert.equal((isPart ? found.slice(0, wanted.length) : found).toLowerCase(), wanted.toLowerCase());
  }
}

/** What a parser of JSON makes of it; nothing where it makes nothing. */
function jsonOf(text: string): Claims {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Claims) : {};
  } catch (error) {
    assert.ok(!isGatehouseError(error));
    return {};
  }
}
