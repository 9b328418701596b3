import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import type { PackageDecision, Verdict } from '../../kernel/verdict.ts';
import type { HostedFacts, HostedVersionFacts } from '../adapter-publish.ts';
import { describeHosted } from './describe-hosted.ts';
import { index, STABLE } from './index-document.ts';

const NAME = asPackageName('acme/tide');
const REGISTRY = 'https://gate.example/composer';
const AT = Date.parse('2026-01-02T03:04:05Z');
const ALLOW: Verdict = { action: 'allow', reasons: [], observed: [] };

function versionOf(version: string, more: Partial<HostedVersionFacts> = {}): HostedVersionFacts {
  const file = {
    file: `${version}/0123abc.zip`,
    digests: { sha1: 'a'.repeat(40) },
    sizeBytes: 10,
    publishedAt: AT,
    words: { reference: '0123abc' },
  };
  return { version, publishedAt: AT, words: { type: 'library' }, files: [file], ...more };
}

function read(more: Partial<HostedFacts>) {
  const facts: HostedFacts = {
    name: NAME,
    spelt: NAME,
    createdAt: AT,
    updatedAt: AT,
    tags: new Map(),
    status: 'active',
    statusReason: '',
    versions: [versionOf('1.0.0'), versionOf('1.1.0')],
    ...more,
  };
  const documents = describeHosted(facts, REGISTRY);
  const found = index.read(documents, { name: NAME, upstreamUrl: REGISTRY, upstreamDocuments: new Map() });
  const decision: PackageDecision = {
    name: ALLOW,
    versions: new Map(found.versions.map(({ version }) => [version, ALLOW])),
  };
  const rendered = found.render({
    variant: STABLE,
    registryUrl: REGISTRY,
    decision,
    statements: [],
    pageUrl: () => 'https://gate.example/packages/composer/acme/tide',
  });
  const document = JSON.parse(Buffer.from(rendered?.body ?? []).toString()) as {
    readonly packages: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
    readonly warnings?: readonly { readonly message: string }[];
    readonly infos?: readonly { readonly message: string }[];
  };
  return { facts: found.versions, document, versions: document.packages[NAME] ?? [] };
}

test('a version has its own date, archive and digest', () => {
  const { facts, versions } = read({});
  assert.deepEqual(
    versions.map(({ version }) => version),
    ['1.1.0', '1.0.0'],
  );
  assert.deepEqual(facts[1], {
    version: '1.0.0',
    published: { how: 'upstream', at: AT },
    installScripts: false,
    artifacts: [
      {
        file: '1.0.0/0123abc.zip',
        url: `${REGISTRY}/dist/acme/tide/1.0.0/0123abc.zip`,
        digests: { sha1: 'a'.repeat(40) },
      },
    ],
  });
});

test('a withdrawn version is out of the reach of ranges, and its archive stays for lock files', () => {
  const { facts, versions } = read({
    versions: [versionOf('1.0.0'), versionOf('1.1.0', { yanked: 'it eats data' })],
  });
  assert.deepEqual(
    versions.map(({ version }) => version),
    ['1.0.0'],
  );
  const withdrawn = facts.find(({ version }) => version === '1.1.0');
  assert.equal(withdrawn?.yanked, 'it eats data');
  assert.equal(withdrawn.artifacts.length, 1);
  assert.ok(versions.every((version) => Object.keys(version).every((key) => !key.startsWith('gatehouse'))));
});

test('a deprecated package is abandoned, for another one where its message is the name of one', () => {
  for (const status of ['deprecated', 'archived'] as const) {
    const { versions, facts, document } = read({ status, statusReason: 'nobody has the time' });
    assert.equal(versions[0]?.['abandoned'], true);
    assert.equal(facts[0]?.deprecated, 'abandoned');
    const [message] = (status === 'archived' ? document.infos : document.warnings) ?? [];
    assert.equal(message?.message, `acme/tide is ${status} by its maintainers: nobody has the time`);
  }
  const replaced = read({ status: 'deprecated', statusReason: 'acme/ocean' });
  assert.equal(replaced.versions[0]?.['abandoned'], 'acme/ocean');
  const one = read({ versions: [versionOf('1.0.0', { deprecated: 'old' }), versionOf('1.1.0')] });
  assert.deepEqual(
    one.facts.map(({ deprecated }) => deprecated),
    [undefined, 'abandoned'],
  );
});

test('a quarantined package is offered to nobody, and says so', () => {
  const { versions, facts, document } = read({ status: 'quarantined', statusReason: 'under review' });
  assert.deepEqual([versions, facts], [[], []]);
  assert.equal(document.warnings?.[0]?.message, 'acme/tide is quarantined by its maintainers: under review');
});
