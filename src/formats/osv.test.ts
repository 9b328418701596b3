import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../kernel/errors.ts';
import { OSV_LIMITS, parseOsvRecord } from './osv.ts';

const encode = (value: unknown): Uint8Array =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

function record(fields: object = {}): Record<string, unknown> {
  return { id: 'TEST-1', modified: '2026-01-02T03:04:05Z', ...fields };
}

const affected = (fields: object): object => ({
  affected: [{ package: { ecosystem: 'npm', name: 'a' }, ...fields }],
});

test('a record without schema_version, summary, published, details is read', () => {
  const parsed = parseOsvRecord(encode(record()));
  assert.equal(parsed.id, 'TEST-1');
  assert.equal(parsed.modified, Date.UTC(2026, 0, 2, 3, 4, 5));
  assert.equal(parsed.published, undefined);
  assert.equal(parsed.withdrawn, undefined);
  assert.deepEqual([parsed.summary, parsed.details, parsed.aliases, parsed.affected], ['', '', [], []]);
});

test('null stands for absent', () => {
  const parsed = parseOsvRecord(
    encode(
      record({ withdrawn: null, aliases: null, severity: null, affected: [{ package: null, ranges: null }] }),
    ),
  );
  assert.equal(parsed.withdrawn, undefined);
  assert.deepEqual(parsed.affected, []);
});

test('aliases, upstream and related are kept apart', () => {
  const parsed = parseOsvRecord(encode(record({ aliases: ['CVE-1'], upstream: ['U-1'], related: ['R-1'] })));
  assert.deepEqual([parsed.aliases, parsed.upstream, parsed.related], [['CVE-1'], ['U-1'], ['R-1']]);
});

test('aliases that cannot be ids are passed over', () => {
  const parsed = parseOsvRecord(encode(record({ aliases: ['CVE-1', 'a b', '', 'x\u0000', '\ud800', 'ü'] })));
  assert.deepEqual(parsed.aliases, ['CVE-1']);
});

test('a GIT range is passed over and the ranges beside it are kept', () => {
  const ranges = [
    { type: 'GIT', repo: 'https://code.example/r', events: [{ introduced: '0' }, { fixed: 'abc' }] },
    { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0' }] },
  ];
  const parsed = parseOsvRecord(encode(record(affected({ ranges }))));
  assert.deepEqual(parsed.affected[0]?.ranges, [
    {
      type: 'ECOSYSTEM',
      events: [
        { kind: 'introduced', version: '0' },
        { kind: 'fixed', version: '1.0' },
      ],
    },
  ]);
});

test('several keys in one event read as several events', () => {
  const ranges = [{ type: 'SEMVER', events: [{ introduced: '1.0.0', fixed: '1.2.0' }] }];
  const parsed = parseOsvRecord(encode(record(affected({ ranges }))));
  assert.deepEqual(
    parsed.affected[0]?.ranges[0]?.events.map(({ kind }) => kind),
    ['introduced', 'fixed'],
  );
});

test('a range of an unknown type is kept as one that says nothing', () => {
  const parsed = parseOsvRecord(encode(record(affected({ ranges: [{ type: 'NEW', events: [] }] }))));
  assert.deepEqual(parsed.affected[0]?.ranges, [{ type: 'other', events: [] }]);
});

test('references that are no http address, and severities that are none, are left out', () => {
  const parsed = parseOsvRecord(
    encode(
      record({
        references: [{ url: 'javascript:alert(1)' }, { type: 'WEB', url: 'https://a.example/x' }, 7],
        severity: [
          { type: 'CVSS_V3', score: 7 },
          { type: 'CVSS_V3', score: 'CVSS:3.1/…' },
        ],
      }),
    ),
  );
  assert.deepEqual(parsed.references, [{ type: 'WEB', url: 'https://a.example/x' }]);
  assert.equal(parsed.severity.length, 1);
});

const BAD: readonly (readonly [string, unknown, RegExp])[] = [
  ['no id', { modified: '2026-01-01T00:00:00Z' }, /id: found nothing/],
  ['an id with spaces', record({ id: 'A B' }), /printable ASCII/],
  ['no modified', { id: 'A' }, /modified/],
  ['a modified that is no time', record({ modified: 'yesterday' }), /modified.*timestamp/],
  ['a modified that is a number', record({ modified: 5 }), /modified.*found a number/],
  ['a withdrawn that is no time', record({ withdrawn: 'true' }), /withdrawn/],
  ['affected that is an object', record({ affected: {} }), /affected: found an object/],
  ['an affected entry that is text', record({ affected: ['npm'] }), /affected\[0\]: found a string/],
  ['a package without a name', record({ affected: [{ package: { ecosystem: 'npm' } }] }), /package\.name/],
  [
    'a name with a NUL',
    record({ affected: [{ package: { ecosystem: 'npm', name: 'a\u0000' } }] }),
    /package\.name/,
  ],
  [
    'a name with half a character',
    record({ affected: [{ package: { ecosystem: 'npm', name: '\ud800' } }] }),
    /package\.name/,
  ],
  ['versions that are numbers', record(affected({ versions: [1.1] })), /versions\[0\]: found a number/],
  [
    'an event with a number',
    record(affected({ ranges: [{ type: 'SEMVER', events: [{ fixed: 1 }] }] })),
    /fixed/,
  ],
  ['an empty event', record(affected({ ranges: [{ type: 'SEMVER', events: [{}] }] })), /events\[0\]/],
  ['a range without a type', record(affected({ ranges: [{ events: [] }] })), /type/],
  ['a list', [record()], /found an array/],
  ['nothing', '', /Cannot read/],
  ['half a record', JSON.stringify(record()).slice(0, 30), /Cannot read/],
];

for (const [what, value, expected] of BAD) {
  test(`${what} is refused with its place`, () => {
    assert.throws(
      () => parseOsvRecord(encode(value), 'feed line 7'),
      (error: unknown) => {
        assert.ok(isGatehouseError(error, 'invalid-document'), String(error));
        assert.match(error.message, expected);
        assert.match(error.message, /feed line 7/);
        return true;
      },
    );
  });
}

test('more bytes, levels or entries than the limits are refused', () => {
  const deep = `{"id":"A","modified":"2026-01-01T00:00:00Z","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  assert.throws(
    () => parseOsvRecord(encode(deep)),
    (error) => isGatehouseError(error, 'invalid-document'),
  );
  const large = encode(record({ details: 'x'.repeat(OSV_LIMITS.maxBytes) }));
  assert.throws(
    () => parseOsvRecord(large),
    (error) => isGatehouseError(error, 'too-large'),
  );
  const many = encode(record({ aliases: Array.from({ length: OSV_LIMITS.maxListLength + 1 }, () => 'A') }));
  assert.throws(
    () => parseOsvRecord(many),
    (error) => isGatehouseError(error, 'too-large'),
  );
});

test('prototype keys neither give a record its fields nor change other objects', () => {
  const sneaky = '{"__proto__":{"id":"EVIL","modified":"2026-01-01T00:00:00Z"}}';
  assert.throws(() => parseOsvRecord(encode(sneaky)), /id: found nothing/);
  const beside =
    '{"id":"A","modified":"2026-01-01T00:00:00Z","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  assert.equal(parseOsvRecord(encode(beside)).id, 'A');
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('whatever the JSON, it is read or refused with a known code', () => {
  const key = fc.constantFrom(
    'id',
    'modified',
    'affected',
    'package',
    'ranges',
    'events',
    'versions',
    'type',
    '__proto__',
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(null, 1, true, '', 'A', 'SEMVER', '2026-01-01T00:00:00Z'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(value, (json) => {
      try {
        parseOsvRecord(encode(JSON.stringify(json)));
      } catch (error) {
        assert.ok(isGatehouseError(error, 'invalid-document', 'too-large'), String(error));
      }
    }),
  );
});
