// Publishing to Cargo over HTTP: what is acknowledged stands in the index as its archive says, and what contradicts itself
// is refused in words that cargo shows.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { DEFAULT_REGISTRY } from '../../src/ecosystems/cargo/crate-facts.ts';
import { ask } from '../support/ask.ts';
import { crateBody, joinParts, sentDependency, type CrateWish } from '../support/crate-body.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';

interface Line {
  readonly name: string;
  readonly vers: string;
  readonly yanked: boolean;
  readonly cksum: string;
  readonly deps: readonly Readonly<Record<string, unknown>>[];
  readonly features: object;
  readonly features2?: object;
  readonly v?: number;
  readonly links?: string;
  readonly rust_version?: string;
  readonly pubtime: string;
}

const OWN = ['tide-pool', 'tide_pool', 'wave-pool'];

async function scene(test: TestContext, patterns: readonly string[] = OWN, records?: readonly object[]) {
  const gate = await startGate(test, records === undefined ? {} : { records });
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const token = await person.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish', 'yank', 'manage-owners'],
    packages: patterns.map((pattern) => ({ ecosystem: 'cargo', pattern })),
  });
  const send = (method: string, path: string, body?: Uint8Array, credential: string = token) =>
    ask(`${gate.urls.cargo}/api/v1/crates/${path}`, {
      method,
      // As cargo sends it: without a scheme.
      headers: { authorization: credential },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
  const publish = async (wish: CrateWish = {}) => send('PUT', 'new', await crateBody(wish));
  return { gate, person, token, send, publish };
}

async function linesOf(gate: Gate, path = 'ti/de/tide-pool'): Promise<readonly Line[]> {
  const answer = await gate.ask(`/cargo/${path}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function detailOf(text: string): string {
  const { errors } = JSON.parse(text) as { errors: readonly { detail: string }[] };
  return errors[0]?.detail ?? '';
}

describe('publishing to Cargo', () => {
  it('is there once it is acknowledged, with a line that was made from the archive', async (test) => {
    const { gate, publish } = await scene(test);
    const own = `registry-index = "sparse+${gate.urls.cargo}/"`;
    const answer = await publish({
      package: 'links = "tide"\nrust-version = "1.70"',
      toml: [
        '[dependencies.wave]\nversion = "1.0"\n' + own,
        '[dependencies.json]\nversion = ">= 1, <3"\npackage = "serde_json"\noptional = true\ndefault-features = false\nfeatures = ["std"]',
        '[target."cfg(windows)".build-dependencies.cc]\nversion = "1"',
        '[features]\ndefault = []\nparse = ["dep:json"]',
      ].join('\n\n'),
      metadata: {
        links: 'tide',
        rust_version: '1.70',
        features: { default: [], parse: ['dep:json'] },
        deps: [
          sentDependency('cc', '^1', { kind: 'build', target: 'cfg(windows)', registry: DEFAULT_REGISTRY }),
          sentDependency('serde_json', '>=1, <3', {
            explicit_name_in_toml: 'json',
            optional: true,
            default_features: false,
            features: ['std'],
            registry: DEFAULT_REGISTRY,
          }),
          sentDependency('wave', '^1.0'),
        ],
      },
    });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(JSON.parse(answer.text), {
      warnings: { invalid_categories: [], invalid_badges: [], other: [] },
    });
    const [line, ...others] = await linesOf(gate);
    assert.ok(line !== undefined && others.length === 0);
    assert.deepEqual(line.deps, [
      {
        name: 'wave',
        req: '^1.0',
        features: [],
        optional: false,
        default_features: true,
        target: null,
        kind: 'normal',
        registry: null,
      },
      {
        name: 'json',
        req: '>=1, <3',
        features: ['std'],
        optional: true,
        default_features: false,
        target: null,
        kind: 'normal',
        registry: DEFAULT_REGISTRY,
        package: 'serde_json',
      },
      {
        name: 'cc',
        req: '^1',
        features: [],
        optional: false,
        default_features: true,
        target: 'cfg(windows)',
        kind: 'build',
        registry: DEFAULT_REGISTRY,
      },
    ]);
    assert.deepEqual(
      [line.features, line.features2, line.v, line.links, line.rust_version, line.yanked],
      [{ default: [] }, { parse: ['dep:json'] }, 2, 'tide', '1.70', false],
    );
    assert.match(line.pubtime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const crate = await gate.ask('/cargo/crates/tide-pool/1.0.0/download');
    assert.equal(createHash('sha256').update(crate.body).digest('hex'), line.cksum);
  });

  it('withdraws a version, and brings it back, and keeps its crate', async (test) => {
    const { gate, publish, send } = await scene(test);
    for (const version of ['1.0.0', '1.1.0']) assert.equal((await publish({ version })).status, 200);
    const yanked = await send('DELETE', 'tide-pool/1.1.0/yank');
    assert.deepEqual([yanked.status, JSON.parse(yanked.text)], [200, { ok: true }]);
    const marks = async () => (await linesOf(gate)).map((line) => `${line.vers} ${line.yanked}`);
    assert.deepEqual(await marks(), ['1.0.0 false', '1.1.0 true']);
    assert.equal((await gate.ask('/cargo/crates/tide-pool/1.1.0/download')).status, 200);
    assert.equal((await send('PUT', 'tide-pool/1.1.0/unyank')).status, 200);
    assert.deepEqual(await marks(), ['1.0.0 false', '1.1.0 false']);
    assert.deepEqual(
      (await gate.journal('version-yanked', 'version-restored')).map(({ kind }) => kind),
      ['version-yanked', 'version-restored'],
    );
    const unknown = await send('DELETE', 'tide-pool/9.9.9/yank');
    assert.equal(unknown.status, 404);
    assert.match(detailOf(unknown.text), /has no version 9\.9\.9/);
  });

  it('publishes a version once, whatever build it is, and whoever publishes it a second time is told', async (test) => {
    const { gate, publish } = await scene(test);
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((text) => publish({ files: { 'README.md': text } })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409, 409],
    );
    const again = await publish({ version: '1.0.0+build.7' });
    assert.equal(again.status, 409);
    assert.match(detailOf(again.text), /it is published already, as 1\.0\.0; versions are never replaced/);
    assert.equal((await linesOf(gate)).length, 1);
  });

  it('takes a name in one spelling, which is the first', async (test) => {
    const { gate, publish } = await scene(test);
    assert.equal((await publish({ name: 'Tide-Pool' })).status, 200);
    for (const name of ['tide-pool', 'Tide_Pool', 'tide_pool']) {
      const refused = await publish({ name, version: '1.1.0' });
      assert.equal(refused.status, 409, `${name}: ${refused.text}`);
      assert.match(detailOf(refused.text), /published here as Tide-Pool/);
    }
    assert.equal((await publish({ name: 'Tide-Pool', version: '1.1.0' })).status, 200);
    assert.deepEqual(
      (await linesOf(gate)).map(({ name }) => name),
      ['Tide-Pool', 'Tide-Pool'],
    );
  });

  it('refuses a name that an upstream has, also spelt with the other separator, unless it is reserved here', async (test) => {
    const { gate, publish } = await scene(test);
    await gate.upstream.cargo.publish({ name: 'wave_pool', version: '1.0.0' });
    const refused = await publish({ name: 'wave-pool' });
    assert.equal(refused.status, 409);
    assert.match(detailOf(refused.text), /upstream main has a package called wave_pool/);
    await gate.reserve('cargo', 'wave-pool');
    assert.equal((await publish({ name: 'wave-pool' })).status, 200);
  });

  it('takes nothing from who may not, and says so as cargo reads it', async (test) => {
    const { gate, person, send } = await scene(test, ['acme-*']);
    const body = await crateBody();
    const bound = await send('PUT', 'new', body);
    assert.equal(bound.status, 403);
    assert.match(detailOf(bound.text), /bound to other packages/);
    const reading = await person.mint({ name: 'reads', scope: 'read' });
    assert.equal((await send('PUT', 'new', body, reading)).status, 403);
    const nobody = await ask(`${gate.urls.cargo}/api/v1/crates/new`, { method: 'PUT', body });
    assert.equal(nobody.status, 401);
    assert.equal((await gate.ask('/cargo/ti/de/tide-pool')).status, 404);
  });

  it('does not let in what a rule keeps out', async (test) => {
    const record = malwareRecord({
      ecosystem: 'cargo',
      name: 'tide-pool',
      versions: ['6.6.6'],
      id: 'MAL-2026-77',
    });
    const { gate, publish } = await scene(test, OWN, [record]);
    await gate.reserve('cargo', 'tide-pool');
    // Evidence about a public namesake never condemns what is published here.
    assert.equal((await publish({ version: '6.6.6' })).status, 200);
    await gate.quarantine({ ecosystem: 'cargo', name: 'tide-pool' as never }, ['7.0.0']);
    const refused = await publish({ version: '7.0.0' });
    assert.equal(refused.status, 403);
    assert.match(detailOf(refused.text), /quarantine/);
  });

  const dependency = '[dependencies.wave]\nversion = "1"';
  const faults: readonly (readonly [string, CrateWish, RegExp])[] = [
    ['a name that begins with a digit', { name: '1tide' }, /expected a letter/],
    ['a name that begins with an underscore', { name: '_tide' }, /expected a letter/],
    ['a name of the compiler', { name: 'proc_macro' }, /the compiler/],
    ['a name of a device', { name: 'com7' }, /device/],
    ['a long name', { name: 'a'.repeat(65) }, /at most 64/],
    ['a version of two numbers', { version: '1.0' }, /expected a semantic version/],
    [
      'another name in the archive',
      { manifest: '[package]\nname = "other"\nversion = "1.0.0"\n' },
      /says name "other", and "tide-pool" was sent/,
    ],
    [
      'another version in the archive',
      { manifest: '[package]\nname = "tide-pool"\nversion = "6.6.6"\n' },
      /says version "6\.6\.6"/,
    ],
    ['a dependency that was not sent', { toml: dependency }, /says dependencies \[\{"name":"wave"/],
    [
      'a dependency that the archive has not',
      { metadata: { deps: [sentDependency('evil', '^1')] } },
      /and \[\{"name":"evil"/,
    ],
    [
      'a dependency of another registry than the archive says',
      { toml: dependency, metadata: { deps: [sentDependency('wave', '^1')] } },
      /"from":"default".* and .*"from":"here"/,
    ],
    [
      'a dependency of a registry that is none of ours',
      {
        toml: `${dependency}\nregistry-index = "sparse+https://elsewhere.example/"`,
        metadata: { deps: [sentDependency('wave', '^1')] },
      },
      /is from the registry .*elsewhere\.example/,
    ],
    [
      'a dependency by git',
      { toml: '[dependencies.wave]\ngit = "https://code.example/wave"', metadata: {} },
      /is by git/,
    ],
    ['features that were not sent', { toml: '[features]\nextra = []' }, /says features/],
    ['a feature that no index takes', { toml: '[features]\n"a b" = []' }, /found the feature "a b"/],
    ['another library that it links', { metadata: { links: 'z' } }, /says links nothing, and "z"/],
    [
      'another compiler than it needs',
      { package: 'rust-version = "1.80"', metadata: { rust_version: '1.50' } },
      /says rust-version "1\.80"/,
    ],
    ['what is not to be published', { package: 'publish = false' }, /says publish = false/],
    ['another folder', { folder: 'tide-pool-6.6.6' }, /expected everything below tide-pool-1\.0\.0/],
    ['cargo’s own mark', { files: { '.cargo-ok': '{"v":1}' } }, /\.cargo-ok/],
    ['two files that Windows takes for one', { files: { 'src/LIB.rs': '' } }, /spelling alone/],
    ['a path that leads out', { files: { '../../evil': '' } }, /empty segment or one of dots/],
    ['what is no archive', { archive: Buffer.from('no archive') }, /no gzipped tar archive/],
  ];
  it('refuses, with the reason, what contradicts itself, and keeps nothing of it', async (test) => {
    const { gate, publish, send } = await scene(test);
    for (const [what, wish, message] of faults) {
      const answer = await publish(wish);
      assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text}`);
      assert.match(detailOf(answer.text), message, what);
    }
    const whole = await crateBody();
    for (const body of [
      whole.subarray(0, 2),
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.from('more')]),
      joinParts(Buffer.from('{}'), Buffer.alloc(0)),
      joinParts(Buffer.from('no json'), Buffer.from('x')),
    ]) {
      const answer = await send('PUT', 'new', body);
      assert.ok(answer.status === 400 || answer.status === 422, answer.text);
    }
    assert.equal((await gate.ask('/cargo/ti/de/tide-pool')).status, 404);
  });

  it('says what nothing keeps from being published, and what cargo says as well', async (test) => {
    const { publish } = await scene(test);
    const answer = await publish({
      toml: '[dependencies]\nwave = "*"',
      metadata: { deps: [sentDependency('wave', '*', { registry: DEFAULT_REGISTRY })] },
    });
    assert.match(answer.text, /"other":\["its dependency wave takes any version/);
  });

  it('refuses a second owner of what one person owns alone, and says how to give it to an organisation', async (test) => {
    const { gate, publish, send } = await scene(test);
    assert.equal((await publish()).status, 200);
    const listed = await gate.ask('/cargo/api/v1/crates/tide-pool/owners');
    const { users } = JSON.parse(listed.text) as {
      users: readonly { login: string; name: string; id: number }[];
    };
    assert.deepEqual(
      users.map(({ login, name }) => `${login} (${name})`),
      ['ada (owner and maintainer)'],
    );
    assert.ok(Number.isSafeInteger(users[0]?.id));
    const refused = await send('PUT', 'tide-pool/owners', Buffer.from('{"users":["bo"]}'));
    assert.equal(refused.status, 409, refused.text);
    assert.match(
      detailOf(refused.text),
      /one person owns it alone; give it to an organisation.*gatehouse transfer offer cargo tide-pool --organisation/,
    );
  });

  it('tells nobody who the people of a crate are that is not published here', async (test) => {
    const { gate } = await scene(test);
    await gate.upstream.cargo.publish({ name: 'wave', version: '1.0.0' });
    for (const name of ['wave', 'none']) {
      const answer = await gate.ask(`/cargo/api/v1/crates/${name}/owners`);
      assert.equal(answer.status, 404, answer.text);
      assert.match(detailOf(answer.text), /nobody owns one of this name here/);
    }
  });

  it('sends whoever follows the address of "cargo login" to where tokens are made', async (test) => {
    const gate = await startGate(test);
    const answer = await gate.ask('/cargo/me');
    assert.deepEqual([answer.status, answer.headers.location], [302, `${gate.url}/tokens`]);
  });
});
