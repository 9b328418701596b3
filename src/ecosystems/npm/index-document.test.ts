import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { Action, Verdict } from '../../kernel/verdict.ts';
import type { IndexView, PackageIndex } from '../adapter-index-document.ts';
import { index } from './index-document.ts';
import { names } from './name.ts';

const NAME = names.parse('@acme/app');
const CONTEXT = { name: NAME, upstreamUrl: 'https://registry.example', upstreamDocuments: new Map() };
const SHA1 = 'a'.repeat(40);
const SHA512 = createHash('sha512').update('x').digest();

type Json = Readonly<Record<string, unknown>>;

function manifest(version: string, more: Json = {}, dist: Json = {}): Json {
  return {
    name: NAME,
    version,
    dist: {
      tarball: `https://registry.example/@acme/app/-/app-${version}.tgz`,
      shasum: SHA1,
      integrity: `sha512-${SHA512.toString('base64')}`,
      signatures: [{ keyid: 'SHA256:key', sig: 'sig' }],
      fileCount: 3,
      ...dist,
    },
    ...more,
  };
}

function packument(versions: readonly Json[], more: Json = {}): Json {
  return {
    _id: NAME,
    name: NAME,
    description: 'An app',
    readme: '# App',
    'dist-tags': { latest: '2.0.0' },
    versions: Object.fromEntries(versions.map((one) => [String(one['version']), one])),
    time: {
      created: '2024-01-01T00:00:00.000Z',
      modified: '2024-06-01T00:00:00.000Z',
      ...Object.fromEntries(versions.map((one) => [String(one['version']), '2024-03-01T10:00:00.000Z'])),
    },
    ...more,
  };
}

const read = (document: unknown): PackageIndex =>
  index.read(new Map([['packument', Buffer.from(JSON.stringify(document))]]), CONTEXT);

function verdict(action: Action): Verdict {
  const reasons =
    action === 'allow' ? [] : [{ rule: 'young', action, summary: 'published today', evidence: [] }];
  return { action, reasons, observed: [] };
}

/** A view in which versions are allowed unless `actions` says otherwise. */
function view(
  found: PackageIndex,
  variant: string,
  actions: Readonly<Record<string, Action>> = {},
): IndexView {
  return {
    variant,
    registryUrl: 'http://localhost:4870/npm',
    decision: {
      name: verdict('allow'),
      versions: new Map(
        found.versions.map(({ version }) => [
          version,
          verdict((Object.hasOwn(actions, version) ? actions[version] : undefined) ?? 'allow'),
        ]),
      ),
    },
    statements: [],
    pageUrl: () => 'http://localhost:4870/packages/npm/%40acme/app',
  };
}

interface Rendered extends Json {
  readonly versions: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly time: Json;
}

function render(found: PackageIndex, as: IndexView): Rendered {
  const rendered = found.render(as);
  assert.ok(rendered !== undefined);
  return JSON.parse(Buffer.from(rendered.body).toString()) as Rendered;
}

const THREE = packument([manifest('1.0.0'), manifest('1.1.0'), manifest('2.0.0')]);

test('N1: the short form has no time, the long one has, each with its type, both vary by what chooses', () => {
  const found = read(THREE);
  const short = found.render(view(found, 'abbreviated'));
  const long = found.render(view(found, 'full'));
  assert.equal(short?.contentType, 'application/vnd.npm.install-v1+json');
  assert.equal(long?.contentType, 'application/json');
  const vary = 'accept, npm-command, user-agent';
  assert.deepEqual([short.headers['vary'], long.headers['vary']], [vary, vary]);
  const shortDocument = render(found, view(found, 'abbreviated'));
  assert.equal(shortDocument['time'], undefined);
  assert.equal(shortDocument['readme'], undefined);
  assert.equal(shortDocument['modified'], '2024-06-01T00:00:00.000Z');
  assert.equal(render(found, view(found, 'full')).time['1.0.0'], '2024-03-01T10:00:00.000Z');
});

test('N1: the upstream is asked for the whole document, in plain JSON, whatever the client takes', () => {
  assert.deepEqual(index.packageDocuments(NAME, new Map()), [
    { key: 'packument', path: '@acme%2fapp', accept: 'application/json' },
  ]);
});

test('N2: dates that are null, objects or of unpublished versions are not passed on', () => {
  const found = read(
    packument([manifest('1.0.0')], {
      'dist-tags': { latest: '1.0.0' },
      time: {
        created: '2024-01-01T00:00:00.000Z',
        modified: null,
        '1.0.0': '2024-03-01T10:00:00.000Z',
        '0.9.0': '2023-03-01T10:00:00.000Z',
        unpublished: { time: '2023-04-01T00:00:00.000Z', versions: ['0.9.0'] },
      },
    }),
  );
  assert.deepEqual(render(found, view(found, 'full')).time, {
    created: '2024-01-01T00:00:00.000Z',
    '1.0.0': '2024-03-01T10:00:00.000Z',
  });
});

test('N2: a version without a readable date is undated, not old and not new', () => {
  for (const date of [undefined, null, 0, '', 'soon', {}]) {
    const found = read(packument([manifest('1.0.0')], { time: { '1.0.0': date } }));
    assert.deepEqual(found.versions[0]?.published, { how: 'unknown' });
  }
  assert.deepEqual(read(THREE).versions[0]?.published, {
    how: 'upstream',
    at: Date.parse('2024-03-01T10:00:00Z'),
  });
});

test('N5: latest falls back to the highest stable version that is not above the one that was meant', () => {
  const found = read(
    packument(
      [
        manifest('1.0.0'),
        manifest('1.2.0'),
        manifest('2.0.0'),
        manifest('3.0.0-rc.1'),
        // Published last, so that an order by time would choose it.
        manifest('1.1.9'),
      ],
      { 'dist-tags': { latest: '2.0.0', next: '3.0.0-rc.1', 'one-x': '1.2.0', old: '1.0.0' } },
    ),
  );
  const tags = (actions: Readonly<Record<string, Action>>) =>
    render(found, view(found, 'abbreviated', actions))['dist-tags'];
  assert.deepEqual(tags({ '2.0.0': 'block' }), {
    latest: '1.2.0',
    next: '3.0.0-rc.1',
    'one-x': '1.2.0',
    old: '1.0.0',
  });
  // A tag goes down its own line, or away: none is left dangling.
  assert.deepEqual(tags({ '2.0.0': 'hide', '3.0.0-rc.1': 'hide', '1.2.0': 'hide', '1.0.0': 'hide' }), {
    latest: '1.1.9',
    'one-x': '1.1.9',
  });
  // A pre-release is latest only when nothing else is left.
  assert.equal(
    tags({ '2.0.0': 'hide', '1.2.0': 'hide', '1.1.9': 'hide', '1.0.0': 'hide' })['latest'],
    '3.0.0-rc.1',
  );
});

test('N6: what is hidden or blocked is neither in versions nor in time, in both forms', () => {
  const found = read(THREE);
  const as = { '1.1.0': 'hide', '2.0.0': 'block' } as const;
  const full = render(found, view(found, 'full', as));
  assert.deepEqual(Object.keys(full.versions), ['1.0.0']);
  assert.deepEqual(Object.keys(full.time), ['created', 'modified', '1.0.0']);
  assert.deepEqual(Object.keys(render(found, view(found, 'abbreviated', as)).versions), ['1.0.0']);
});

test('N6: an installation from a lock file finds what is hidden, not what is blocked; tags do not lead there', () => {
  const found = read(THREE);
  const as = { '1.1.0': 'block', '2.0.0': 'hide' } as const;
  for (const variant of ['full-locked', 'abbreviated-locked']) {
    assert.deepEqual(Object.keys(render(found, view(found, variant, as)).versions), ['1.0.0', '2.0.0']);
  }
  const dated = render(found, view(found, 'full-dated', as));
  assert.deepEqual(Object.keys(dated.versions), ['1.0.0']);
  assert.deepEqual(Object.keys(dated.time), ['created', 'modified', '1.0.0', '1.1.0', '2.0.0']);
  assert.deepEqual(dated['dist-tags'], { latest: '1.0.0' });
});

test('N17: npm is told in its own field what is kept out and why, the upstream’s own restrictions beside it', () => {
  const upstream = { versions: { '0.1.0': { name: NAME, version: '0.1.0' } }, message: 'not here' };
  const found = read({ ...THREE, policyRestrictions: upstream });
  const as = { '1.1.0': 'hide', '2.0.0': 'block' } as const;
  for (const variant of ['full', 'abbreviated']) {
    const { policyRestrictions } = render(found, view(found, variant, as)) as unknown as {
      readonly policyRestrictions: typeof upstream;
    };
    assert.deepEqual(Object.keys(policyRestrictions.versions), ['0.1.0', '2.0.0', '1.1.0']);
    assert.deepEqual(policyRestrictions.message.split('\n'), [
      '@acme/app@2.0.0: refused by rule young: published today',
      '@acme/app@1.1.0: held back by rule young: published today',
      'see http://localhost:4870/packages/npm/%40acme/app',
      'not here',
    ]);
    const open = render(found, view(found, variant));
    assert.deepEqual(open['policyRestrictions'], upstream);
    const plain = read(THREE);
    assert.equal(Object.hasOwn(render(plain, view(plain, variant)), 'policyRestrictions'), false);
  }
});

test('N17: an index with a notice is not to be stored, since npm shows none that it stores', () => {
  const found = read(THREE);
  const noted = found.render(view(found, 'full', { '2.0.0': 'hide' }));
  assert.match(noted?.headers['npm-notice'] ?? '', /keeps back @acme\/app@2\.0\.0/);
  assert.equal(noted?.headers['cache-control'], 'no-store');
  assert.equal(found.render(view(found, 'full'))?.headers['cache-control'], undefined);
});

test('N6: a version that was not decided is not offered', () => {
  const found = read(THREE);
  const as = view(found, 'full');
  const versions = new Map(as.decision.versions);
  versions.delete('2.0.0');
  assert.deepEqual(Object.keys(render(found, { ...as, decision: { ...as.decision, versions } }).versions), [
    '1.0.0',
    '1.1.0',
  ]);
});

test('N7: tarball addresses of every shape become ours, digests and signatures stay', () => {
  const shapes = {
    '1.0.0': 'https://registry.example/@acme/app/-/app-1.0.0.tgz',
    '1.1.0': 'https://packages.example/download/@acme/app/1.1.0/0123abcd',
    '1.2.0': 'https://cdn.example/files/latest.tgz?token=x#y',
    '1.3.0': 'http://registry.example:8080/a/b/@acme/app/-/@acme/app-1.3.0.tgz',
    '1.4.0+build.1': 'https://registry.example/@acme/app/-/app-1.4.0.tgz',
  };
  const found = read(
    packument(Object.entries(shapes).map(([version, tarball]) => manifest(version, {}, { tarball }))),
  );
  assert.deepEqual(
    found.versions.map(({ artifacts }) => artifacts[0]?.url),
    Object.values(shapes),
  );
  const { versions } = render(found, view(found, 'abbreviated'));
  assert.equal(
    versions['1.1.0']?.['dist']?.['tarball'],
    'http://localhost:4870/npm/@acme/app/-/app-1.1.0.tgz',
  );
  assert.equal(
    versions['1.4.0+build.1']?.['dist']?.['tarball'],
    'http://localhost:4870/npm/@acme/app/-/app-1.4.0%2Bbuild.1.tgz',
  );
  for (const { dist } of Object.values(versions)) {
    assert.match(String(dist?.['tarball']), /^http:\/\/localhost:4870\/npm\/@acme\/app\/-\/app-[^/]+\.tgz$/);
    assert.equal(dist?.['shasum'], SHA1);
    assert.equal(dist['integrity'], `sha512-${SHA512.toString('base64')}`);
    assert.deepEqual(dist['signatures'], [{ keyid: 'SHA256:key', sig: 'sig' }]);
    assert.equal(dist['fileCount'], 3);
  }
});

test('N7: both digests of a file are known, and bad ones are none', () => {
  assert.deepEqual(read(THREE).versions[0]?.artifacts[0]?.digests, {
    sha1: SHA1,
    sha512: SHA512.toString('hex'),
  });
  const bad = read(packument([manifest('1.0.0', {}, { shasum: 'xyz', integrity: 'sha512-AAAA md6-x' })]));
  assert.deepEqual(bad.versions[0]?.artifacts[0]?.digests, {});
});

test('N10: one version, by number or by tag, whole with its signatures; hidden ones when named exactly', () => {
  const found = read(THREE);
  const one = (selector: string | undefined, actions: Readonly<Record<string, Action>> = {}) => {
    const rendered = found.render({
      ...view(found, 'version', actions),
      ...(selector === undefined ? {} : { selector }),
    });
    return rendered && (JSON.parse(Buffer.from(rendered.body).toString()) as Readonly<Record<string, Json>>);
  };
  assert.equal(one('1.0.0')?.['version'], '1.0.0');
  assert.deepEqual(one('1.0.0')?.['dist']?.['signatures'], [{ keyid: 'SHA256:key', sig: 'sig' }]);
  assert.equal(one('latest')?.['version'], '2.0.0');
  assert.equal(one('latest', { '2.0.0': 'hide' })?.['version'], '1.1.0');
  assert.equal(one('2.0.0', { '2.0.0': 'hide' })?.['version'], '2.0.0');
  assert.equal(one('2.0.0', { '2.0.0': 'block' }), undefined);
  for (const absent of ['9.9.9', 'beta', '__proto__', 'constructor', ''])
    assert.equal(one(absent), undefined);
});

test('N13: attestations are led to our address, their other fields stay', () => {
  const attestations = {
    url: 'https://registry.example/-/npm/v1/attestations/@acme%2fapp@1.0.0',
    provenance: { predicateType: 'https://slsa.dev/provenance/v1' },
  };
  const found = read(packument([manifest('1.0.0', {}, { attestations })]));
  assert.deepEqual(render(found, view(found, 'abbreviated')).versions['1.0.0']?.['dist']?.['attestations'], {
    url: 'http://localhost:4870/npm/-/npm/v1/attestations/@acme%2fapp@1.0.0',
    provenance: { predicateType: 'https://slsa.dev/provenance/v1' },
  });
});

test('N14: the trusted publisher survives in both forms, and is evidence of provenance', () => {
  const trusted = { _npmUser: { name: 'ci', trustedPublisher: { id: 'github' } } };
  const attested = manifest('1.1.0', { _npmUser: { name: 'ann' } }, { attestations: { url: 'x' } });
  const found = read(packument([manifest('1.0.0', trusted), attested, manifest('2.0.0')]));
  assert.deepEqual(
    found.versions.map(({ provenance, publisher }) => [provenance, publisher]),
    [
      ['trusted-publisher', 'ci'],
      ['attested', 'ann'],
      ['none', undefined],
    ],
  );
  for (const variant of ['full', 'abbreviated']) {
    const { versions } = render(found, view(found, variant));
    assert.deepEqual(versions['1.0.0']?.['_npmUser'], trusted['_npmUser']);
    assert.ok(versions['1.1.0']?.['dist']?.['attestations']);
  }
});

test('N15: what an installation needs survives in the short form, what it does not need is left out', () => {
  const needed = {
    deprecated: 'use other',
    os: ['linux'],
    cpu: ['x64'],
    libc: ['glibc'],
    engines: { node: '>=20' },
    dependencies: { a: '1' },
    peerDependencies: { b: '1' },
    peerDependenciesMeta: { b: { optional: true } },
    optionalDependencies: { c: '1' },
    bundleDependencies: ['a'],
    bin: { app: 'app.js' },
    funding: { url: 'https://fund.example' },
    _hasShrinkwrap: false,
    hasInstallScript: true,
  };
  const found = read(
    packument([manifest('1.0.0', { ...needed, readme: '#', scripts: { test: 'x' }, _nodeVersion: '20' })]),
  );
  const short = render(found, view(found, 'abbreviated')).versions['1.0.0'] ?? {};
  for (const [key, value] of Object.entries(needed)) assert.deepEqual(short[key], value, key);
  for (const key of ['readme', 'scripts', '_nodeVersion']) assert.equal(short[key], undefined, key);
});

test('N15: install scripts are seen in every way in which they are stated, and told in the short form', () => {
  const ways: readonly (readonly [Json, boolean])[] = [
    [{}, false],
    [{ scripts: { test: 'x', prepare: 'x' } }, false],
    [{ scripts: { preinstall: 'x' } }, true],
    [{ scripts: { install: 'x' } }, true],
    [{ scripts: { postinstall: 'x' } }, true],
    [{ hasInstallScript: true }, true],
    [{ gypfile: true }, true],
    [{ scripts: { postinstall: 7 } }, false],
    [{ scripts: [] }, false],
  ];
  for (const [more, expected] of ways) {
    const found = read(packument([manifest('1.0.0', more)]));
    assert.equal(found.versions[0]?.installScripts, expected, JSON.stringify(more));
    const short = render(found, view(found, 'abbreviated')).versions['1.0.0'];
    assert.equal(short?.['hasInstallScript'] ?? false, expected, JSON.stringify(more));
  }
});

test('unknown fields survive in the long form, in the document and in each version', () => {
  const more = { 'x-new-field': { deep: [1, null] } };
  const found = read(packument([manifest('1.0.0', more, more)], more));
  const full = render(found, view(found, 'full'));
  assert.deepEqual(full['x-new-field'], more['x-new-field']);
  assert.deepEqual(full.versions['1.0.0']?.['x-new-field'], more['x-new-field']);
  assert.deepEqual(full.versions['1.0.0']?.['dist']?.['x-new-field'], more['x-new-field']);
  assert.equal(full['readme'], '# App');
});

test('the same view gives the same bytes', () => {
  const found = read(THREE);
  for (const variant of index.variants) {
    const as = view(found, variant, { '2.0.0': 'hide' });
    assert.deepEqual(found.render(as), read(THREE).render(as));
  }
});

test('what is kept back is told in npm-notice, in ASCII on one line', () => {
  const found = read(THREE);
  assert.equal(found.render(view(found, 'full'))?.headers['npm-notice'], undefined);
  const notice = found.render(view(found, 'abbreviated', { '2.0.0': 'hide' }))?.headers['npm-notice'];
  assert.equal(
    notice,
    'Gatehouse keeps back @acme/app@2.0.0 (young: published today); see http://localhost:4870/packages/npm/%40acme/app',
  );
  const nothing = found.render(view(found, 'full', { '1.0.0': 'block', '1.1.0': 'block', '2.0.0': 'block' }));
  assert.match(nothing?.headers['npm-notice'] ?? '', /@acme\/app@2\.0\.0 .* and 2 more/);
});

test('dist-tags are answered by themselves, re-pointed', () => {
  const found = read(THREE);
  const rendered = found.render(view(found, 'dist-tags', { '2.0.0': 'block' }));
  assert.deepEqual(JSON.parse(Buffer.from(rendered?.body ?? '').toString()), { latest: '1.1.0' });
});

test('licences are read in every form that was ever allowed', () => {
  const licence = (more: Json) => read(packument([manifest('1.0.0', more)])).versions[0]?.licence;
  assert.equal(licence({ license: 'MIT' }), 'MIT');
  assert.equal(licence({ license: { type: 'ISC', url: 'x' } }), 'ISC');
  assert.equal(licence({ licenses: [{ type: 'MIT' }, 'Apache-2.0'] }), '(MIT OR Apache-2.0)');
  assert.equal(licence({ licenses: [{ type: 'MIT' }] }), 'MIT');
  assert.equal(licence({ license: 7 }), undefined);
  assert.equal(licence({}), undefined);
});

test('deprecation is evidence; an empty one is none', () => {
  const found = read(
    packument([manifest('1.0.0', { deprecated: 'old' }), manifest('1.1.0', { deprecated: '' })]),
  );
  assert.deepEqual(
    found.versions.map(({ deprecated }) => deprecated),
    ['old', undefined],
  );
});

const refused = (found: RegExp) => (error: unknown) =>
  error instanceof GatehouseError && error.message.includes('@acme/app') && found.test(error.message);

test('a document about another package, or about none, is not taken', () => {
  for (const name of ['@acme/other', undefined, null, 7, { toString: '@acme/app' }]) {
    assert.throws(() => read({ ...THREE, name }), refused(/found the name/));
  }
  assert.throws(() => index.read(new Map(), CONTEXT), refused(/missing/));
});

test('damaged documents are refused: cut off, no object, too deep, an error page', () => {
  const whole = Buffer.from(JSON.stringify(THREE));
  const readBytes = (bytes: Uint8Array) => () => index.read(new Map([['packument', bytes]]), CONTEXT);
  assert.throws(readBytes(whole.subarray(0, whole.length - 9)), refused(/packument/));
  assert.throws(readBytes(Buffer.from('[]')), refused(/expected an object/));
  assert.throws(readBytes(Buffer.from('<html>busy</html>')), refused(/packument/));
  assert.throws(readBytes(Buffer.alloc(0)), refused(/packument/));
  assert.throws(readBytes(Buffer.from(`{"a":${'['.repeat(100_000)}`)), refused(/levels/));
});

test('fields of wrong kinds are passed over; a version without dist is none', () => {
  const odd = read({
    name: NAME,
    versions: {
      '1.0.0': manifest('1.0.0', {
        deprecated: {},
        scripts: 'x',
        license: [],
        licenses: 'MIT',
        _npmUser: 'ann',
        hasInstallScript: 'yes',
      }),
      '1.1.0': null,
      '1.2.0': 'x',
      '1.3.0': { name: NAME, version: '1.3.0' },
      '1.4.0': manifest('1.4.0', { dist: { tarball: ['https://registry.example/x'] } }),
    },
    time: ['2024-01-01'],
    'dist-tags': { latest: 7, next: 'gone' },
  });
  assert.deepEqual(
    odd.versions.map(({ version }) => version),
    ['1.0.0', '1.4.0'],
  );
  assert.deepEqual(odd.versions[1]?.artifacts, []);
  const rendered = render(odd, view(odd, 'full'));
  assert.deepEqual(rendered['dist-tags'], {});
  assert.equal(read({ name: NAME }).versions.length, 0);
});

test('keys like those of prototypes are versions like others, and poison nothing', () => {
  const text = JSON.stringify({ ...THREE, versions: { '1.0.0': manifest('1.0.0') } }).replace(
    '"versions":{',
    `"__proto__":{"polluted":true},"versions":{"__proto__":${JSON.stringify(manifest('__proto__'))},`,
  );
  const found = index.read(new Map([['packument', Buffer.from(text)]]), CONTEXT);
  assert.deepEqual(
    found.versions.map(({ version }) => version),
    ['__proto__', '1.0.0'],
  );
  const full = Buffer.from(found.render(view(found, 'full'))?.body ?? '').toString();
  assert.match(full, /"__proto__":\{"name"/);
  assert.equal(({} as Json)['polluted'], undefined);
  const hidden = found.render(view(found, 'full', { ['__proto__']: 'block' }))?.body;
  assert.ok(hidden !== undefined);
  const versions = (JSON.parse(Buffer.from(hidden).toString()) as Rendered).versions;
  assert.deepEqual(Object.keys(versions), ['1.0.0']);
});

test('fuzz: any JSON under the package’s name is read and rendered, or refused', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }),
      fc.jsonValue({ maxDepth: 3 }),
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(...index.variants),
      (versions, dist, tags, variant) => {
        const document = {
          name: NAME,
          versions: { ...versions, '1.0.0': { name: NAME, version: '1.0.0', dist } },
          'dist-tags': tags,
          time: tags,
        };
        try {
          const found = read(document);
          const rendered = found.render(view(found, variant));
          if (rendered !== undefined) JSON.parse(Buffer.from(rendered.body).toString());
        } catch (error) {
          assert.ok(isGatehouseError(error, 'upstream-invalid', 'invalid-document'), String(error));
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('a version that no address could hold is left out, and the others stay', () => {
  const odd = [String.raw`1.0.0-\ud800`, String.raw`1.0.0-\u0000`, '1.0.0/../2.0.0', String.raw`1.0.0\\2`];
  const manifests = ['1.0.0', ...odd.map((_, at) => `ODD${at}`)].map((version) => manifest(version));
  const text = odd.reduce(
    (json, spelling, at) => json.replaceAll(`ODD${at}`, () => spelling),
    JSON.stringify(packument(manifests)),
  );
  const read = index.read(new Map([['packument', Buffer.from(text)]]), CONTEXT);
  assert.deepEqual(
    read.versions.map(({ version }) => version),
    ['1.0.0'],
  );
});
