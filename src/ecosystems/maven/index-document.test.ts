import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseInstant } from '../../kernel/clock.ts';
import type { Action, Verdict } from '../../kernel/verdict.ts';
import type { PackageIndex } from '../adapter-index-document.ts';
import { index } from './index-document.ts';
import { names } from './name.ts';

const METADATA = readFileSync(`${import.meta.dirname}/testdata/maven-metadata.xml`);
const PLUGIN_GROUP = readFileSync(`${import.meta.dirname}/testdata/plugin-group.xml`);
const APP = names.parse('org.example:app');

function read(bytes: Uint8Array | undefined): PackageIndex {
  const documents = new Map(bytes === undefined ? [] : [['metadata', bytes]]);
  return index.read(documents, {
    name: APP,
    upstreamUrl: 'https://repo.example/maven2',
    upstreamDocuments: new Map(),
  });
}

function verdict(action: Action): Verdict {
  const reasons = [{ rule: 'young-version', action, summary: 'too -- young', evidence: [] }];
  return { action, reasons: action === 'allow' ? [] : reasons, observed: [] };
}

/** The document, with every version allowed except those in `actions`. */
function render(
  read: PackageIndex,
  actions: Record<string, Action> = {},
  variant = 'metadata',
): string | undefined {
  const rendered = read.render({
    variant,
    registryUrl: 'http://localhost:4870/maven',
    decision: {
      name: verdict('allow'),
      versions: new Map(
        read.versions.map(({ version }) => [
          version,
          verdict(Object.hasOwn(actions, version) ? (actions[version] ?? 'allow') : 'allow'),
        ]),
      ),
    },
    statements: [],
    pageUrl: () => 'http://localhost:4870/packages/maven/org.example%3Aapp',
  });
  return rendered === undefined ? undefined : Buffer.from(rendered.body).toString();
}

function listed(document: string | undefined): readonly (string | undefined)[] {
  return [...(document ?? '').matchAll(/<version>([^<]*)<\/version>/g)].map(([, version]) => version);
}

function metadata(versioning: string): Buffer {
  return Buffer.from(`<metadata><versioning>${versioning}</versioning></metadata>`);
}

test('the document lists versions without dates, and when it changed', () => {
  const { versions, updatedAt } = read(METADATA);
  assert.deepEqual(
    versions.map(({ version }) => version),
    ['2.1-SNAPSHOT', '2.0.0', '1.0', '1.1.0', '1.2.0-rc1'],
  );
  assert.deepEqual(versions[0]?.published, { how: 'unknown' });
  assert.equal(updatedAt, parseInstant('2026-01-02T03:04:05Z'));
  assert.equal(index.datesFromArtifacts, true);
});

test('the document is fetched from the folder of the package', () => {
  assert.deepEqual(index.packageDocuments(names.parse('org.example.tools:app'), new Map()), [
    { key: 'metadata', path: 'org/example/tools/app/maven-metadata.xml' },
  ]);
});

test('what is allowed whole is written byte for byte', () => {
  assert.equal(render(read(METADATA)), METADATA.toString());
});

test('M1 hidden and blocked versions are not offered, release and latest name offered ones, unknown elements survive', () => {
  const document = render(read(METADATA), { '2.0.0': 'hide', '1.0': 'block' });
  assert.deepEqual(listed(document), ['1.1.0', '1.2.0-rc1', '2.1-SNAPSHOT']);
  assert.match(document ?? '', /<latest>2\.1-SNAPSHOT<\/latest>/);
  assert.match(document ?? '', /<release>1\.1\.0<\/release>/);
  assert.match(document ?? '', /<lastUpdated>20260102030405<\/lastUpdated>/);
  assert.match(document ?? '', /<x:signedBy key="a&amp;b">Zoë<\/x:signedBy>/);
  assert.match(
    document ?? '',
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<!-- written by a repository manager -->\n/,
  );
});

test('M1 release never names a snapshot, nor a pre-release while a release is left', () => {
  const only = { '1.0': 'hide', '1.1.0': 'hide', '2.0.0': 'hide' } as const;
  assert.match(render(read(METADATA), only) ?? '', /<release>1\.2\.0-rc1<\/release>/);
  const none = render(read(METADATA), { ...only, '1.2.0-rc1': 'hide' });
  assert.doesNotMatch(none ?? '', /<release>/);
  assert.match(none ?? '', /<latest>2\.1-SNAPSHOT<\/latest>/);
  const wrong = read(metadata('<release>2-SNAPSHOT</release><versions><version>1</version></versions>'));
  assert.match(render(wrong) ?? '', /<release>1<\/release>/);
});

test('a version that only latest or release names is decided as well', () => {
  const given = read(
    metadata('<latest>3.0</latest><release>3.0</release><versions><version>2.0</version></versions>'),
  );
  assert.deepEqual(
    given.versions.map(({ version }) => version),
    ['3.0', '2.0'],
  );
  const document = render(given, { '3.0': 'block' });
  assert.match(document ?? '', /<latest>2\.0<\/latest><release>2\.0<\/release>/);
});

test('of a pointer that stands more than once the first stays, as Maven takes no second', () => {
  const document = render(
    read(metadata('<latest>2.0</latest><latest>1.0</latest><versions><version>1.0</version></versions>')),
    { '2.0': 'block' },
  );
  assert.match(document ?? '', /<versioning><latest>1\.0<\/latest><versions>/);
});

test('a version that was not decided is not offered', () => {
  const given = read(
    metadata('<versions><version>1.0</version><version> </version><version>a/b</version></versions>'),
  );
  assert.deepEqual(listed(render(given)), ['1.0']);
});

test('a comment says what is kept back, and cannot end early', () => {
  const document = render(read(METADATA), { '2.0.0': 'block' }) ?? '';
  assert.match(
    document,
    /<!-- Gatehouse keeps back org\.example:app@2\.0\.0 \(young-version: too - - young\); see http:.* -->\n<\/metadata>/,
  );
  assert.deepEqual(read(Buffer.from(document)).versions.length, 4);
});

test('M2 each digest is that of exactly the document beside it', () => {
  const actions = { '2.0.0': 'hide' } as const;
  const document = render(read(METADATA), actions) ?? '';
  assert.notEqual(document, METADATA.toString());
  for (const algorithm of ['sha1', 'md5', 'sha256', 'sha512']) {
    const hex = createHash(algorithm).update(document).digest('hex');
    assert.equal(render(read(METADATA), actions, `metadata.${algorithm}`), hex);
  }
});

test('M5 the list of a group’s plugins is written as it stands', () => {
  const group = read(PLUGIN_GROUP);
  assert.deepEqual(group.versions, []);
  assert.equal(render(group), PLUGIN_GROUP.toString());
});

test('without a document there is no index, and files can still be asked for', () => {
  const nothing = read(undefined);
  assert.deepEqual(nothing.versions, []);
  assert.equal(render(nothing), undefined);
  assert.equal(index.servesUnlisted, true);
});

test('hostile documents are the upstream’s fault', () => {
  const hostile = [
    '',
    '<html><body>Sign in</body></html>',
    '<metadata><versioning>',
    '<!DOCTYPE metadata [<!ENTITY v "1">]><metadata/>',
    '\u0000\u0001',
    `${'<metadata>'.repeat(40)}${'</metadata>'.repeat(40)}`,
  ];
  for (const text of hostile) {
    assert.throws(
      () => read(Buffer.from(text)),
      { code: 'upstream-invalid', message: /org\.example:app/ },
      text,
    );
  }
  assert.throws(() => read(Buffer.from([0xff, 0xfe, 0x3c, 0x00])), { code: 'upstream-invalid' });
});

test('names of JavaScript’s own are versions like any other', () => {
  const given = read(
    metadata('<versions><version>__proto__</version><version>constructor</version></versions>'),
  );
  assert.deepEqual(listed(render(given)), ['__proto__', 'constructor']);
});

test('a date that is none says nothing', () => {
  for (const text of ['', 'yesterday', '2026', '20269902030405']) {
    assert.equal(read(metadata(`<lastUpdated>${text}</lastUpdated>`)).updatedAt, undefined, text);
  }
});
