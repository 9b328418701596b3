import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { Action } from '../../kernel/verdict.ts';
import type { IndexContext, PackageIndex } from '../adapter-index-document.ts';
import { index } from './index-document.ts';
import { names } from './name.ts';

const NAME = names.parse('tide-pool');
const INDEX = readFileSync(new URL('testdata/tide-pool', import.meta.url));
const CONFIG = readFileSync(new URL('testdata/config.json', import.meta.url));
const CHECKSUM = 'ab'.repeat(32);

function context(config: Uint8Array = CONFIG): IndexContext {
  return {
    name: NAME,
    upstreamUrl: 'https://index.example',
    upstreamDocuments: new Map([['config', config]]),
  };
}

function read(text: string | Uint8Array): PackageIndex {
  return index.read(new Map([['index', typeof text === 'string' ? Buffer.from(text) : text]]), context());
}

function render(read: PackageIndex, actions: Readonly<Record<string, Action>>): string {
  const rendered = read.render({
    variant: 'index',
    registryUrl: 'http://gate.example/cargo',
    decision: {
      name: { action: 'allow', reasons: [], observed: [] },
      versions: new Map(
        Object.entries(actions).map(([version, action]) => [version, { action, reasons: [], observed: [] }]),
      ),
    },
    statements: [],
    pageUrl: () => 'http://gate.example/packages/cargo/tide-pool',
  });
  assert.ok(rendered);
  return Buffer.from(rendered.body).toString();
}

const ALLOWED: Readonly<Record<string, Action>> = {
  '0.9.0': 'allow',
  '1.0.0': 'allow',
  '1.1.0': 'warn',
  '1.2.0+build.7': 'allow',
};

test('the index tells versions, dates, yanks and where the crates are', () => {
  const { versions } = read(INDEX);
  assert.deepEqual(
    versions.map(({ version }) => version),
    ['0.9.0', '1.0.0', '1.1.0', '1.2.0+build.7'],
  );
  assert.deepEqual(versions[1]?.published, { how: 'unknown' });
  assert.equal(versions[1]?.yanked, '');
  assert.equal(versions[0]?.yanked, undefined);
  assert.deepEqual(versions[2]?.published, { how: 'upstream', at: Date.UTC(2026, 2, 1, 10, 20, 30) });
  assert.deepEqual(versions[3]?.artifacts, [
    {
      file: 'tide-pool-1.2.0+build.7.crate',
      url: 'https://files.example/crates/Tide-Pool/1.2.0+build.7/download',
      digests: { sha256: '18ac3e7343f016890c510e93f935261169d9e3f565436429830faf0934f4f8e4' },
    },
  ]);
});

test('C12: the documents are asked for at the configured upstream', () => {
  assert.deepEqual(
    [...index.upstreamDocuments(), ...index.packageDocuments(NAME, new Map())].map(({ path }) => path),
    ['config.json', 'ti/de/tide-pool'],
  );
});

test('C6, C7: what is offered goes out byte for byte, unknown fields and registry: null included', () => {
  assert.equal(render(read(INDEX), ALLOWED), INDEX.toString());
});

test('C6: what is hidden or blocked is marked as yanked, and no other field changes', () => {
  const text = render(read(INDEX), { ...ALLOWED, '1.1.0': 'hide', '1.2.0+build.7': 'block' });
  const before = INDEX.toString().split('\n');
  const after = text.split('\n');
  assert.equal(after.length, before.length);
  assert.deepEqual(after.slice(0, 2), before.slice(0, 2));
  for (const at of [2, 3]) {
    const expected = { ...(JSON.parse(before[at] ?? '') as object), yanked: true };
    assert.deepEqual(JSON.parse(after[at] ?? ''), expected);
    assert.deepEqual(Object.keys(JSON.parse(after[at] ?? '') as object), Object.keys(expected));
  }
});

test('a version that nobody decided is not offered', () => {
  const lines = render(read(INDEX), {}).trim().split('\n');
  assert.equal(lines.length, 4);
  for (const line of lines) assert.equal((JSON.parse(line) as { yanked: boolean }).yanked, true);
});

test('another Gatehouse can be the upstream: what it wrote reads as it was meant', () => {
  const text = render(read(INDEX), { ...ALLOWED, '1.1.0': 'hide' });
  const again = read(text);
  assert.deepEqual(
    again.versions.map(({ yanked }) => yanked),
    [undefined, '', '', undefined],
  );
  assert.equal(render(again, ALLOWED), text);
});

test('blank lines and carriage returns are no versions', () => {
  const text = `\r\n${INDEX.toString().replaceAll('\n', '\r\n')}\n\n`;
  assert.equal(render(read(text), ALLOWED), INDEX.toString());
});

const line = (fields: object) =>
  JSON.stringify({ name: 'tide-pool', vers: '1.0.0', cksum: CHECKSUM, deps: [], features: {}, ...fields });

test('C4: what is no index is the upstream’s fault, and the message names the line', () => {
  const faulty: readonly (readonly [string, RegExp])[] = [
    ['<!doctype html><title>Bad gateway</title>', /line 1 /],
    [`${line({})}\n${line({ vers: '1.1.0' }).slice(0, -20)}`, /line 2 /],
    [`${line({})}\n[]`, /line 2 /],
    [line({ name: 'other' }), /found the name "other"/],
    [line({ name: undefined }), /found the name/],
    [line({ vers: 1 }), /found the version/],
    [line({ vers: '../../etc' }), /found the version/],
    [line({ vers: `1.0.0-${'a'.repeat(300)}` }), /found the version/],
    [line({ cksum: 'abcd' }), /cksum/],
    [`${line({})}\n${line({})}`, /a second time/],
    [`{"name":${'['.repeat(200)}${']'.repeat(200)}}`, /levels/],
    ['{"__proto__":{"name":"tide-pool","vers":"1.0.0"}}', /found the name/],
  ];
  for (const [text, message] of faulty) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, 'upstream-invalid') && message.test(error.message),
      text.slice(0, 60),
    );
  }
  assert.throws(
    () => read(Buffer.from([0x7b, 0xff, 0x7d])),
    (error) => isGatehouseError(error, 'upstream-invalid'),
  );
  assert.throws(
    () => index.read(new Map(), context()),
    (error) => isGatehouseError(error, 'upstream-invalid'),
  );
});

test('prototype keys in a line stay what they are: data', () => {
  const text = `{"name":"tide-pool","vers":"1.0.0","cksum":"${CHECKSUM}","features":{"__proto__":["a"]},"__proto__":{"yanked":false}}`;
  const rendered = render(read(text), {});
  assert.match(
    rendered,
    /"features":\{"__proto__":\["a"\]\},"__proto__":\{"yanked":false\},"yanked":true\}\n$/,
  );
});

test('any bytes are either read or refused in our own words', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '"',
    ',',
    ':',
    '\n',
    '\\',
    'null',
    '"name"',
    '"tide-pool"',
    line({}),
    ' ',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      try {
        read(parts.join(''));
      } catch (error) {
        assert.ok(error instanceof GatehouseError && error.code === 'upstream-invalid');
      }
    }),
  );
});

test('an empty index is no index: it broke off before its first line', () => {
  for (const text of ['', '\n', ' \r\n\n']) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, 'upstream-invalid') && error.message.includes('found no version'),
    );
  }
});
