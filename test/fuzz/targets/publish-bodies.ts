// Targets for what clients send to be published: bodies and archives that were well-formed once.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { HostedFacts, Release, Submitted } from '../../../src/ecosystems/adapter-publish.ts';
import { parseOwners } from '../../../src/ecosystems/cargo/owners.ts';
import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import type { Ecosystem } from '../../../src/kernel/ecosystem.ts';
import { asPackageName, type PackageName } from '../../../src/kernel/package-ref.ts';
import { crateBody, sentDependency } from '../../support/crate-body.ts';
import { packTgz } from '../../support/tgz.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const GATE = 'https://gate.example';

/** What is told to the client; anything else would be the server's own fault. */
const REFUSED = [
  'invalid-request',
  'invalid-name',
  'invalid-version',
  'invalid-archive',
  'invalid-document',
  'too-large',
] as const;

const MANIFEST = `[package]
name = "tide-pool"
version = "1.0.0"
rust-version = "1.70"
links = "tide"

[dependencies.json]
version = ">= 1, <3"
package = "serde_json"
optional = true
features = ["std"]

[target."cfg(windows)".build-dependencies.cc]
version = "1.*"
registry-index = "sparse+${GATE}/cargo/"

[features]
default = []
parse = ["dep:json"]
`;

const METADATA = {
  name: 'tide-pool',
  vers: '1.0.0',
  links: 'tide',
  rust_version: '1.70',
  features: { default: [], parse: ['dep:json'] },
  deps: [
    sentDependency('cc', '1.*', { kind: 'build', target: 'cfg(windows)' }),
    sentDependency('serde_json', '>=1, <3', {
      explicit_name_in_toml: 'json',
      optional: true,
      features: ['std'],
      registry: 'https://github.com/rust-lang/crates.io-index',
    }),
  ],
};

const crateSeed = await crateBody({ manifest: MANIFEST, metadata: METADATA });

/** The metadata or the manifest or the whole body is hostile; archives are made of what is left. */
const crates: fc.Arbitrary<() => Promise<Uint8Array>> = fc.oneof(
  mutatedBytes([crateSeed]).map((body) => async () => body),
  hostileJson([METADATA]).map((text) => async () => withMetadata(text)),
  mutatedText([MANIFEST], ['registry-index', 'git', 'path', '[target.', 'dev-dependencies', '*']).map(
    (manifest) => async () => crateBody({ manifest, metadata: METADATA }),
  ),
);

function withMetadata(text: string): Buffer {
  const json = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(json.byteLength);
  return Buffer.concat([head, json, crateSeed.subarray(4 + crateSeed.readUInt32LE(0))]);
}

const NPM_MANIFEST = {
  name: '@acme/tide',
  version: '1.0.0',
  dependencies: { wave: '^1.0.0' },
  scripts: { postinstall: 'node .' },
};

const tarball = await packTgz('package', { 'package.json': JSON.stringify(NPM_MANIFEST), 'index.js': '' });

function packument(manifest: object, data: string): object {
  return {
    _id: '@acme/tide',
    name: '@acme/tide',
    'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': manifest },
    _attachments: { '@acme/tide-1.0.0.tgz': { data } },
  };
}

const packuments: fc.Arbitrary<() => Promise<Uint8Array>> = fc.oneof(
  hostileJson([
    packument(NPM_MANIFEST, tarball.toString('base64')),
    { name: '@acme/tide', versions: { '1.0.0': { deprecated: 'old' } } },
  ]).map((text) => async () => Buffer.from(text)),
  hostileJson([NPM_MANIFEST]).map((packaged) => async () => {
    const archive = await packTgz('package', { 'package.json': packaged });
    return Buffer.from(JSON.stringify(packument(NPM_MANIFEST, archive.toString('base64'))));
  }),
  mutatedBytes([tarball]).map((archive) => async () => {
    return Buffer.from(JSON.stringify(packument(NPM_MANIFEST, archive.toString('base64'))));
  }),
);

export const publishTargets: readonly Target[] = [
  target(
    'cargo owners',
    ['src/ecosystems/cargo/owners.ts#parseOwners'],
    hostileJson([{ users: ['bo', 'cy'] }]),
    (text) => {
      const names = attempt(['invalid-request', 'invalid-document', 'too-large'], () =>
        parseOwners(Buffer.from(text)),
      );
      assert.ok(names === undefined || (names.length > 0 && names.every((one) => one.length <= 256)));
    },
  ),
  publishTarget(
    'cargo',
    ['src/ecosystems/cargo/publish.ts#publish', 'src/ecosystems/cargo/sent-crate.ts#parseSentCrate'],
    crates,
    { variant: 'new' },
  ),
  publishTarget('npm', ['src/ecosystems/npm/publish.ts#publish'], packuments, {
    variant: 'packument',
    name: asPackageName('@acme/tide'),
  }),
];

function publishTarget(
  id: Ecosystem,
  covers: readonly string[],
  bodies: fc.Arbitrary<() => Promise<Uint8Array>>,
  asked: Pick<Submitted, 'variant' | 'name'>,
): Target {
  const { publish } = ADAPTERS[id];
  assert.ok(publish !== undefined);
  return asyncTarget(`${id} publish`, covers, bodies, async (make) => {
    const submitted = { ...asked, headers: {}, registryUrl: `${GATE}/${id}`, body: await make() };
    const read = await attemptAsync(REFUSED, () => publish.read(submitted));
    if (read?.kind === 'release') assertReadable(id, read);
  });
}

/** What was let in reads as any other package does, under its name and version, and no other. */
function assertReadable(id: Ecosystem, release: Release): void {
  const { names, index, publish } = ADAPTERS[id];
  const name: PackageName = names.parse(release.name);
  assert.equal(name, release.name);
  assert.ok(JSON.stringify(release.words).length > 0);
  const documents = publish?.describe(factsOf(release), `${GATE}/${id}`) ?? new Map<string, Uint8Array>();
  const read = index.read(documents, {
    name,
    upstreamUrl: `${GATE}/${id}`,
    upstreamDocuments: publish?.ownDocuments?.(`${GATE}/${id}`) ?? new Map(),
  });
  assert.deepEqual(
    read.versions.map(({ version }) => version),
    [release.version],
  );
}

function factsOf({ name, spelt, version, words, files }: Release): HostedFacts {
  const digests = {
    sha512: '0'.repeat(128),
    sha256: '0'.repeat(64),
    sha1: '0'.repeat(40),
    md5: '0'.repeat(32),
  };
  return {
    name,
    spelt,
    createdAt: 0,
    updatedAt: 0,
    tags: new Map(),
    status: 'active',
    statusReason: '',
    versions: [
      {
        version,
        publishedAt: 0,
        words,
        files: files.map((file) => ({
          file: file.file,
          digests: digests as HostedFacts['versions'][number]['files'][number]['digests'],
          sizeBytes: file.bytes.byteLength,
          publishedAt: 0,
          words: file.words ?? {},
        })),
      },
    ],
  };
}
