// gatehouse scan as a process: with a running server, and without one on the folder.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { readBill } from '../../src/formats/read-bill.ts';
import { tellBill } from '../../src/formats/testing/tell-bill.ts';
import { makeCommandLine, type CommandLine } from '../support/command-line.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { malwareRecord } from '../support/osv.ts';
import { startServerWithRecords } from '../support/records-server.ts';
import type { ServerProcess } from '../support/server-process.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };

let cli: CommandLine;
let dataDir: string;
let server: ServerProcess;

const MALWARE_ID = 'MAL-2026-1';
const RECORDS = [
  malwareRecord({ id: MALWARE_ID, ecosystem: 'npm', name: 'bad', versions: ['1.0.0'] }),
  {
    schema_version: '1.7.0',
    id: 'GHSA-aaaa-bbbb-cccc',
    aliases: ['CVE-2024-0001'],
    summary: 'Tides rise | @everyone\nand fall',
    modified: '2024-01-02T00:00:00Z',
    published: '2024-01-01T00:00:00Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'npm', name: 'tide' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }],
      },
    ],
    references: [{ type: 'ADVISORY', url: 'https://advisories.example/GHSA-aaaa-bbbb-cccc' }],
  },
];

const LOCK = {
  name: 'shop',
  lockfileVersion: 3,
  packages: {
    '': { name: 'shop', dependencies: { wave: '^1.0.0' }, devDependencies: { bad: '1.0.0' } },
    'node_modules/wave': { version: '1.0.0', dependencies: { tide: '^1.0.0' } },
    'node_modules/tide': { version: '1.1.0' },
    'node_modules/bad': { version: '1.0.0', dev: true },
    'node_modules/fork': { version: 'github:acme/fork' },
  },
};

before(async () => {
  const upstream = await startFixtureUpstream();
  suite.after(() => upstream.close());
  ({ server, dataDir } = await startServerWithRecords(suite, upstream, RECORDS));
  cli = makeCommandLine(suite);
  const project = join(cli.cwd, 'shop');
  mkdirSync(join(project, 'node_modules/hidden'), { recursive: true });
  for (const folder of [project, join(project, 'node_modules/hidden')]) {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCK, null, 1));
  }
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const scan = (...args: readonly string[]) => cli.run(['scan', ...args, '--data', dataDir]);

for (const place of ['server', 'folder'] as const) {
  test(`with the ${place}: findings by what to do, with the ways to them; refused components exit 1`, async () => {
    if (place === 'folder') assert.equal((await server.stop()).code, 0);
    const told = await scan('shop');
    assert.equal(told.exitCode, 1, told.stdout + told.stderr);
    assert.match(told.stdout, /^package-lock\.json package-lock\.json 3, 5 components$/m);
    assert.match(told.stdout, /Remove at once \(1\)\n\s+block\s+bad@1\.0\.0/);
    assert.match(told.stdout, /package-lock\.json:\d+, asked for by the project, for development/);
    assert.match(
      told.stdout,
      /Upgrade \(1\)\n\s+\w+\s+tide@1\.1\.0 to 1\.2\.0\s+npm\n\s+CVE-2024-0001 \(critical 9\.8\)/,
    );
    assert.match(told.stdout, /package-lock\.json:\d+ by wave@1\.0\.0 > tide@1\.1\.0/);
    assert.match(told.stdout, /fork: no exact version: github:acme\/fork/);
    assert.match(told.stdout, /2 findings among 3 components in 1 file; the policy holds back or refuses 1/);
  });
}

test('as JSON: the findings with their places', async () => {
  const { stdout } = await scan('shop', '--json');
  const { findings, unknown } = JSON.parse(stdout) as {
    readonly findings: readonly {
      readonly purl: string;
      readonly places: readonly { readonly via: readonly string[] }[];
    }[];
    readonly unknown: readonly unknown[];
  };
  assert.deepEqual(findings.map(({ purl }) => purl).sort(), ['pkg:npm/bad@1.0.0', 'pkg:npm/tide@1.1.0']);
  assert.deepEqual(findings.find(({ purl }) => purl.includes('tide'))?.places[0]?.via, [
    'wave@1.0.0',
    'tide@1.1.0',
  ]);
  assert.equal(unknown.length, 1);
});

test('as SARIF, into a file: a rule for each record, a result for each place, and the text beside it', async () => {
  const told = await scan('shop', '--format', 'sarif', '--output', 'scan.sarif');
  assert.equal(told.exitCode, 1);
  assert.equal(told.stdout, '');
  const { runs } = JSON.parse(readFileSync(join(cli.cwd, 'scan.sarif'), 'utf8')) as {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly level: string;
        readonly locations: readonly {
          readonly physicalLocation: { readonly region: { readonly startLine: number } };
        }[];
      }[];
    }[];
  };
  const [run] = runs;
  assert.deepEqual(run?.tool.driver.rules.map(({ id }) => id).sort(), ['CVE-2024-0001', MALWARE_ID].sort());
  const bad = run?.results.find(({ ruleId }) => ruleId === MALWARE_ID);
  assert.equal(bad?.level, 'error');
  assert.ok((bad?.locations[0]?.physicalLocation.region.startLine ?? 0) > 10);
});

test('imports of the project are told beside what was found, in every form, and change the exit code only when asked', async () => {
  const folder = join(cli.cwd, 'coded');
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCK, null, 1));
  writeFileSync(join(folder, 'src/main.ts'), '// code\nimport { crest } from "wave";\n');
  const told = await scan('coded');
  assert.match(told.stdout, /below wave@1\.0\.0, imported at src\/main\.ts:2/);
  assert.match(told.stdout, /^Imports: 1 below what is imported, 1 of which no import was found \(no proof/m);
  const { findings } = JSON.parse((await scan('coded', '--json')).stdout) as {
    readonly findings: readonly { readonly name: string; readonly reach: unknown }[];
  };
  assert.deepEqual(findings.find(({ name }) => name === 'tide')?.reach, {
    state: 'below-imported',
    below: 'wave@1.0.0',
    places: [{ file: 'src/main.ts', line: 2 }],
  });
  const sarif = await scan('coded', '--format', 'sarif');
  assert.match(sarif.stdout, /"reach": "below-imported"/);
  assert.match(
    (await scan('coded', '--format', 'markdown')).stdout,
    /_below wave&#64;1\.0\.0, imported at src/,
  );
  // Malware fails it whether it is imported or not; what was not seen does not, where that is asked for.
  const other = { ...LOCK, packages: { ...LOCK.packages, 'node_modules/bad': { version: '2.0.0' } } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(other));
  writeFileSync(join(folder, 'src/main.ts'), 'export const nothing = 1;\n');
  assert.equal(told.exitCode, 1);
  assert.equal((await scan('coded', '--fail-on', 'warned')).exitCode, 1);
  assert.equal((await scan('coded', '--fail-on', 'reached-warned')).exitCode, 0);
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCK));
  assert.equal((await scan('coded', '--fail-on', 'reached-refused')).exitCode, 1);
});

test('as CycloneDX: what is read back is the project, and its findings are in it', async () => {
  for (const [format, version] of [
    ['cyclonedx', '1.6'],
    ['cyclonedx-1.7', '1.7'],
  ] as const) {
    const told = await scan('shop', '--format', format, '--output', `out-${version}.json`);
    assert.equal(told.exitCode, 1);
    const text = readFileSync(join(cli.cwd, `out-${version}.json`), 'utf8');
    const bill = readBill(text);
    assert.equal(bill.format, `CycloneDX ${version} JSON`);
    assert.deepEqual(
      bill.components.map(({ ref, scope }) => `${ref} ${scope}`),
      [
        'project unknown',
        'pkg:npm/wave@1.0.0 runtime',
        'pkg:npm/tide@1.1.0 runtime',
        'pkg:npm/bad@1.0.0 development',
        'pkg:npm/fork runtime',
      ],
    );
    assert.deepEqual(bill.dependencies.get('project'), ['pkg:npm/wave@1.0.0', 'pkg:npm/bad@1.0.0']);
    const { vulnerabilities } = JSON.parse(text) as {
      readonly vulnerabilities: readonly { readonly id: string; readonly affects: readonly object[] }[];
    };
    assert.deepEqual(
      vulnerabilities.map(({ id, affects: [first] }) => `${id} ${JSON.stringify(first)}`).sort(),
      [
        'CVE-2024-0001 {"ref":"pkg:npm/tide@1.1.0","versions":[{"version":"1.1.0","status":"affected"}]}',
        `${MALWARE_ID} {"ref":"pkg:npm/bad@1.0.0","versions":[{"version":"1.0.0","status":"affected"}]}`,
      ],
    );
  }
});

test('a bill of materials that was written is scanned to the same findings', async () => {
  for (const [format, file] of [
    ['cyclonedx', 'shop.cdx.json'],
    ['spdx', 'shop.spdx.json'],
    ['spdx3', 'shop.spdx3.json'],
  ] as const) {
    await scan('shop', '--format', format, '--output', file);
    const told = await scan(file, '--json');
    assert.equal(told.exitCode, 1, `${format}: ${told.stderr}`);
    const report = JSON.parse(told.stdout) as {
      readonly findings: readonly { readonly purl: string; readonly places: readonly { via: unknown }[] }[];
    };
    assert.deepEqual(
      Object.fromEntries(report.findings.map(({ purl, places: [place] }) => [purl, place?.via])),
      { 'pkg:npm/bad@1.0.0': ['bad@1.0.0'], 'pkg:npm/tide@1.1.0': ['wave@1.0.0', 'tide@1.1.0'] },
    );
  }
});

test('as SPDX: what is read back is the project with its edges and scopes', async () => {
  for (const [format, version] of [
    ['spdx', '2.3'],
    ['spdx3', '3.0.1'],
  ] as const) {
    await scan('shop', '--format', format, '--output', `out-${format}.json`);
    const bill = readBill(readFileSync(join(cli.cwd, `out-${format}.json`), 'utf8'));
    assert.equal(bill.format, `SPDX ${version} JSON`);
    assert.deepEqual(
      tellBill(bill).map((line) => line.replace(/^\d+: /, '')),
      [
        'shop@? runtime subject -> bad@1.0.0, wave@1.0.0',
        'wave@1.0.0 runtime -> tide@1.1.0',
        'tide@1.1.0 runtime',
        'bad@1.0.0 development',
        'fork@? unknown',
      ],
    );
  }
});

test('where nothing says what the project is made of, that is told and nothing is called clean', async () => {
  mkdirSync(join(cli.cwd, 'bare'));
  writeFileSync(join(cli.cwd, 'bare/notes.md'), 'none');
  const told = await scan('bare');
  assert.equal(told.exitCode, 3);
  assert.match(told.stdout, /Nothing was read: no manifest, lock file or bill of materials was found/);
  assert.doesNotMatch(told.stdout, /Nothing is known/);
  assert.equal((await scan('bare', '--fail-on', 'nothing')).exitCode, 3);
  const sarif = await scan('bare', '--format', 'sarif');
  assert.match(sarif.stdout, /"executionSuccessful": false/);
  assert.match((await scan('bare', '--format', 'markdown')).stdout, /^### Nothing was read/);
  mkdirSync(join(cli.cwd, 'cut'));
  writeFileSync(join(cli.cwd, 'cut/package-lock.json'), '{"lockfileVersion": 3,');
  assert.match((await scan('cut')).stdout, /Nothing was read: 1 file could not be read/);
});

test('a file that is named is read whatever it is called, also as Windows writes it', async () => {
  writeFileSync(join(cli.cwd, 'frozen.txt'), Buffer.from('\uFEFFtide==1.1.0\r\n', 'utf16le'));
  assert.match((await scan('frozen.txt')).stdout, /^frozen\.txt requirements\.txt, 1 component$/m);
  writeFileSync(join(cli.cwd, 'report-of-may.json'), (await scan('shop', '--format', 'cyclonedx')).stdout);
  assert.match((await scan('report-of-may.json')).stdout, /2 findings among 3 components in 1 file/);
  writeFileSync(join(cli.cwd, 'data.json'), '{}');
  assert.match((await scan('data.json')).stdout, /Cannot tell what this file is/);
});

test('as Markdown: what records say makes no markup, no cell and no mention', async () => {
  const { stdout } = await scan('shop', '--format', 'markdown');
  assert.match(stdout, /^### 2 findings among 3 components in 1 file$/m);
  assert.match(
    stdout,
    /\| `tide@1\.1\.0` \| `1\.2\.0` \| \[CVE-2024-0001\]\(https:\/\/advisories\.example\//,
  );
  assert.doesNotMatch(stdout, /@everyone/);
});

test('what a VEX document says not to matter is no finding, but malware is', async () => {
  const statement = (name: string, purl: string) => ({
    vulnerability: { name },
    products: [{ '@id': purl }],
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
  });
  const statements = [statement('GHSA-aaaa-bbbb-cccc', 'pkg:npm/tide'), statement(MALWARE_ID, 'pkg:npm/bad')];
  const document = { '@context': 'https://openvex.dev/ns/v0.2.0', '@id': 'ours', author: 'Ada', statements };
  writeFileSync(join(cli.cwd, 'vex.json'), JSON.stringify(document));
  const told = await scan('shop', '--vex', 'vex.json');
  assert.equal(told.exitCode, 1);
  assert.match(
    told.stdout,
    /Said not to matter \(1\)\n\s+CVE-2024-0001 in pkg:npm\/tide@1\.1\.0, not affected by Ada/,
  );
  assert.match(told.stdout, /1 finding among 3 components/);
  assert.doesNotMatch(told.stdout, /Upgrade/);
  writeFileSync(join(cli.cwd, 'bad-vex.json'), '{"@context": "https://openvex.dev/ns/v0.2.0"}');
  const bad = await scan('shop', '--vex', 'bad-vex.json');
  assert.notEqual(bad.exitCode, 0);
  assert.match(bad.stderr, /Cannot read the OpenVEX document: found no statement/);
});

test('--fail-on nothing exits 0; a file that cannot be read is told and exits 3', async () => {
  assert.equal((await scan('shop', '--fail-on', 'nothing')).exitCode, 0);
  mkdirSync(join(cli.cwd, 'broken'));
  writeFileSync(join(cli.cwd, 'broken/package-lock.json'), '{"lockfileVersion": 3,\n"packages": {');
  const told = await scan('broken');
  assert.equal(told.exitCode, 3);
  assert.match(
    told.stdout,
    /Cannot read package-lock\.json: found the end of the text at line 2, expected a key/,
  );
});

test('without a gate at all: advisories are taken in, and a project is scanned, and nothing is configured by that', async () => {
  const alone = join(cli.cwd, 'alone');
  writeFileSync(
    join(cli.cwd, 'records.ndjson'),
    RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(''),
  );
  const taken = await cli.run(['advisories', 'import', 'records.ndjson', '--data', alone]);
  assert.equal(taken.exitCode, 0, taken.stderr);
  const told = await cli.run(['scan', 'shop', '--data', alone]);
  assert.equal(told.exitCode, 1, told.stderr);
  assert.match(told.stdout, /2 findings among 3 components/);
  assert.equal(existsSync(join(alone, 'gatehouse.toml')), false);
  const nowhere = await cli.run(['scan', 'shop', '--data', join(cli.cwd, 'nowhere')]);
  assert.equal(nowhere.exitCode, 2);
  assert.match(nowhere.stderr, /no server runs on/);
});

test('errors of use say what was expected', async () => {
  const unknownFormat = await scan('shop', '--format', 'pdf');
  assert.equal(unknownFormat.exitCode, 2);
  assert.match(
    unknownFormat.stderr,
    /found "pdf", expected one of text, json, sarif, markdown, cyclonedx, cyclonedx-1\.7, spdx, spdx3/,
  );
  const nowhere = await scan('nowhere');
  // Exit code 1 would say that something was found.
  assert.equal(nowhere.exitCode, 2);
  assert.match(nowhere.stderr, /gatehouse help scan/);
  assert.match(nowhere.stderr, /Cannot scan .*nowhere: there is no such file or folder/);
});
