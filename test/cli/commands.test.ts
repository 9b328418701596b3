// Every command as a process, piped: with a running server through its API, and without one on the folder. Exit codes,
// JSON, silence, and no secret in what is printed.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { COMMANDS } from '../../src/cli/commands.ts';
import { ADMINISTRATOR, makeAdministrator, type Administrator } from '../support/administrator.ts';
import { makeCommandLine, type CommandLine } from '../support/command-line.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { malwareRecord } from '../support/osv.ts';
import type { CommandResult } from '../support/run-command.ts';
import {
  makeDataFolder,
  startServer,
  waitForFeeds,
  writeServerConfig,
  type ServerProcess,
} from '../support/server-process.ts';

const SECRET = 'upstream-pass-phrase';
const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };

let upstream: FixtureUpstream;
let dataDir: string;
let server: ServerProcess;
let cli: CommandLine;
let token: string;
let administrator: Administrator;

before(async () => {
  upstream = await startFixtureUpstream();
  suite.after(() => upstream.close());
  await upstream.npm.publish({ name: 'tide', version: '1.0.0', publishedAt: '2024-01-01T00:00:00Z' });
  await upstream.npm.publish({ name: 'young', version: '1.0.0', publishedAt: new Date().toISOString() });
  await upstream.npm.publish({ name: 'bad', version: '1.0.0', publishedAt: '2024-01-01T00:00:00Z' });
  dataDir = makeDataFolder(suite);
  const feed = join(dataDir, '..', 'feed.ndjson');
  writeFileSync(
    feed,
    `${JSON.stringify(malwareRecord({ ecosystem: 'npm', name: 'bad', versions: ['1.0.0'] }))}\n`,
  );
  const auth = { type: 'bearer', token: SECRET };
  writeServerConfig(dataDir, upstream, {
    feeds: { sources: [{ name: 'malware', kind: 'osv', location: feed }] },
    upstreams: { npm: [{ name: 'main', url: upstream.urls.npm, auth, artifact_hosts: [upstream.filesUrl] }] },
  });
  server = await startServer(suite, { dataDir });
  await waitForFeeds(server);
  cli = makeCommandLine(suite);
  administrator = await makeAdministrator(server);
  const minted = await administrator.call('POST', '/tokens', { name: 'cli', scope: 'api' });
  token = (JSON.parse(minted.text) as { readonly token: string }).token;
  for (const name of ['tide', 'young', 'bad']) await server.ask(`/npm/${name}/-/${name}-1.0.0.tgz`);
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const gatehouse = (...args: readonly string[]): Promise<CommandResult> =>
  cli.run([...args, '--data', dataDir], { GATEHOUSE_TOKEN: token });

/** Nothing that only a terminal is to see, and nothing that nobody is to see. */
function assertQuiet({ stdout, stderr }: CommandResult): void {
  for (const text of [stdout, stderr]) {
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
    assert.doesNotMatch(text, /[\u001b\r]/);
    for (const secret of [SECRET, ADMINISTRATOR.password, token]) assert.ok(!text.includes(secret), text);
  }
}

/** The command's exit code and its output, which with --json is JSON and alone. */
async function assertCommand(code: number, args: readonly string[], shows: RegExp): Promise<CommandResult> {
  const told = await gatehouse(...args);
  assert.equal(told.exitCode, code, `${args.join(' ')}: ${told.stdout}${told.stderr}`);
  assert.match(told.stdout, shows);
  assertQuiet(told);
  return told;
}

async function assertJson(code: number, args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await assertCommand(code, [...args, '--json'], /^\{/);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Commands that print data and change nothing: exit code, arguments, what people are shown. */
const READING: readonly (readonly [code: number, args: readonly string[], shows: RegExp])[] = [
  [0, ['status'], /Gatehouse \d/],
  [0, ['feeds'], /malware\s+fresh/],
  [0, ['advisories', 'status'], /1 record is known/],
  [0, ['explain', 'pkg:npm/tide@1.0.0'], /allow\s+tide@1\.0\.0 is let through/],
  [1, ['explain', 'pkg:npm/young@1.0.0'], /block\s+young@1\.0\.0 is refused[^]*young-version/],
  [1, ['explain', 'pkg:npm/bad@1.0.0'], /malware/],
  [0, ['explain', 'pkg:npm/tide'], /its versions: 1 let through, 0 held back, 0 refused/],
  [
    1,
    ['explain', 'pkg:npm/young'],
    /block\s+young has no version that is not refused[^]*the name as such[^]*none of its versions is let through: 0 let through, 0 held back, 1 refused/,
  ],
  [1, ['explain', 'pkg:npm/bad'], /0 let through, 0 held back, 1 refused/],
  [0, ['policy', 'show'], /preset = "balanced"/],
  [0, ['waivers'], /Nothing is waived/],
  [0, ['vet', 'list'], /Nothing was asked for|vetting-/],
  [0, ['vet', 'pkg:npm/tide'], /pkg:npm\/tide@1\.0\.0[^]*Is it kept up\?[^]*what weighs is for you to say/],
  [1, ['vet', 'pkg:npm/bad@1.0.0'], /no\s+Was it never recorded as malicious\?/],
  [0, ['quarantines'], /quarantine/],
  [0, ['reservations'], /reserve|@server-only/],
  [0, ['tokens', 'list'], /token|cli/],
  [0, ['who', 'pkg:npm/tide@1.0.0'], /tide-1\.0\.0\.tgz/],
];

/** Both ways to work: the server answers, then it has ended and the folder is worked on. */
for (const place of ['server', 'folder'] as const) {
  test(`with the ${place}: what prints data prints it, as text and as JSON`, async () => {
    if (place === 'folder') assert.equal((await server.stop()).code, 0);
    for (const [code, args, shows] of READING) {
      await assertCommand(code, args, shows);
      await assertJson(code, args);
    }
    await assertCommand(0, ['backup', join(cli.cwd, `${place}.tar`)], /Wrote/);
    const { place: told } = await assertJson(0, ['status']);
    assert.equal((told as { readonly kind: string }).kind, place);
  });

  test(`with the ${place}: reserving, holding back, trying a policy`, async () => {
    const name = `${place}-only`;
    const reserved = await assertJson(0, ['reserve', 'npm', `@${name}/*`, '--reason', 'ours']);
    assert.equal(reserved['pattern'], `@${name}/*`);
    const held = await assertJson(0, [
      'quarantine',
      'pkg:npm/tide@1.0.0',
      '--reason',
      'odd',
      '--lasts',
      '1h',
    ]);
    assert.equal(held['purl'], 'pkg:npm/tide@1.0.0');
    if (place === 'server') {
      // What a token did is told by the token's name.
      await assertCommand(0, ['quarantines'], /pkg:npm\/tide@1\.0\.0 .*token cli .*odd/);
      await assertCommand(0, ['reservations'], /@server-only\/\* .*token cli .*ours/);
    }
    await assertCommand(1, ['explain', 'pkg:npm/tide@1.0.0'], /quarantine/);
    const policy = join(cli.cwd, 'policy.toml');
    writeFileSync(policy, 'preset = "observe"\n');
    await assertCommand(0, ['policy', 'test', policy], /Sound .* on \d+ known packages would change\n(?!!)/);
    await assertCommand(
      0,
      ['policy', 'test', policy, '--packages', '1'],
      /on 1 of \d known packages would change\n! It stopped after 1 package: \d of \d were not looked at\n  do: gatehouse policy test \S+ --packages \d --time 100s/,
    );
    const cut = await assertJson(0, ['policy', 'test', policy, '--packages', '1', '--time', '90s']);
    assert.deepEqual([cut['examined'], cut['stoppedBy']], [1, 'packages']);
    writeFileSync(policy, 'preset = "nonsense"\n');
    const faulty = await gatehouse('policy', 'test', policy);
    assert.equal(faulty.exitCode, 1, faulty.stderr);
    assert.match(faulty.stderr, /preset/);
    if (place === 'folder') {
      // Who has the folder is its operator; through the server it takes a person.
      await assertCommand(
        1,
        ['waive', 'pkg:npm/tide@1.0.0', '--reason', 'read it', '--lasts', '1d'],
        /still kept out:[^]*rule quarantine[^]*no waiver silences/,
      );
      await assertCommand(0, ['quarantines', 'lift', String(held['id'])], /Lifted/);
      await assertCommand(
        0,
        ['waive', 'pkg:npm/young@1.0.0', '--reason', 'read it', '--lasts', '1d'],
        /Waived/,
      );
      await assertCommand(
        1,
        ['waive', 'pkg:npm/bad', '--reason', 'read it', '--lasts', '1d'],
        /Waived pkg:npm\/bad [^]*Single versions are still kept out:\n {2}\S* ?block by rule malware \(view default\): 1\.0\.0: [^]*no waiver silences/,
      );
      await assertCommand(0, ['explain', 'pkg:npm/young@1.0.0'], /young/);
      writeFileSync(policy, 'preset = "strict"\n');
      await assertCommand(0, ['policy', 'apply', policy, '--note', 'a test'], /In force/);
      await assertCommand(0, ['policy', 'show'], /strict/);
      return;
    }
    for (const args of [
      ['quarantines', 'lift', String(held['id'])],
      ['waive', 'pkg:npm/young@1.0.0', '--reason', 'read it', '--lasts', '1d'],
      ['tokens', 'mint', 'x'],
    ]) {
      // A script that has a token cannot waive itself through, and is told so without being asked anything.
      const told = await gatehouse(...args);
      assert.equal(told.exitCode, 2, `${args.join(' ')}: ${told.stdout}${told.stderr}`);
      assert.match(told.stderr, /person/);
    }
    const stranger = await cli.run(['tokens', 'mint', 'x', '--scope', 'api', '--data', dataDir]);
    assert.equal(stranger.exitCode, 2, stranger.stderr);
    assert.match(stranger.stderr, /Cannot mint tokens: sign in first, which takes a person\n.*on a terminal/);
    assert.doesNotMatch(stranger.stderr, /gatehouse tokens mint/);
    await assertCommand(0, ['quarantines'], /odd/);
    const lifted = await administrator.call('DELETE', `/quarantines/${String(held['id'])}`);
    assert.equal(lifted.status, 200, lifted.text);
  });

  test(`with the ${place}: asking for a package, and deciding`, async () => {
    const purl = 'pkg:npm/young@1.0.0';
    const asked = await assertJson(0, ['vet', 'request', purl, '--reason', `for ${place}`]);
    const id = String(asked['id']);
    await assertCommand(0, ['vet', 'list', '--state', 'open', '--mine'], new RegExp(`${id}.*for ${place}`));
    await assertCommand(0, ['vet', 'show', id], /open[^]*Asked by/);
    const decision = [
      'vet',
      'approve',
      id,
      '--reason',
      'read it',
      '--conditions',
      'heed it',
      '--lasts',
      '30d',
    ];
    if (place === 'server') {
      const told = await gatehouse(...decision);
      assert.equal(told.exitCode, 2, `${told.stdout}${told.stderr}`);
      assert.match(told.stderr, /Cannot decide vetting: found an API token, expected a signed-in person/);
      await assertCommand(0, ['vet', 'withdraw', id], /Withdrawn/);
      return;
    }
    await assertCommand(0, decision, /Approved pkg:npm\/young@1\.0\.0 until 20/);
    const shows =
      /approved with conditions by [^]*who had asked for it[^]*To heed: heed it[^]*The card as it was/;
    await assertCommand(0, ['vet', 'show', id], shows);
    await assertCommand(0, ['vet', 'withdraw', id], /Withdrawn/);
    const again = await assertJson(0, ['vet', 'request', purl, '--reason', 'again', '--application', 'shop']);
    await assertCommand(0, ['vet', 'reject', String(again['id']), '--reason', 'no upkeep'], /Rejected/);
    // A waiver of the same people lifts it, and says so.
    await assertCommand(0, ['explain', purl], /vetting would block it/);
  });
}

test('config prints every section and no secret; the environment goes before the file', async () => {
  await assertCommand(0, ['config'], /\[secret\][^]*anonymous_read|anonymous_read[^]*\[secret\]/);
  const env = { GATEHOUSE_LIMITS_INDEX_FRESH: '7m', GATEHOUSE_SERVER_TRUSTED_PROXIES: '10.0.0.1,10.0.0.2' };
  const told = await cli.run(['config', '--json', '--data', dataDir], env);
  const config = JSON.parse(told.stdout) as Record<string, Record<string, unknown>>;
  assert.equal(config['limits']?.['index_fresh'], '7m');
  assert.deepEqual(config['server']?.['trusted_proxies'], ['10.0.0.1', '10.0.0.2']);
});

test('advisories import, backup and restore on the folder', async () => {
  const records = join(cli.cwd, 'records.ndjson');
  const record = malwareRecord({ ecosystem: 'npm', name: 'worse', versions: ['1.0.0'] });
  writeFileSync(records, `${JSON.stringify(record)}\nno record\n`);
  const report = await assertJson(1, ['advisories', 'import', records]);
  assert.deepEqual([report['feed'], report['added'], report['bad']], ['imported', 1, 1]);
  writeFileSync(records, 'no record\n'.repeat(112));
  await assertCommand(1, ['advisories', 'import', records], /^ {2}… and 102 more$/m);
  const catalogue = join(cli.cwd, 'kev.json');
  writeFileSync(catalogue, JSON.stringify({ vulnerabilities: [] }));
  const exploited = await assertJson(0, ['advisories', 'import', catalogue]);
  assert.equal(exploited['feed'], 'imported-kev');
  const file = join(cli.cwd, 'backup.tar.gz');
  await assertCommand(0, ['backup', file], /Wrote/);
  const again = await gatehouse('backup', file);
  assert.equal(again.exitCode, 1);
  assert.match(again.stderr, /found a file of that name/);
  const other = join(cli.cwd, 'other');
  const restored = await cli.run(['restore', file, '--data', other]);
  assert.equal(restored.exitCode, 0, restored.stderr);
  const explained = await cli.run(['explain', 'pkg:npm/worse@1.0.0', '--data', other, '--json']);
  assert.equal(explained.exitCode, 1, explained.stdout + explained.stderr);
  const occupied = await cli.run(['restore', file, '--data', other]);
  assert.equal(occupied.exitCode, 1);
  assert.match(occupied.stderr, /--force/);
  const damaged = readFileSync(file);
  damaged.fill(0, damaged.length >> 1, (damaged.length >> 1) + 64);
  writeFileSync(file, damaged);
  const refused = await cli.run(['restore', file, '--data', other, '--force']);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /no backup of Gatehouse, or a damaged one/);
  assert.equal((await cli.run(['explain', 'pkg:npm/worse@1.0.0', '--data', other])).exitCode, 1);
});

test('a backup that was made while the server ran gives the same answers', async () => {
  const other = join(cli.cwd, 'from-server');
  const restored = await cli.run(['restore', join(cli.cwd, 'server.tar'), '--data', other]);
  assert.equal(restored.exitCode, 0, restored.stderr);
  const explain = (...args: readonly string[]) => cli.run(['explain', ...args, '--data', other]);
  assert.match((await explain('pkg:npm/tide@1.0.0')).stdout, /is let through/);
  assert.match((await explain('pkg:npm/bad@1.0.0')).stdout, /is refused[^]*malware/);
});

test('setup shows, writes and takes back, byte for byte', async () => {
  const npmrc = join(cli.home, '.npmrc');
  mkdirSync(cli.home, { recursive: true });
  writeFileSync(npmrc, '; mine\r\nfund = false');
  const before = readFileSync(npmrc);
  const gate = ['--gate', 'http://localhost:4870'];
  await assertCommand(
    0,
    ['setup', 'npm', 'pip', '--dry-run', ...gate],
    /would change[^]*registry=http:\/\/localhost:4870/,
  );
  assert.equal(readFileSync(npmrc).compare(before), 0);
  const told = await gatehouse('setup', 'npm', 'pip', ...gate, '--json');
  assert.equal(told.exitCode, 0, told.stderr);
  assert.match(readFileSync(npmrc, 'utf8'), /fund = false[^]*localhost:4870/);
  await assertCommand(0, ['setup', 'npm', '--undo'], /restored/);
  assert.equal(readFileSync(npmrc).compare(before), 0);
  // The way back of one project leaves the others alone.
  const project = ['--project', cli.cwd];
  await assertCommand(0, ['setup', 'cargo', ...project, ...gate], /Back: gatehouse setup --undo --project /);
  await assertCommand(0, ['setup', '--undo', ...project], /removed/);
});

test('doctor finds what goes around, and lock adopt mends it', async () => {
  const lock = join(cli.cwd, 'yarn.lock');
  const text =
    '# yarn lockfile v1\n\n\ntide@^1.0.0:\n  version "1.0.0"\n  resolved "https://registry.example/tide/-/tide-1.0.0.tgz#abc"\n';
  writeFileSync(lock, text);
  const gate = ['--gate', 'http://localhost:4870'];
  await assertCommand(1, ['doctor', cli.cwd, ...gate], /yarn\.lock: 1 entry would go around the gate/);
  const { findings } = await assertJson(1, ['doctor', cli.cwd, ...gate]);
  assert.ok(Array.isArray(findings) && findings.length > 0);
  await assertCommand(0, ['lock', 'adopt', lock, ...gate], /1 address in .* rewritten[^]*The old file: /);
  assert.match(readFileSync(lock, 'utf8'), /localhost:4870\/npm\/tide\/-\/tide-1\.0\.0\.tgz#abc/);
  await assertCommand(
    0,
    ['lock', 'adopt', lock, ...gate],
    /^Nothing to rewrite in .*yarn\.lock: .* already\n$/,
  );
});

test('lock release says how to learn why an address could not be rewritten', async () => {
  const lock = join(cli.cwd, 'released', 'yarn.lock');
  mkdirSync(dirname(lock));
  const gate = 'http://localhost:4870';
  writeFileSync(
    lock,
    `# yarn lockfile v1\n\n\nbad@^1.0.0:\n  version "1.0.0"\n  resolved "${gate}/npm/bad/-/bad-1.0.0.tgz#abc"\n`,
  );
  await assertCommand(
    1,
    ['lock', 'release', lock, '--gate', gate],
    /1 could not be rewritten[^]*bad@1\.0\.0[^]*why: gatehouse explain pkg:npm\/bad@1\.0\.0/,
  );
});

test('errors of use: exit code 2, what was expected, and the command that helps', async () => {
  for (const [args, says] of [
    [['exlpain'], /Did you mean gatehouse explain\?/],
    [['feeds', 'refesh'], /no command feeds refesh[^]*Did you mean gatehouse feeds refresh\?/],
    [['explain'], /expected PURL[^]*Usage: gatehouse explain/],
    [['status', '--jsno'], /no option --jsno[^]*--json/],
    [['waive', 'pkg:npm/x'], /--reason/],
    [['setup', 'nmp'], /Did you mean gatehouse setup npm/],
    [['tokens', 'list', '--everyone=x'], /takes no value/],
    [['status', 'now'], /found "now", a word more than status takes/],
    [
      ['reserve', 'nmp', 'x', '--reason', 'y'],
      /ECOSYSTEM: found "nmp"[^]*Did you mean gatehouse reserve npm/,
    ],
    // Told before anybody is asked to sign in.
    [
      ['waive', 'pkg:npm/x', '--reason', 'y', '--lasts', '3'],
      /--lasts: found "3", expected a time such as 12h/,
    ],
    [['quarantine', 'pkg:npm/x', '--reason', 'y', '--lasts', '1x'], /--lasts: found "1x"/],
    [['doctor', 'no-such-folder'], /there is no folder no-such-folder/],
    [['policy', 'test', 'policy.toml', '--packages', 'all'], /--packages: found "all", expected 1 to 100000/],
    [['policy', 'test', 'policy.toml', '--time', '5m'], /--time: found "5m", expected 1s to 100s/],
  ] as const) {
    const told = await cli.run(args);
    assert.equal(told.exitCode, 2, `${args.join(' ')}: ${told.stderr}`);
    assert.match(told.stderr, says);
    assert.equal(told.stdout, '');
    assertQuiet(told);
  }
});

test('a package that is written wrongly: how it is written', async () => {
  const told = await gatehouse('explain', 'nonsense');
  assert.equal(told.exitCode, 2, told.stderr);
  assert.match(told.stderr, /gatehouse explain pkg:npm/);
});

test('an error names the command that helps with just that', async () => {
  const reason = ['--reason', 'ours'];
  await assertCommand(0, ['reserve', 'npm', '@twice/*', ...reason], /Reserved/);
  for (const [code, args, says] of [
    [1, ['reserve', 'npm', '@twice/*', ...reason], /is reserved already\n.*: gatehouse reservations\n/],
    [
      2,
      ['reserve', 'npm', 'a**b', ...reason],
      /Cannot reserve a\*\*b: expected one \* [^]*gatehouse help reserve\n/,
    ],
    [1, ['tokens', 'revoke', 'none'], /gatehouse tokens list\n/],
    [1, ['explain', 'pkg:npm/nowhere'], /Cannot find nowhere: upstream main does not have it/],
  ] as const) {
    const told = await gatehouse(...args);
    assert.equal(told.exitCode, code, `${args.join(' ')}: ${told.stdout}${told.stderr}`);
    assert.match(told.stderr, says);
  }
});

test('a server that cannot be reached is no decision: exit code 3', async () => {
  const told = await cli.run(['explain', 'pkg:npm/tide@1.0.0', '--server', 'http://127.0.0.1:9']);
  assert.equal(told.exitCode, 3, told.stderr);
  assert.match(told.stderr, /Cannot reach the server/);
});

test('help is there for every command, and completion for every shell', async () => {
  const all = await cli.run(['help']);
  assert.equal(all.exitCode, 0);
  for (const { name } of COMMANDS) assert.match(all.stdout, new RegExp(`^  ${name}( |$)`, 'm'), name);
  // What an option may hold is told once.
  assert.match(
    (await cli.run(['help', 'scan'])).stdout,
    /--format FORMAT +How to write it \(else text\) \(text, json/,
  );
  const family = await cli.run(['help', 'policy']);
  assert.match(family.stdout, /^gatehouse policy test FILE {3}Say /m);
  const one = await cli.run(['waive', '--help']);
  assert.match(one.stdout, /--lasts TIME/);
  for (const shell of ['bash', 'zsh', 'fish']) {
    const script = await cli.run(['completion', shell]);
    assert.equal(script.exitCode, 0);
    assert.match(script.stdout, /explain/);
  }
});
