// gatehouse give as a process, on the data folder: what is depended on, where money is taken, a plan, and what was given.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { makeCommandLine, type CommandLine } from '../support/command-line.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };

let cli: CommandLine;

const lock = (name: string, packages: object, dependencies: object) => ({
  name,
  lockfileVersion: 3,
  packages: { '': { name, version: '1.0.0', dependencies }, ...packages },
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
  for (const name of ['known', 'shop', 'desk']) mkdirSync(join(cli.cwd, name));
  write('known/gatehouse.toml', '');
  const tide = { 'node_modules/tide': { version: '1.1.0', dependencies: { reef: '^1.0.0' } } };
  const reef = { 'node_modules/reef': { version: '1.0.0' } };
  write('shop/package-lock.json', lock('shop', { ...tide, ...reef }, { tide: '^1.0.0' }));
  write('desk/package-lock.json', lock('desk', reef, { reef: '^1.0.0' }));
  write('FUNDING.yml', 'github: [tide]\nopen_collective: tide\n');
  write('bad.yml', 'github: {a: b}\n');
});
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

test('before anything is pushed the next step is said', async () => {
  await told(0, ['give', 'list'], /gatehouse app push \. --name NAME/);
  await told(0, ['give', 'records'], /Nothing was recorded/);
  await told(0, ['give', 'plan', '--budget', '100', '--currency', 'EUR'], /Nobody can be given 50\.00 EUR/);
});

test('what is depended on stands in a list, with every part of its score', async () => {
  await told(0, ['app', 'push', 'shop', '--name', 'shop', '--environment', 'prod'], /shop/);
  await told(0, ['app', 'push', 'desk', '--name', 'desk', '--tag', 'critical=yes'], /desk/);
  const text = await told(0, ['give', 'list'], /2 packages in 2 applications/);
  assert.match(text, /^reef +1\.000 +2 +2 +1 +1 +1\.5 +/m);
  assert.match(text, /^tide +0\.467 +1 +1 +1 +0 +0\.5 +/m);
  assert.match(text, /no funding link known/);
  await told(0, ['give', 'list', '--weights', 'direct=1'], /direct 1/);
  await told(2, ['give', 'list', '--weights', 'love=1'], /parts are applications/);
  const csv = await told(0, ['give', 'list', '--format', 'csv'], /^rank,payee/);
  assert.match(csv, /\r\n1,pkg:npm\/reef,1,1\.000000,/);
});

test('a FUNDING.yml that somebody looked up says where money is taken; a broken one is refused with its place', async () => {
  await told(0, ['give', 'funding', 'pkg:npm/tide', '--file', 'FUNDING.yml'], /sponsors\/tide/);
  await told(1, ['give', 'funding', 'pkg:npm/tide', '--file', 'bad.yml'], /FUNDING\.yml: found a mapping/);
  await told(1, ['give', 'funding', 'pkg:npm/tide', '--link', 'ftp://tide.example'], /http or https/);
  const shown = await told(0, ['give', 'funding', 'pkg:npm/tide'], /opencollective\.com\/tide/);
  const id = /\((funding-\w+)\)/.exec(shown)?.[1] ?? '';
  await told(0, ['give', 'funding', 'pkg:npm/tide', '--remove', id], /Taken back/);
  await told(0, ['give', 'funding', 'pkg:npm/tide'], /No document of it is at hand, and nobody stated/);
  await told(0, ['give', 'funding', 'pkg:npm/tide', '--file', 'FUNDING.yml', '--json'], /^\{/);
});

test('a plan sums up to the cent, in each of its forms', async () => {
  const args = ['give', 'plan', '--budget', '1000.01', '--currency', 'eur'];
  const text = await told(0, args, /1,000\.01 EUR among 1 payee/);
  assert.match(text, /^1,000\.01 EUR +0\.467 +tide; https/m);
  assert.match(text, /1 payee money cannot reach/);
  const csv = await told(0, [...args, '--format', 'csv'], /^amount,currency,rank/);
  assert.match(csv, /\r\n1000\.01,EUR,2,pkg:npm\/tide,/);
  const markdown = await told(0, [...args, '--format', 'markdown'], /^# 1,000\.01 EUR/);
  assert.match(markdown, /\| tide \| 1,000\.01 EUR \| .* \| <https:\/\/github\.com\/sponsors\/tide> \|/);
  await told(0, [...args, '--format', 'csv', '--output', 'plan.csv'], /^$/);
  assert.equal(readFileSync(join(cli.cwd, 'plan.csv'), 'utf8'), csv);
  const { shares } = JSON.parse(await told(0, [...args, '--json'], /^\{/)) as {
    shares: readonly { readonly money: { readonly minor: number } }[];
  };
  assert.deepEqual(
    shares.map(({ money }) => money.minor),
    [100_001],
  );
  await told(2, ['give', 'plan', '--budget', '1,000', '--currency', 'EUR'], /separators of thousands/);
});

test('what was given is recorded, stands beside what is used, and is taken back where it was wrong', async () => {
  await told(
    0,
    ['give', 'record', 'pkg:npm/tide@1.1.0', '--amount', '1200', '--currency', 'EUR', '--note', 'yearly'],
    /Recorded 1,200\.00 EUR for pkg:npm\/tide on \d{4}-\d\d-\d\d/,
  );
  await told(
    0,
    ['give', 'record', 'pkg:npm/tide', '--hours', '16', '--kind', 'review', '--day', '2026-01-02'],
    /16 h/,
  );
  await told(0, ['give', 'record', 'The sea', '--hours', '1.5'], /No package here goes by it/);
  await told(2, ['give', 'record', 'pkg:npm/tide', '--hours', 'many'], /hours such as 16 or 1\.5/);
  await told(2, ['give', 'record', 'pkg:npm/tide'], /an amount and no hours/);
  const list = await told(0, ['give', 'list'], /given 1,200\.00 EUR/);
  assert.match(list, /coverage 31\.8 % of all scores/);
  const records = await told(0, ['give', 'records', 'pkg:npm/tide'], /yearly/);
  const id = /^(gift-\w+) .* money /m.exec(records)?.[1] ?? '';
  await told(0, ['give', 'withdraw', id, '--reason', 'paid by another'], /Withdrawn 1,200\.00 EUR/);
  await told(0, ['give', 'records'], /withdrawn: paid by another/);
  await told(1, ['give', 'withdraw', id, '--reason', 'again'], /gatehouse give records/);
  const csv = await told(0, ['give', 'records', '--format', 'csv'], /^id,day,kind/);
  assert.match(csv, /money,1200\.00,EUR,,pkg:npm\/tide,yearly/);
});
