import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseInstant } from '../../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import type { Action, Verdict } from '../../kernel/verdict.ts';
import type { IndexView, PackageIndex } from '../adapter-index-document.ts';
import { artifacts } from './artifact.ts';
import { index } from './index-document.ts';
import { expandVersions } from './minified.ts';
import { names } from './name.ts';

const NAME = names.parse('acme/lib');
const GATE = 'http://gate.example/composer';
const PAGE = 'http://gate.example/packages/composer/acme/lib';
const CONTEXT = { name: NAME, upstreamUrl: 'https://packages.example', upstreamDocuments: new Map() };
const testdata = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url));
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function read(stable: Uint8Array = testdata('stable.json'), dev?: Uint8Array): PackageIndex {
  return index.read(
    new Map([['stable', stable], ...(dev === undefined ? [] : [['dev', dev] as const])]),
    CONTEXT,
  );
}

const both = () => read(testdata('stable.json'), testdata('dev.json'));

function verdict(action: Action): Verdict {
  const reason = {
    rule: 'young',
    action,
    summary: 'published 3 hours ago',
    evidence: [],
    until: Date.UTC(2026, 7, 12, 10),
  };
  return { action, reasons: action === 'allow' ? [] : [reason], observed: [] };
}

const ALL: Readonly<Record<string, Action>> = {
  'v2.1.0': 'allow',
  '2.0.0': 'allow',
  '1.0.0': 'warn',
  'dev-feature/x': 'allow',
};

function view(
  actions: Readonly<Record<string, Action>> = ALL,
  more: Partial<IndexView> = {},
  name: Action = 'allow',
): IndexView {
  return {
    variant: 'stable',
    registryUrl: GATE,
    decision: {
      name: verdict(name),
      versions: new Map(Object.entries(actions).map(([version, action]) => [version, verdict(action)])),
    },
    statements: [],
    pageUrl: () => PAGE,
    ...more,
  };
}

type Fields = Readonly<Record<string, unknown>>;
interface Page extends Fields {
  readonly packages: Readonly<Record<string, readonly Fields[]>>;
}

function render(found: PackageIndex, as: IndexView): Page {
  return JSON.parse(Buffer.from(found.render(as)?.body ?? '').toString()) as Page;
}

/** The archive of the first version. */
const distOf = (page: Page) => (versionsOf(page)[0]?.['dist'] ?? {}) as Fields;

/** The versions as Composer reads them. */
function versionsOf(page: Page): readonly Fields[] {
  assert.equal(page['minified'], 'composer/2.0');
  return expandVersions(page.packages[NAME] ?? []);
}

const spelt = (page: Page) => versionsOf(page).map(({ version }) => version);

test('K1: published-time is the date; the time of the commit is none', () => {
  assert.deepEqual(
    both().versions.map(({ version, published }) => [version, published]),
    [
      ['v2.1.0', { how: 'upstream', at: parseInstant('2026-08-01T10:00:00Z') }],
      ['2.0.0', { how: 'upstream', at: parseInstant('2024-02-01T10:00:00Z') }],
      ['1.0.0', { how: 'unknown' }],
      ['dev-feature/x', { how: 'unknown' }],
    ],
  );
});

test('licences, abandonment and plugins are read', () => {
  const [newest, second, oldest] = read().versions;
  assert.equal(newest?.licence, '(MIT OR GPL-3.0-or-later)');
  assert.equal(second?.licence, 'MIT');
  assert.equal(newest?.installScripts, true);
  assert.equal(second?.installScripts, false);
  assert.equal(newest?.deprecated, undefined);
  assert.equal(oldest?.deprecated, 'abandoned; use acme/lib-next instead');
});

test('an empty checksum declares nothing', () => {
  const [newest, second, oldest] = read().versions.map((one) => one.artifacts[0]);
  assert.deepEqual(newest?.digests, {});
  assert.deepEqual(second?.digests, { sha1: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3' });
  assert.equal(newest?.file, `v2.1.0/${'1'.repeat(40)}.zip`);
  assert.equal(oldest?.file, '1.0.0/none.tar.gz');
});

test('a metapackage has no archive; a version of source code alone is left out, and that is said', () => {
  const dist = { type: 'zip', url: 'https://files.example/a.zip', reference: 'a' };
  const packages = {
    [NAME]: [
      { version: '3', type: 'metapackage', source: { type: 'git', url: 'https://git.example/x' } },
      { version: '2', source: { type: 'git', url: 'https://git.example/x' } },
      { version: '1', dist },
    ],
  };
  const found = read(json({ packages }));
  assert.deepEqual(
    found.versions.map((one) => [one.version, one.artifacts.length]),
    [
      ['3', 0],
      ['1', 1],
    ],
  );
  const page = render(found, view({ '3': 'allow', '1': 'allow' }));
  assert.deepEqual(spelt(page), ['3', '1']);
  assert.deepEqual(page['infos'], [
    {
      message: 'Gatehouse leaves out a version of acme/lib of which the upstream has no archive',
      versions: '*',
    },
  ]);
});

test('K3: hidden and blocked versions are left out, and the rest is minified anew', () => {
  const page = render(both(), view({ ...ALL, '2.0.0': 'hide' }));
  assert.deepEqual(spelt(page), ['v2.1.0', '1.0.0']);
  const [newest, oldest] = versionsOf(page);
  assert.deepEqual(newest?.['x-unknown'], { kept: [1, 2] });
  assert.equal(oldest?.['description'], 'A library');
  assert.equal(Object.hasOwn(oldest ?? {}, 'x-unknown'), false);
  assert.equal(Object.hasOwn(oldest ?? {}, 'require'), false);
});

test('K2: published-time, the filter list and unknown fields of the upstream survive', () => {
  const page = render(both(), view());
  assert.equal(versionsOf(page)[0]?.['published-time'], '2026-08-01T10:00:00+00:00');
  assert.equal(page['x-top'], 'kept');
  assert.deepEqual(page['filter'], (JSON.parse(testdata('stable.json').toString()) as Fields)['filter']);
});

test('K7: archives come from here, reference and checksum unchanged, mirrors gone', () => {
  const [newest, second] = versionsOf(render(both(), view()));
  assert.deepEqual(newest?.['dist'], {
    url: `${GATE}/dist/acme/lib/v2.1.0/${'1'.repeat(40)}.zip`,
    type: 'zip',
    shasum: '',
    reference: '1'.repeat(40),
  });
  assert.equal(((second?.['dist'] ?? {}) as Fields)['shasum'], 'A94A8FE5CCB19BA61C4C0873D391E987982FBBD3');
});

test('K8, K9: neither source code repositories nor addresses for notices are handed on', () => {
  const body = JSON.stringify(render(both(), view()));
  assert.doesNotMatch(body, /git\.example\/acme\/lib\.git|svn\.example|notification-url/);
  assert.equal(
    versionsOf(render(both(), view())).some((one) => Object.hasOwn(one, 'source')),
    false,
  );
});

test('branches stand in their own document, and releases in none but theirs', () => {
  const found = both();
  assert.equal(found.versions.filter(({ version }) => version === '2.0.0').length, 1);
  const page = render(found, view(ALL, { variant: 'dev' }));
  assert.deepEqual(spelt(page), ['dev-feature/x']);
  assert.equal(distOf(page)['url'], `${GATE}/dist/acme/lib/dev-feature/x/${'3'.repeat(40)}.zip`);
});

test('without a document of branches there is none', () => {
  assert.equal(read().render(view(ALL, { variant: 'dev' })), undefined);
});

test('a hidden version is an info, a blocked one a warning, each with rule, reason, end and page', () => {
  const why = `(young: published 3 hours ago until 2026-08-12T10:00:00Z); see ${PAGE}`;
  const hidden = render(both(), view({ ...ALL, 'v2.1.0': 'hide' }));
  assert.deepEqual((hidden['infos'] as unknown[])[0], {
    message: `Gatehouse keeps back acme/lib@v2.1.0 ${why}`,
    versions: '*',
  });
  assert.equal(Object.hasOwn(hidden, 'warnings'), false);
  const blocked = render(both(), view({ ...ALL, '1.0.0': 'block' }));
  assert.deepEqual(blocked['warnings'], [
    { message: `Gatehouse keeps back acme/lib@1.0.0 ${why}`, versions: '*' },
  ]);
  assert.doesNotMatch(JSON.stringify(blocked['infos']), /keeps back/);
});

test('what is kept back in one document is not told in the other', () => {
  const page = render(both(), view({ ...ALL, 'v2.1.0': 'block' }, { variant: 'dev' }));
  assert.equal(Object.hasOwn(page, 'warnings'), false);
});

test('messages of the upstream stay beside ours', () => {
  const theirs = { message: 'moved', versions: '<2.0' };
  const document = { ...(JSON.parse(testdata('stable.json').toString()) as Fields), warnings: [theirs] };
  const page = render(read(json(document)), view({ ...ALL, '1.0.0': 'block' }));
  assert.deepEqual((page['warnings'] as unknown[])[0], theirs);
  assert.equal((page['warnings'] as unknown[]).length, 2);
});

test('K5: a blocked name keeps an empty list, so that no other repository stands in for it', () => {
  const page = render(both(), view(ALL, {}, 'block'));
  assert.deepEqual(page.packages, { [NAME]: [] });
  assert.match(JSON.stringify(page['warnings']), /keeps back acme\/lib@v2\.1\.0 \(young/);
});

test('a version without a verdict is not offered', () => {
  assert.deepEqual(spelt(render(both(), view({ '2.0.0': 'allow' }))), ['2.0.0']);
});

const base = {
  subject: { ecosystem: 'composer', name: NAME },
  source: 'osv',
  observedAt: Date.UTC(2026, 0, 2),
  confidence: 1,
} as const;
const ADVISORY: Evidence = {
  ...base,
  id: 'a',
  kind: 'advisory',
  details: {
    recordId: 'CVE-2026-0001',
    aliases: ['GHSA-1'],
    summary: 'Reads\nfiles',
    url: 'https://advisories.example/1',
    score: 7.5,
    cwes: [],
    reviewed: true,
    affected: [{ version: '1.0.0' }],
    fixedVersions: ['2.0.0'],
    ranges: '<2.0.0',
    disclosedAt: Date.UTC(2025, 5, 1),
  },
};
const MALWARE: Evidence = {
  ...base,
  id: 'm',
  kind: 'malware',
  details: {
    recordId: 'FEED-1',
    summary: 'Steals tokens',
    scope: 'listed',
    versions: ['v2.1.0'],
    recordedAt: Date.UTC(2026, 0, 1),
  },
};

test('K4: our advisories and malware records stand in the document, once each, beside those that we do not know', () => {
  const page = render(both(), view(ALL, { statements: [ADVISORY, MALWARE] }));
  assert.deepEqual(page['security-advisories'], [
    {
      advisoryId: 'CVE-2026-0001',
      packageName: NAME,
      affectedVersions: '<2.0.0',
      title: 'Reads\\u000afiles',
      sources: [{ name: 'osv', remoteId: 'CVE-2026-0001' }],
      reportedAt: '2025-06-01T00:00:00Z',
      cve: 'CVE-2026-0001',
      link: 'https://advisories.example/1',
      severity: 'high',
    },
    {
      advisoryId: 'FEED-1',
      packageName: NAME,
      affectedVersions: '=v2.1.0',
      title: 'Malware: Steals tokens',
      sources: [{ name: 'osv', remoteId: 'FEED-1' }],
      reportedAt: '2026-01-01T00:00:00Z',
      cve: null,
      link: null,
      severity: 'critical',
    },
    { advisoryId: 'PKSA-1', affectedVersions: '<1.0.0' },
  ]);
  assert.deepEqual(page['filter'], {
    malware: [{ package: NAME, constraint: '=v2.1.0', reason: 'Steals tokens', id: 'FEED-1', source: 'osv' }],
  });
});

test('a document that is none is refused, saying what was found', () => {
  const bad: readonly unknown[] = [
    { packages: 7 },
    { packages: { [NAME]: 'x' } },
    { packages: { [NAME]: ['x'] } },
    { minified: 'composer/9', packages: {} },
    {},
  ];
  for (const document of bad) {
    assert.throws(
      () => read(json(document)),
      (error) => isGatehouseError(error, 'upstream-invalid'),
      JSON.stringify(document),
    );
  }
  for (const bytes of ['', '{"packages":', '[]', '['.repeat(200), '\u00ff']) {
    assert.throws(
      () => read(Buffer.from(bytes, 'latin1')),
      (error) => isGatehouseError(error, 'invalid-document'),
      bytes,
    );
  }
  assert.throws(
    () => index.read(new Map(), CONTEXT),
    (error) => isGatehouseError(error, 'upstream-invalid'),
  );
});

test('another package in the document is no version of this one', () => {
  const dist = { type: 'zip', url: 'https://files.example/a.zip' };
  const packages = { 'evil/x': [{ version: '9', dist }], __proto__: [{ version: '8', dist }] };
  assert.deepEqual(read(json({ packages })).versions, []);
  assert.deepEqual(read(json({ packages: [] })).versions, []);
});

test('the first of two versions of one spelling counts', () => {
  const at = (host: string) => ({ version: '1', dist: { type: 'zip', url: `https://${host}/a.zip` } });
  const found = read(json({ packages: { [NAME]: [at('one.example'), at('two.example')] } }));
  assert.deepEqual(
    found.versions.map(({ artifacts: [file] }) => file?.url),
    ['https://one.example/a.zip'],
  );
});

test('an advisory of the upstream’s whose id is no text is passed on as it is', () => {
  const document = JSON.parse(testdata('stable.json').toString()) as Fields;
  const odd = { advisoryId: { toString: 1 }, cve: ['CVE-2026-1'] };
  const found = read(json({ ...document, 'security-advisories': [odd] }));
  assert.deepEqual(render(found, view(ALL))['security-advisories'], [odd]);
});

test('whatever JSON an upstream sends is read or refused in our words', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const version = fc.record(
    { version: fc.oneof(fc.string(), value), dist: value, license: value, abandoned: value, type: value },
    { requiredKeys: [] },
  );
  const document = fc.record({
    packages: fc.oneof(fc.record({ [NAME]: fc.oneof(fc.array(version), value) }), value),
    minified: fc.constantFrom(undefined, 'composer/2.0'),
    filter: value,
    'security-advisories': value,
    warnings: value,
  });
  fc.assert(
    fc.property(document, (sent) => {
      try {
        const found = read(json(sent));
        const actions = Object.fromEntries(found.versions.map(({ version: one }) => [one, 'allow' as const]));
        render(found, view(actions, { statements: [ADVISORY, MALWARE] }));
      } catch (error) {
        assert.ok(error instanceof GatehouseError, String(error));
      }
    }),
  );
});

test('a file of the index is found by its name alone; another commit under the same version is none', () => {
  const found = both();
  const located = artifacts.locate(found, `dev-feature/x/${'3'.repeat(40)}.zip`, CONTEXT);
  assert.equal(located?.version, 'dev-feature/x');
  assert.equal(located?.artifact.url, `https://files.example/repos/acme/lib/zipball/${'3'.repeat(40)}`);
  assert.equal(artifacts.locate(found, `dev-feature/x/${'1'.repeat(40)}.zip`, CONTEXT), undefined);
  assert.equal(artifacts.locate(found, '1.0.0', CONTEXT), undefined);
});

test('a version that calls itself another package is no version of this one: the document is refused', () => {
  const version = (name: unknown) => ({
    name,
    version: '1.0.0',
    dist: { type: 'zip', url: 'https://files.example/1.zip', reference: 'a1' },
  });
  const documentOf = (...versions: readonly object[]) => json({ packages: { 'acme/lib': versions } });
  assert.equal(read(documentOf(version('Acme/Lib'))).versions.length, 1);
  for (const other of ['other/lib', 7]) {
    assert.throws(
      () => read(documentOf(version('acme/lib'), { ...version(other), version: '9.0.0' })),
      (error) => isGatehouseError(error, 'upstream-invalid'),
    );
  }
});
