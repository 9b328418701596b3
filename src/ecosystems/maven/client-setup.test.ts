import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { clients } from './client-setup.ts';
import { readXmlElements } from './xml-elements.ts';

const [maven, gradle] = clients;
assert.ok(maven !== undefined && gradle !== undefined);
const SETTINGS = readFileSync(`${import.meta.dirname}/testdata/settings.xml`, 'utf8');
const OPEN = { gateUrl: 'http://localhost:4870' };
const CLOSED = { gateUrl: 'https://gate.example', token: `t<&'"\\k` };
const LIMITS = { maxLength: 100_000, maxDepth: 32, code: 'invalid-document' } as const;

function texts(settings: string, path: string): readonly string[] {
  return readXmlElements(settings, 'settings', LIMITS)
    .filter((element) => element.path === path)
    .map(({ text }) => text);
}

test('mvn: a new file has one mirror of everything elsewhere', () => {
  assert.equal(
    maven.edit(undefined, OPEN),
    `<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <mirrors>
    <mirror>
      <id>gatehouse</id>
      <mirrorOf>external:*</mirrorOf>
      <url>http://localhost:4870/maven/</url>
    </mirror>
  </mirrors>
</settings>
`,
  );
  assert.match(maven.snippet(OPEN), /<mirrorOf>external:\*<\/mirrorOf>/);
});

test('mvn: in a file with other mirrors ours stands first, and all else stays byte for byte', () => {
  const edited = maven.edit(SETTINGS, OPEN);
  const ours = `
    <mirror>
      <id>gatehouse</id>
      <mirrorOf>external:*</mirrorOf>
      <url>http://localhost:4870/maven/</url>
    </mirror>`;
  assert.equal(edited.replace(ours, ''), SETTINGS);
  assert.deepEqual(texts(edited, 'settings/mirrors/mirror/id'), ['gatehouse', 'corp']);
  assert.equal(maven.currentRegistry(SETTINGS), 'https://mirror.example/maven');
  assert.equal(maven.currentRegistry(edited), 'http://localhost:4870/maven/');
});

test('mvn: a mirror of others that names central exactly would win, so ours names it first', () => {
  const theirs =
    '<settings><mirrors><mirror><id>m</id><mirrorOf>central</mirrorOf><url>https://m.example/</url></mirror></mirrors></settings>';
  assert.equal(maven.currentRegistry(theirs), 'https://m.example/');
  const edited = maven.edit(theirs, CLOSED);
  assert.deepEqual(texts(edited, 'settings/mirrors/mirror/id'), ['gatehouse-central', 'gatehouse', 'm']);
  assert.deepEqual(texts(edited, 'settings/servers/server/id'), ['gatehouse-central', 'gatehouse']);
  assert.equal(maven.currentRegistry(edited), 'https://gate.example/maven/');
  assert.equal(maven.edit(edited, CLOSED), edited);
});

test('mvn: the token is the password of a server of the mirror’s id', () => {
  const edited = maven.edit(SETTINGS, CLOSED);
  assert.deepEqual(texts(edited, 'settings/servers/server/id'), ['gatehouse', 'corp']);
  assert.deepEqual(texts(edited, 'settings/servers/server/password'), [CLOSED.token, 's3&cret']);
});

test('mvn: applied twice is once, and another address replaces ours', () => {
  const shapes = [
    SETTINGS,
    '<settings/>',
    '<settings></settings>',
    '<settings><mirrors/><servers/></settings>',
    '<settings>\r\n  <mirrors>\r\n  </mirrors>\r\n</settings>\r\n',
    '',
  ];
  for (const shape of shapes) {
    const once = maven.edit(shape, CLOSED);
    assert.equal(maven.edit(once, CLOSED), once, shape);
    const moved = maven.edit(once, { ...CLOSED, gateUrl: 'https://other.example' });
    assert.deepEqual(texts(moved, 'settings/mirrors/mirror/url').slice(0, 1), [
      'https://other.example/maven/',
    ]);
    assert.equal(maven.edit(moved, CLOSED), once, shape);
  }
});

test('mvn: line endings stay as they are', () => {
  const edited = maven.edit('<settings>\r\n</settings>\r\n', OPEN);
  assert.doesNotMatch(edited, /[^\r]\n/);
});

test('mvn: a file that is no settings file is left alone, and said so', () => {
  for (const text of ['<project/>', '<settings>', 'hello', '<!DOCTYPE settings><settings/>']) {
    assert.throws(() => maven.edit(text, OPEN), { code: 'invalid-document' }, text);
  }
});

test('mvn: which mirror central is taken from follows Maven’s own rules', () => {
  const mirror = (mirrorOf: string, url: string) =>
    `<mirror><mirrorOf>${mirrorOf}</mirrorOf><url>${url}</url></mirror>`;
  const settings = (...mirrors: string[]) => `<settings><mirrors>${mirrors.join('')}</mirrors></settings>`;
  assert.equal(maven.currentRegistry(settings()), undefined);
  assert.equal(maven.currentRegistry(settings(mirror('*,!central', 'a'), mirror('corp', 'b'))), undefined);
  assert.equal(maven.currentRegistry(settings(mirror('*', 'a'), mirror('external:*', 'b'))), 'a');
  assert.equal(maven.currentRegistry(settings(mirror('*', 'a'), mirror('central', 'b'))), 'b');
  assert.equal(
    maven.currentRegistry(settings(mirror('external:http:*', 'a'), mirror('corp, central', 'b'))),
    'b',
  );
});

test('gradle: the init script is ours between its marks, and applied twice is once', () => {
  const mine = 'println "mine"\n';
  const once = gradle.edit(mine, CLOSED);
  assert.ok(once.startsWith(`${mine}// begin gatehouse\n`));
  assert.equal(gradle.edit(once, CLOSED), once);
  assert.equal(gradle.currentRegistry(once), 'https://gate.example/maven/');
  assert.equal(gradle.currentRegistry(mine), undefined);
  assert.match(once, /password = 't<&\\'"\\\\k'/);
  assert.doesNotMatch(once, /allowInsecureProtocol/);
});

test('gradle: plain http is allowed only for a gate without TLS', () => {
  assert.match(gradle.edit(undefined, OPEN), /allowInsecureProtocol = true/);
  assert.doesNotMatch(gradle.edit(undefined, OPEN), /password/);
});

test('gradle: a mark of ours that lost its other half stays, and a second edit changes nothing', () => {
  for (const text of [
    '// begin gatehouse\nold\n',
    '// end gatehouse\n// begin gatehouse\n',
    '// end gatehouse\n',
  ]) {
    const once = gradle.edit(text, { gateUrl: 'http://gate.example:4870' });
    assert.ok(once.startsWith(text));
    assert.equal(gradle.edit(once, { gateUrl: 'http://gate.example:4870' }), once);
  }
});
