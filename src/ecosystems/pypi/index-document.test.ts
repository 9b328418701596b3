import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseInstant } from '../../kernel/clock.ts';
import type { Evidence, VersionFacts } from '../../kernel/evidence.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { Action, Verdict } from '../../kernel/verdict.ts';
import type { IndexView, PackageIndex } from '../adapter-index-document.ts';
import { artifacts } from './artifact.ts';
import { index } from './index-document.ts';
import { names } from './name.ts';

const NAME = names.parse('demo-pack');
const GATE = 'http://gate.example/pypi';
const read = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url));

function readIndex(
  bytes: Uint8Array,
  upstreamUrl = 'https://index.example',
  project?: Uint8Array,
): PackageIndex {
  const documents = new Map([
    ['simple', bytes],
    ...(project === undefined ? [] : [['project-json', project] as const]),
  ]);
  return index.read(documents, { name: NAME, upstreamUrl, upstreamDocuments: new Map() });
}

function verdict(action: Action): Verdict {
  const reasons =
    action === 'allow'
      ? []
      : [
          {
            rule: 'young',
            action,
            summary: 'published\n3 hours ago',
            evidence: [],
            until: Date.UTC(2026, 7, 12, 10),
          },
        ];
  return { action, reasons, observed: [] };
}

function view(
  variant: string,
  actions: Readonly<Record<string, Action>>,
  more: Partial<IndexView> & { readonly nameAction?: Action } = {},
): IndexView {
  return {
    variant,
    registryUrl: GATE,
    decision: {
      name: verdict(more.nameAction ?? 'allow'),
      versions: new Map(Object.entries(actions).map(([version, action]) => [version, verdict(action)])),
    },
    statements: [],
    pageUrl: (version) => `http://gate.example/packages/pypi/demo-pack?version=${version}`,
    ...more,
  };
}

interface JsonPage {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly versions: readonly string[];
  readonly files: readonly Readonly<Record<string, unknown>>[];
  readonly [key: string]: unknown;
}

function renderJson(project: PackageIndex, as: IndexView): JsonPage {
  return JSON.parse(Buffer.from(project.render(as)?.body ?? '').toString()) as JsonPage;
}

function renderText(project: PackageIndex, as: IndexView): string {
  return Buffer.from(project.render(as)?.body ?? '').toString();
}

const ALL = { '1.0': 'allow', '1.1.0': 'allow', '2.0rc1': 'allow' } as const;
const factsOf = (project: PackageIndex, version: string): PackageIndex['versions'][number] => {
  const facts = project.versions.find((one) => one.version === version);
  assert.ok(facts, version);
  return facts;
};

test('P10: files that map to no version are skipped, and do not refuse the project', () => {
  const project = readIndex(read('simple.json'));
  assert.deepEqual(
    project.versions.map(({ version }) => version),
    ['1.0', '1.1.0', '2.0rc1'],
  );
  const files = renderJson(project, view('json', ALL)).files.map(({ filename }) => filename);
  assert.deepEqual(files, [
    'demo-pack-1.0.tar.gz',
    'demo_pack-1.0-py3-none-any.whl',
    'demo_pack-1.1-cp311-cp311-win_amd64.whl',
    'demo_pack-2.0rc1.zip',
  ]);
});

test('P3: a version is dated by the upstream, and by the latest of its files', () => {
  const project = readIndex(read('simple.json'));
  const { published, artifacts: files } = factsOf(project, '1.0');
  assert.deepEqual(published, { how: 'upstream', at: parseInstant('2024-01-01T00:05:00Z') });
  assert.equal(files[0]?.addedAt, parseInstant('2024-01-01T00:00:00Z'));
});

test('a file added to an old release makes the release news again, and tells which file it was', () => {
  const page = JSON.parse(read('simple.json').toString()) as JsonPage;
  const late = {
    filename: 'demo_pack-1.0-cp314-cp314-linux_x86_64.whl',
    url: 'https://files.example/packages/zz/demo_pack-1.0-cp314-cp314-linux_x86_64.whl',
    hashes: { sha256: 'f'.repeat(64) },
    'upload-time': '2026-08-10T00:00:00Z',
  };
  const project = readIndex(Buffer.from(JSON.stringify({ ...page, files: [...page.files, late] })));
  const { published, artifacts: files, provenance } = factsOf(project, '1.0');
  assert.deepEqual(published, { how: 'upstream', at: parseInstant('2026-08-10T00:00:00Z') });
  assert.equal(
    files.find(({ file }) => file === late.filename)?.addedAt,
    parseInstant('2026-08-10T00:00:00Z'),
  );
  assert.equal(provenance, 'none');
});

test('a version of which one file has no date is undated', () => {
  const page = JSON.parse(read('simple.json').toString()) as JsonPage;
  const files = page.files.map((file, at) => (at === 0 ? { ...file, 'upload-time': undefined } : file));
  const project = readIndex(Buffer.from(JSON.stringify({ ...page, files })));
  assert.deepEqual(factsOf(project, '1.0').published, { how: 'unknown' });
});

test('facts: yanked as a whole, built from source, attested as a whole, status of the project', () => {
  const project = readIndex(read('simple.json'));
  const pick = ({ yanked, installScripts, provenance }: Partial<VersionFacts>) => ({
    yanked,
    installScripts,
    provenance,
  });
  assert.deepEqual(pick(factsOf(project, '1.0')), {
    yanked: undefined,
    installScripts: false,
    provenance: 'none',
  });
  assert.deepEqual(pick(factsOf(project, '1.1.0')), {
    yanked: 'breaks <old> "tools"\nsee notes',
    installScripts: false,
    provenance: 'attested',
  });
  assert.deepEqual(pick(factsOf(project, '2.0rc1')), {
    yanked: '',
    installScripts: true,
    provenance: 'none',
  });
  assert.deepEqual(project.status, { status: 'deprecated', reason: 'use other-pack' });
});

test('P1, P11: JSON keeps dates, sizes, status, serial and unknown fields, and leads to our own addresses', () => {
  const project = readIndex(read('simple.json'));
  const rendered = project.render(view('json', ALL));
  assert.equal(rendered?.contentType, 'application/vnd.pypi.simple.v1+json');
  assert.deepEqual(rendered.headers, { vary: 'accept', 'x-pypi-last-serial': '4711' });
  const page = renderJson(project, view('json', ALL));
  assert.equal(page.meta['api-version'], '1.4');
  assert.deepEqual(page['x-future'], { kept: true });
  assert.deepEqual(page['project-status'], { status: 'deprecated', reason: 'use other-pack' });
  assert.equal(page['alternate-locations'], undefined);
  assert.deepEqual(page.files[1], {
    filename: 'demo_pack-1.0-py3-none-any.whl',
    url: `${GATE}/files/demo-pack/demo_pack-1.0-py3-none-any.whl`,
    hashes: { sha256: '2'.repeat(64) },
    'requires-python': '>=3.8,<4',
    size: 90,
    'upload-time': '2024-01-01T00:05:00.000000Z',
    yanked: false,
    'core-metadata': { sha256: '2a'.repeat(32) },
    'data-dist-info-metadata': { sha256: '2a'.repeat(32) },
    provenance: `${GATE}/integrity/demo-pack/1.0/demo_pack-1.0-py3-none-any.whl/provenance`,
    'x-future': 1,
  });
});

test('P4: the list of versions names those whose files are on the page, and no other', () => {
  const project = readIndex(read('simple.json'));
  assert.deepEqual(renderJson(project, view('json', ALL)).versions, ['1.0', '1.1.0', '2.0rc1']);
  assert.deepEqual(renderJson(project, view('json', { '1.0': 'allow' })).versions, ['1.0']);
});

test('P5: every file carries its digests, in HTML as a fragment', () => {
  const project = readIndex(read('simple.json'));
  for (const file of renderJson(project, view('json', ALL)).files) {
    assert.equal(typeof file['hashes'], 'object', String(file['filename']));
  }
  assert.match(
    renderText(project, view('html', ALL)),
    /files\/demo-pack\/demo-pack-1\.0\.tar\.gz#sha256=1{64}"/,
  );
});

test('P6: what is advertised beside a file can be located, with the digest of itself; else it is not advertised', () => {
  const project = readIndex(read('simple.json'));
  const context = { name: NAME, upstreamUrl: 'https://index.example', upstreamDocuments: new Map() };
  assert.deepEqual(artifacts.locate(project, 'demo_pack-1.0-py3-none-any.whl.metadata', context), {
    version: '1.0',
    artifact: {
      file: 'demo_pack-1.0-py3-none-any.whl.metadata',
      url: 'https://files.example/packages/ab/demo_pack-1.0-py3-none-any.whl.metadata',
      digests: { sha256: '2a'.repeat(32) },
      addedAt: parseInstant('2024-01-01T00:05:00Z'),
    },
  });
  assert.equal(artifacts.locate(project, 'demo-pack-1.0.tar.gz.asc', context)?.version, '1.0');
  assert.equal(artifacts.locate(project, 'demo-pack-1.0.tar.gz.metadata', context), undefined);
  assert.equal(artifacts.locate(project, 'demo_pack-docs.zip', context), undefined);
  const page = renderJson(project, view('json', ALL));
  assert.equal(page.files[0]?.['core-metadata'], undefined);
  assert.equal(page.files[0]?.['gpg-sig'], true);
  // Its address has a query, to which no suffix can be added.
  assert.equal(page.files[3]?.['core-metadata'], undefined);
  assert.equal(artifacts.locate(project, 'demo_pack-2.0rc1.zip.metadata', context), undefined);
});

test('P2: hidden and blocked versions are marked with the reason in JSON and HTML alike', () => {
  const project = readIndex(read('simple.json'));
  const actions = { '1.0': 'allow', '1.1.0': 'hide', '2.0rc1': 'block' } as const;
  const marks = renderJson(project, view('json', actions)).files.map(({ yanked }) => yanked);
  const until = 'until 2026-08-12T10:00:00Z); see http://gate.example/packages/pypi/demo-pack?version=';
  assert.deepEqual(marks, [
    false,
    false,
    `Gatehouse hides demo-pack 1.1.0 (young: published 3 hours ago ${until}1.1.0`,
    `Gatehouse blocks demo-pack 2.0rc1 (young: published 3 hours ago ${until}2.0rc1`,
  ]);
  const html = renderText(project, view('html', actions));
  assert.equal(html.match(/data-yanked="Gatehouse (?:hides|blocks)/g)?.length, 2);
  assert.equal(html.match(/<a /g)?.length, 4);
});

test('a version that was not decided is not on the page in any form', () => {
  const project = readIndex(read('simple.json'));
  for (const variant of ['json', 'html', 'html-v1', 'project-json']) {
    assert.doesNotMatch(renderText(project, view(variant, { '1.0': 'allow' })), /1\.1|2\.0rc1/);
  }
});

test('where nothing is offered, blocked versions stand unmarked so that clients ask for a file and print why', () => {
  const project = readIndex(read('simple.json'));
  const mixed = view('json', { '1.0': 'block', '1.1.0': 'hide', '2.0rc1': 'block' });
  assert.deepEqual(
    renderJson(project, mixed).files.map(({ yanked }) => yanked !== false),
    [false, false, true, false],
  );
  const condemned = renderJson(project, view('json', ALL, { nameAction: 'block' }));
  assert.ok(condemned.files.every(({ yanked }) => yanked === false));
});

test("P11: the publisher's own mark stays, on one line, and never empty", () => {
  const files = renderJson(readIndex(read('simple.json')), view('json', ALL)).files;
  assert.equal(files[2]?.['yanked'], 'breaks <old> "tools" see notes');
  assert.equal(files[3]?.['yanked'], 'no reason given');
});

test('P9, P11: an HTML page is read: relative addresses, fragments, escapes, marks, comments', () => {
  const project = readIndex(read('simple.html'));
  assert.deepEqual(
    project.versions.map(({ version, yanked, published, artifacts: files }) => ({
      version,
      yanked,
      published: published.how,
      files: files.map(({ file, url, digests }) => [file, url, Object.keys(digests)]),
    })),
    [
      {
        version: '1.0',
        yanked: undefined,
        published: 'unknown',
        files: [
          ['demo-pack-1.0.tar.gz', 'https://index.example/packages/aa/demo-pack-1.0.tar.gz', ['sha256']],
          ['demo-pack-1.0.tar.gz.asc', 'https://index.example/packages/aa/demo-pack-1.0.tar.gz.asc', []],
        ],
      },
      {
        version: '1.0+local.1',
        yanked: 'breaks <old> tools',
        published: 'unknown',
        files: [
          [
            'demo_pack-1.0+local.1-py3-none-any.whl',
            'https://files.example/packages/ab/demo_pack-1.0%2Blocal.1-py3-none-any.whl',
            ['md5'],
          ],
          [
            'demo_pack-1.0+local.1-py3-none-any.whl.metadata',
            'https://files.example/packages/ab/demo_pack-1.0%2Blocal.1-py3-none-any.whl.metadata',
            ['sha256'],
          ],
        ],
      },
      {
        version: '1.1',
        yanked: '',
        published: 'unknown',
        files: [
          ['demo_pack-1.1.zip', 'https://index.example/packages/ac/demo_pack-1.1.zip', []],
          ['demo_pack-1.1.zip.metadata', 'https://index.example/packages/ac/demo_pack-1.1.zip.metadata', []],
        ],
      },
    ],
  );
  assert.deepEqual(project.status, { status: 'archived', reason: 'no "more" releases' });
});

test('P2: JSON and HTML written from an HTML upstream say the same, and what is written is read back as it was', () => {
  const actions = { '1.0': 'allow', '1.0+local.1': 'allow', '1.1': 'allow' } as const;
  const first = readIndex(read('simple.html'));
  const fromHtml = readIndex(Buffer.from(renderText(first, view('html', actions))), GATE);
  const fromJson = readIndex(Buffer.from(renderText(first, view('json', actions))), GATE);
  assert.deepEqual(fromHtml.versions, fromJson.versions);
  assert.equal(fromHtml.versions[0]?.artifacts[0]?.url, `${GATE}/files/demo-pack/demo-pack-1.0.tar.gz`);
});

test('another Gatehouse as upstream is read like any index, its provenance included', () => {
  const far = renderText(readIndex(read('simple.json')), view('json', ALL));
  const near = readIndex(Buffer.from(far), GATE);
  const page = renderJson(near, view('json', ALL, { registryUrl: 'http://near.example/pypi' }));
  assert.equal(factsOf(near, '1.0').artifacts[0]?.url, `${GATE}/files/demo-pack/demo-pack-1.0.tar.gz`);
  assert.equal(page.files[0]?.['url'], 'http://near.example/pypi/files/demo-pack/demo-pack-1.0.tar.gz');
  assert.equal(
    page.files[1]?.['provenance'],
    'http://near.example/pypi/integrity/demo-pack/1.0/demo_pack-1.0-py3-none-any.whl/provenance',
  );
});

const ADVISORY: Evidence<'advisory'> = {
  id: 'a',
  kind: 'advisory',
  subject: { ecosystem: 'pypi', name: NAME },
  source: 'osv',
  observedAt: 0,
  confidence: 1,
  details: {
    recordId: 'CVE-2026-1',
    aliases: ['GHSA-1', 'CVE-2026-1'],
    summary: 'bad\nthings',
    cwes: [],
    reviewed: true,
    affected: [
      { version: '1.0.0', fixedIn: '1.1' },
      { version: '1.1.0', fixedIn: 'not a version' },
    ],
    fixedVersions: ['1.1'],
    ranges: '<1.1',
  },
};

test('P14: the JSON API is filtered and rewritten, and lists our own evidence as vulnerabilities', () => {
  const project = readIndex(read('simple.json'), 'https://index.example', read('project.json'));
  const one = renderJson(project, view('project-json', ALL, { selector: '1.0.0', statements: [ADVISORY] }));
  assert.deepEqual(one['vulnerabilities'], [
    {
      id: 'CVE-2026-1',
      aliases: ['GHSA-1'],
      summary: 'bad things',
      details: 'bad things',
      fixed_in: ['1.1'],
      link: null,
      source: 'osv',
      withdrawn: null,
    },
  ]);
  assert.equal(one['releases'], undefined);
  assert.deepEqual(one['info'], {
    name: 'Demo_Pack',
    package_url: 'https://index.example/project/demo-pack/',
    requires_python: '>=3.8,<4',
    version: '1.0',
    yanked: false,
    yanked_reason: null,
  });
  const urls = one['urls'] as readonly Readonly<Record<string, unknown>>[];
  assert.equal(urls[0]?.['url'], `${GATE}/files/demo-pack/demo-pack-1.0.tar.gz`);
  assert.equal(urls[0]?.['comment_text'], 'first');
  assert.deepEqual(urls[0]?.['digests'], {
    sha256: '1'.repeat(64),
    md5: '1'.repeat(32),
    blake2b_256: 'abcdabcd',
  });
});

test('P14: the project itself shows the latest that is offered, and no file that the page has not', () => {
  const project = readIndex(read('simple.json'), 'https://index.example', read('project.json'));
  const actions = { '1.0': 'allow', '1.1.0': 'block', '2.0rc1': 'hide' } as const;
  const whole = renderJson(project, view('project-json', actions));
  assert.equal((whole['info'] as JsonPage)['version'], '1.0');
  assert.equal((whole['info'] as JsonPage)['requires_dist'], undefined);
  assert.deepEqual(Object.keys(whole['releases'] as object), ['1.0', '1.1.0', '2.0rc1']);
  assert.doesNotMatch(JSON.stringify(whole), /6\.6\.6|files\.example|OTHER-1/);
  const allowed = renderJson(
    project,
    view('project-json', { '1.0': 'allow', '1.1.0': 'allow' }, { selector: '1.1' }),
  );
  assert.deepEqual((allowed['info'] as JsonPage)['requires_dist'], ['other-pack>=1']);
});

test('a version that the project has not, and no version at all, have no document', () => {
  const project = readIndex(read('simple.json'), 'https://index.example', read('project.json'));
  for (const selector of ['3.0', 'nonsense', '__proto__', '9.9']) {
    assert.equal(project.render(view('project-json', ALL, { selector })), undefined, selector);
  }
});

test('malware counts as a vulnerability of the versions that it names', () => {
  const malware: Evidence<'malware'> = {
    ...ADVISORY,
    kind: 'malware',
    details: { recordId: 'MAL-2026-1', summary: 'steals', scope: 'listed', versions: ['1.1'], recordedAt: 0 },
  };
  const project = readIndex(read('simple.json'));
  const ids = (selector: string) => {
    const page = renderJson(project, view('project-json', ALL, { selector, statements: [malware] }));
    return (page['vulnerabilities'] as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  assert.deepEqual(ids('1.1.0'), ['MAL-2026-1']);
  assert.deepEqual(ids('1.0'), []);
});

test('hostile pages are refused with their place, or yield nothing', () => {
  const isRefused = (error: unknown) => isGatehouseError(error, 'upstream-invalid', 'invalid-document');
  const page = JSON.parse(read('simple.json').toString()) as JsonPage;
  const changed = (change: object) => Buffer.from(JSON.stringify({ ...page, ...change }));
  const whole = read('simple.json');
  const refused: readonly Uint8Array[] = [
    whole.subarray(0, whole.length / 2),
    Buffer.from(''),
    Buffer.from('[]'),
    Buffer.from('plain text'),
    Buffer.from('<html><form action="/login"><a href="/login">sign in</a></form></html>'),
    Buffer.from(`{"name":"demo-pack","files":${'['.repeat(100)}${']'.repeat(100)}}`),
    changed({ name: 'other' }),
    changed({ name: undefined }),
    changed({ files: {} }),
    changed({ files: [null] }),
    changed({ files: [{ filename: 1, url: 'https://files.example/a' }] }),
    changed({ files: [{ filename: 'a' }] }),
    changed({ meta: { 'api-version': '2.0' } }),
    Buffer.from('<meta name="pypi:repository-version" content="2.0"><a href="demo_pack-1.0.zip">x</a>'),
  ];
  for (const bytes of refused)
    assert.throws(() => readIndex(bytes), isRefused, bytes.toString().slice(0, 60));
  const empty: readonly object[] = [
    { filename: '../demo_pack-1.0.zip', url: 'https://files.example/a' },
    { filename: 'demo_pack-1.0.zip', url: 'javascript:alert(1)' },
    { filename: 'demo_pack-1.0.zip', url: 'file:///etc/passwd' },
    { filename: 'demo_pack-1.0.zip\u0000', url: 'https://files.example/a' },
    { filename: '__proto__', url: 'https://files.example/a' },
  ];
  assert.deepEqual(readIndex(changed({ files: empty })).versions, []);
});

test('a file whose name no address could hold is left out, and the others stay', () => {
  const files = ['demo-pack-1.0.tar.gz', 'demo-pack-1.1HALF.tar.gz'].map((filename) => ({
    filename,
    url: `https://files.example/${filename}`,
    hashes: {},
  }));
  const text = JSON.stringify({ meta: { 'api-version': '1.0' }, name: 'demo-pack', files });
  const project = readIndex(Buffer.from(text.replaceAll('HALF', String.raw`+\ud800`)));
  assert.deepEqual(
    project.versions.map(({ version }) => version),
    ['1.0'],
  );
});

test('keys that an object inherits do no harm', () => {
  const text = `{"name":"demo-pack","__proto__":{"x":1},"meta":{},"files":[{"filename":"demo_pack-1.0.zip",
    "url":"https://files.example/a.zip","hashes":{"__proto__":"11111111","constructor":"11111111"},"__proto__":{"yanked":true}}]}`;
  const project = readIndex(Buffer.from(text));
  assert.equal(factsOf(project, '1.0').yanked, undefined);
  assert.deepEqual(factsOf(project, '1.0').artifacts[0]?.digests, {});
  assert.equal(renderJson(project, view('json', { '1.0': 'allow' })).files.length, 1);
});

test('any JSON under the known fields is read or refused, never worse', () => {
  fc.assert(
    fc.property(
      fc.record({ name: fc.constant('demo-pack'), files: fc.array(fc.anything()), versions: fc.anything() }),
      (page) => {
        let bytes: Buffer;
        try {
          bytes = Buffer.from(JSON.stringify(page));
        } catch {
          return;
        }
        try {
          readIndex(bytes).render(view('json', {}));
        } catch (error) {
          assert.ok(error instanceof GatehouseError, String(error));
        }
      },
    ),
  );
});
