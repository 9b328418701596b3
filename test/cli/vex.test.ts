// gatehouse vex as a process, on the data folder: documents are kept, shown, taken back and written out.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { makeCommandLine, type CommandLine } from '../support/command-line.ts';
import { vulnerabilityRecord } from '../support/osv.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };

let cli: CommandLine;

const LOCK = {
  name: 'shop',
  lockfileVersion: 3,
  packages: {
    '': { name: 'shop', version: '1.0.0', dependencies: { tide: '^1.0.0', reef: '^1.0.0' } },
    'node_modules/tide': { version: '1.1.0' },
    'node_modules/reef': { version: '1.0.0' },
  },
};

const openVex = (version: number, more: object = {}) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://vex.example/ours',
  author: 'Ada Ltd',
  timestamp: '2026-01-01T00:00:00Z',
  version,
  statements: [
    {
      vulnerability: { name: 'GHSA-tide' },
      products: [{ '@id': 'pkg:npm/shop', subcomponents: [{ '@id': 'pkg:npm/tide' }] }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      ...more,
    },
  ],
});

const write = (name: string, value: unknown) =>
  writeFileSync(join(cli.cwd, name), typeof value === 'string' ? value : JSON.stringify(value));

const gatehouse = (...args: readonly string[]) => cli.run([...args, '--data', join(cli.cwd, 'known')]);

const told = async (exitCode: number, args: readonly string[], pattern: RegExp): Promise<string> => {
  const { stdout, stderr, exitCode: found } = await gatehouse(...args);
  assert.equal(found, exitCode, `${args.join(' ')}\n${stdout}${stderr}`);
  assert.match(stdout + stderr, pattern, args.join(' '));
  return stdout;
};

before(async () => {
  cli = makeCommandLine(suite);
  mkdirSync(join(cli.cwd, 'shop'));
  write('shop/package-lock.json', LOCK);
  const records = ['tide', 'reef'].map((name) =>
    vulnerabilityRecord({ id: `GHSA-${name}`, ecosystem: 'npm', name, fixed: '1.2.0' }),
  );
  write('records.ndjson', records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await told(0, ['advisories', 'import', 'records.ndjson'], /./);
});
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const idOf = async (): Promise<string> => {
  const { items } = JSON.parse(await told(0, ['vex', 'list', '--json'], /^\{/)) as {
    items: readonly { readonly id: string }[];
  };
  return items[0]?.id ?? '';
};

test('a document that is kept clears a scan and an application alike, until it is removed', async () => {
  await told(0, ['vex', 'list'], /No VEX document is in force\. To add one: gatehouse vex add FILE/);
  await told(0, ['app', 'push', 'shop', '--name', 'shop'], /2 findings/);
  write('ours.json', openVex(1));
  await told(
    0,
    ['vex', 'add', 'ours.json'],
    /Added ours\.json, OpenVEX 0\.2\.0 by Ada Ltd: 1 statement vex-/,
  );
  await told(0, ['vex', 'add', 'ours.json'], /is in force already/);
  const cleared =
    /Said not to matter \(1\)\n\s+GHSA-tide in pkg:npm\/tide@1\.1\.0, not affected by Ada Ltd: vulnerable\s+code not in execute path/;
  for (const args of [
    ['scan', 'shop', '--fail-on', 'nothing'],
    ['app', 'show', 'shop'],
  ]) {
    const text = await told(0, args, cleared);
    assert.match(text, /1 finding among 2 components/);
  }
  const shown = await told(0, ['vex', 'show', await idOf()], /GHSA-tide not affected/);
  assert.match(shown, /pkg:npm\/tide in pkg:npm\/shop/);
  await told(0, ['vex', 'list'], /ours\.json +Ada Ltd +1 .* in force/);
  const source = await told(0, ['vex', 'show', await idOf(), '--source'], /^\{/);
  assert.equal(source, JSON.stringify(openVex(1)));
  await told(0, ['vex', 'remove', await idOf(), '--reason', 'it was wrong'], /Withdrawn ours\.json/);
  await told(0, ['scan', 'shop', '--fail-on', 'nothing'], /2 findings among 2 components/);
  await told(0, ['app', 'show', 'shop'], /2 findings among 2 components/);
  await told(0, ['vex', 'list', '--all'], /withdrawn/);
});

test('of several files each is kept by itself; what cannot be read is told with its place', async () => {
  write('bad.json', '{"@context": "https://openvex.dev/ns/v0.2.0",\n"statements": [{}]}');
  write('good.json', openVex(2));
  writeFileSync(join(cli.cwd, 'bytes.json'), Buffer.from([0xff, 0xfe, 0x00]));
  const text = await gatehouse('vex', 'add', 'bytes.json', 'bad.json', 'good.json');
  assert.equal(text.exitCode, 1, text.stderr);
  assert.match(text.stdout, /Added good\.json/);
  assert.match(text.stderr, /Not added: Cannot read bytes\.json: found bytes that are no UTF-8/);
  assert.match(
    text.stderr,
    /bad\.json: Cannot read the OpenVEX document: found null at line 2, expected a status/,
  );
  write('old.json', openVex(1, { justification: 'component_not_present' }));
  await told(1, ['vex', 'add', 'old.json'], /found version 1 .*expected a later one[^]*gatehouse vex list/);
  write('strange.json', openVex(3, { products: [{ '@id': 'https://product.example' }] }));
  await told(
    0,
    ['vex', 'add', 'strange.json'],
    /instead of its earlier version[^]*Products without a package-URL: 1;/,
  );
  await told(0, ['vex', 'remove', await idOf(), '--reason', 'nothing applies'], /Withdrawn/);
});

test('a later statement that is given with a scan counts instead of a kept one, and the other way round', async () => {
  write('kept.json', openVex(4));
  await told(0, ['vex', 'add', 'kept.json'], /Added/);
  const about = (timestamp: string) => ({
    ...openVex(1, { status: 'affected', action_statement: 'wait', justification: undefined }),
    '@id': 'https://vex.example/theirs',
    timestamp,
  });
  write('earlier.json', about('2025-01-01T00:00:00Z'));
  write('later.json', about('2026-02-01T00:00:00Z'));
  const scan = ['scan', 'shop', '--fail-on', 'nothing', '--vex'];
  await told(0, [...scan, 'earlier.json'], /1 finding among/);
  await told(0, [...scan, 'later.json'], /2 findings among/);
});

test('a scan as CycloneDX has what was cleared with its analysis, and a scan of that bill clears it by itself', async () => {
  await told(
    0,
    ['scan', 'shop', '--format', 'cyclonedx', '--output', 'bill/bom.json'].slice(0, 4),
    /"bomFormat"/,
  );
  mkdirSync(join(cli.cwd, 'bill'));
  await gatehouse(
    'scan',
    'shop',
    '--format',
    'cyclonedx',
    '--output',
    'bill/bom.json',
    '--fail-on',
    'nothing',
  );
  const bill = JSON.parse(readFileSync(join(cli.cwd, 'bill/bom.json'), 'utf8')) as {
    vulnerabilities: readonly { readonly id: string; readonly analysis?: object }[];
  };
  assert.deepEqual(
    bill.vulnerabilities.map(({ id, analysis }) => [id, analysis]),
    [
      ['GHSA-reef', undefined],
      [
        'GHSA-tide',
        {
          state: 'not_affected',
          justification: 'code_not_reachable',
          detail: 'vulnerable code not in execute path',
          lastUpdated: '2026-01-01T00:00:00Z',
        },
      ],
    ],
  );
  await told(0, ['vex', 'remove', await idOf(), '--reason', 'only the bill says it'], /Withdrawn/);
  await told(0, ['scan', 'shop', '--fail-on', 'nothing'], /2 findings/);
  await told(0, ['scan', 'bill', '--fail-on', 'nothing'], /Said not to matter \(1\)[^]*1 finding among/);
  await told(0, ['app', 'push', 'bill', '--name', 'bill'], /2 components, 1 finding/);
  await told(0, ['app', 'show', 'bill'], /Said not to matter \(1\)/);
});

test('what is said is written out in each format, to a file or to the terminal', async () => {
  write('kept.json', openVex(5));
  await told(0, ['vex', 'add', 'kept.json'], /Added/);
  await told(0, ['vex', 'export'], /^\{\n {2}"@context": "https:\/\/openvex\.dev\/ns\/v0\.2\.0"/);
  await told(
    0,
    ['vex', 'export', '--format', 'csaf', '--author', 'Ada Ltd'],
    /"category": "csaf_vex"[^]*"name": "Ada Ltd"/,
  );
  await told(0, ['vex', 'export', '--format', 'cyclonedx', '--output', 'out.json'], /^$/);
  assert.match(readFileSync(join(cli.cwd, 'out.json'), 'utf8'), /"state": "not_affected"/);
  const shop = await told(0, ['vex', 'export', '--application', 'shop'], /GHSA-tide/);
  assert.match(shop, /"@id": "pkg:generic\/shop\?environment=default"[^]*"@id": "pkg:npm\/tide@1\.1\.0"/);
  await told(2, ['vex', 'export', '--format', 'word'], /expected one of openvex, csaf, cyclonedx/);
});
