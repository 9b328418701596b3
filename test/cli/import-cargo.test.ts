// gatehouse import cargo: a registry's folder, in each layout, and a sparse index by its address; cargo builds from here afterwards.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { cargo } from '../support/client-cargo.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { makeImportScene, makeSourceFolder, reasonsIn } from '../support/import-scene.ts';
import { packTgz } from '../support/tgz.ts';
import { makeWorkspace } from '../support/workspace.ts';

const DEFAULT = 'https://github.com/rust-lang/crates.io-index';
const SERVED = 'https://old.example/index/';
const OLD = `sparse+${SERVED}`;

interface Wish {
  readonly name?: string;
  readonly version: string;
  /** After `[package]` in its Cargo.toml. */
  readonly toml?: string;
  readonly line?: Readonly<Record<string, unknown>>;
  readonly says?: string;
  readonly hasOriginal?: boolean;
}

interface Crate {
  readonly spelt: string;
  readonly version: string;
  readonly bytes: Buffer;
  readonly line: string;
}

async function crateOf({
  name = 'acme-tide',
  version,
  toml = '',
  line = {},
  says,
  hasOriginal = true,
}: Wish): Promise<Crate> {
  const manifest = `[package]\nname = "${name}"\nversion = "${says ?? version}"\nedition = "2021"\n${toml}`;
  const bytes = await packTgz(`${name}-${version}`, {
    'Cargo.toml': manifest,
    ...(hasOriginal ? { 'Cargo.toml.orig': manifest } : {}),
    'src/lib.rs': 'pub fn level() -> u8 { 7 }\n',
  });
  const cksum = createHash('sha256').update(bytes).digest('hex');
  const entry = { name, vers: version, deps: [], cksum, features: {}, yanked: false, ...line };
  return { spelt: name, version, bytes, line: JSON.stringify(entry) };
}

/** As margo 0.1.7 writes a registry: the index at its top, crates below the index's folders, in which names keep their capitals. */
function margo(crates: readonly Crate[]): Readonly<Record<string, string | Uint8Array>> {
  const files: Record<string, string | Uint8Array> = {
    'config.json': `{"dl":"${SERVED}crates/{lowerprefix}/{crate}/{version}.crate","api":null,"auth-required":false}`,
    'margo-config.toml': `version = "1"\nbase_url = "${SERVED}"\nauth_required = false\n\n[html]\nenabled = true\n`,
    'index.html': '<!DOCTYPE html>',
    'assets/style.css': '',
  };
  for (const { spelt, version, bytes, line } of crates) {
    const path = `${spelt.slice(0, 2)}/${spelt.slice(2, 4)}/${spelt}`;
    files[path] = `${String(files[path] ?? '')}${line}\n`;
    files[`crates/${path}/${version}.crate`] = bytes;
  }
  return files;
}

/** As ktra 0.7.0 keeps one, beside its settings and database: no line end after the last line of an index file. */
function ktra(crates: readonly Crate[]): Readonly<Record<string, string | Uint8Array>> {
  const files: Record<string, string | Uint8Array> = {
    'ktra.toml': '[index_config]\n',
    'db/conf': '',
    'index/config.json': '{"dl":"http://ktra.example/dl","api":"http://ktra.example"}',
    'index/.git/HEAD': 'ref: refs/heads/main\n',
  };
  for (const { spelt, version, bytes, line } of crates) {
    const key = spelt.toLowerCase();
    const path = `index/${key.slice(0, 2)}/${key.slice(2, 4)}/${key}`;
    const before = files[path] === undefined ? '' : `${String(files[path])}\n`;
    files[path] = `${before}${line}`;
    files[`crates/${spelt}/${version}/download`] = bytes;
  }
  return files;
}

const tide = await crateOf({ version: '1.0.0', line: { yanked: true, pubtime: '2020-01-02T03:04:05Z' } });
const newer = await crateOf({
  version: '1.1.0',
  toml: '[features]\ndefault = []\n',
  line: { features: { default: [] }, pubtime: '2021-01-02T03:04:05Z' },
});
/** With a dependency on the registry that it is in, and how the index there writes that. */
const shoreOf = (index: string, registry: string | null) =>
  crateOf({
    name: 'Acme_Shore',
    version: '0.1.0',
    toml: `[dependencies.acme-tide]\nversion = "1"\nregistry-index = "${index}"\n`,
    line: {
      deps: [
        {
          name: 'acme-tide',
          req: '^1',
          features: [],
          optional: false,
          default_features: true,
          target: null,
          kind: 'normal',
          registry,
        },
      ],
    },
  });
// margo names itself, which Cargo's documentation has nothing for.
const shore = await shoreOf(OLD, OLD);

test('a registry is moved in with dates and withdrawals, and its dependencies on itself are on this one', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'cargo');
  const folder = makeSourceFolder(t, margo([tide, newer, shore]));
  const date = new Date('2022-01-02T03:04:05Z');
  utimesSync(join(folder, 'crates/Ac/me/Acme_Shore/0.1.0.crate'), date, date);
  const done = await run('cargo', folder);
  assert.equal(done.exitCode, 0, done.stdout + done.stderr);
  assert.equal(report().counts.imported, 3);
  const lines = (await gate.ask('/cargo/ac/me/acme-tide')).text.trim().split('\n');
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    [first?.['vers'], first?.['yanked'], first?.['pubtime'], second?.['vers'], second?.['yanked']],
    ['1.0.0', true, '2020-01-02T03:04:05Z', '1.1.0', false],
  );
  const [one] = (await gate.ask('/cargo/ac/me/acme_shore')).text.trim().split('\n');
  const line = JSON.parse(one ?? '') as { name: string; pubtime: string; deps: { registry: unknown }[] };
  assert.deepEqual([line.name, line.pubtime], ['Acme_Shore', '2022-01-02T03:04:05Z']);
  assert.equal(line.deps[0]?.registry, null);
  assert.match((await run('cargo', folder)).stdout, /0 versions moved in, 3 here already/);
});

test('cargo builds with what was moved in', { skip: skipUnlessInstalled(cargo) }, async (t) => {
  const { gate, run } = await makeImportScene(t, 'cargo');
  assert.equal((await run('cargo', makeSourceFolder(t, margo([tide, newer, shore])))).exitCode, 0);
  const installed = await cargo.install({
    ...makeWorkspace(t),
    registryUrl: gate.urls.cargo,
    packages: { Acme_Shore: '0.1' },
  });
  assert.equal(installed.exitCode, 0, installed.stderr);
  assert.equal(installed.installed['acme-tide'], '1.1.0');
});

test('what ktra keeps is moved in, with a dependency on itself by the address of its git index', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'cargo');
  const own = await shoreOf('https://git.example/index.git', null);
  const folder = makeSourceFolder(t, ktra([tide, newer, own]));
  const done = await run('cargo', folder);
  assert.equal(done.exitCode, 0, done.stdout + done.stderr);
  assert.equal(report().counts.imported, 3);
  const line = JSON.parse((await gate.ask('/cargo/ac/me/acme_shore')).text) as {
    deps: { registry: unknown }[];
  };
  assert.equal(line.deps[0]?.registry, null);
});

test('a dependency of tests alone, which margo leaves out of its index, is on this registry where that is its own', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'cargo');
  const tests = (version: string, index: string) =>
    crateOf({ version, toml: `[dev-dependencies.acme-wave]\nversion = "1"\nregistry-index = "${index}"\n` });
  const crates = [await tests('1.0.0', OLD), await tests('1.1.0', 'sparse+https://third.example/')];
  const done = await run('cargo', makeSourceFolder(t, margo(crates)));
  assert.equal(done.exitCode, 1, done.stdout + done.stderr);
  assert.match(
    reasonsIn(report()).join(),
    /1\.1\.0 refused: .*from the registry "sparse\+https:\/\/third\.example\/"/,
  );
  const line = JSON.parse((await gate.ask('/cargo/ac/me/acme-tide')).text) as {
    vers: string;
    deps: object[];
  };
  assert.deepEqual([line.vers, line.deps.length], ['1.0.0', 1]);
});

test('other layouts are read: a local registry, crates by name', async (t) => {
  const { run, report } = await makeImportScene(t, 'cargo');
  // As `cargo local-registry` 0.2.12 writes one: no settings, small letters in the index alone, and no kind where it is the usual one.
  const line = shore.line.replace('"kind":"normal"', '"kind":null');
  assert.notEqual(line, shore.line);
  const local = makeSourceFolder(t, {
    'index/ac/me/acme-tide': `${tide.line}\n${newer.line}\n`,
    'index/ac/me/acme_shore': line.replace(`"${OLD}"`, 'null'),
    'acme-tide-1.0.0.crate': tide.bytes,
    'Acme_Shore-0.1.0.crate': shore.bytes,
  });
  assert.equal((await run('cargo', local)).exitCode, 1);
  assert.match(
    reasonsIn(report()).join(),
    /acme-tide 1\.1\.0 refused: Cannot find the crate acme-tide 1\.1\.0: looked for/,
  );
  assert.deepEqual([report().counts.imported, report().counts.refused], [2, 1]);
  const byName = makeSourceFolder(t, {
    'ac/me/acme-tide': `${tide.line}\n${newer.line}\n`,
    'crates/acme-tide/1.0.0/download': tide.bytes,
    'crates/acme-tide/acme-tide-1.1.0.crate': newer.bytes,
  });
  const done = await run('cargo', byName);
  assert.match(done.stdout, /1 versions moved in, 1 here already/);
});

test('what is wrong with a registry is told line by line, and the run goes on', async (t) => {
  const { run, report } = await makeImportScene(t, 'cargo');
  const crates = [
    await crateOf({ version: '1.0.0', hasOriginal: false }),
    await crateOf({ version: '1.1.0', says: '9.9.9' }),
    await crateOf({ version: '1.2.0', line: { cksum: 'f'.repeat(64) } }),
    await crateOf({ version: '1.3.0', toml: '[dependencies]\nevil = { git = "https://evil.example/" }\n' }),
    await crateOf({
      version: '1.4.0',
      toml: '[dependencies.other]\nversion = "1"\nregistry-index = "https://third.example/index"\n',
      line: { deps: [{ name: 'other', req: '^1', registry: 'https://third.example/index' }] },
    }),
    await crateOf({
      version: '1.5.0',
      toml: '[dependencies]\nserde = "1"\n',
      line: { deps: [{ name: 'serde', req: '^1', registry: DEFAULT }] },
    }),
  ];
  const files = margo(crates);
  const folder = makeSourceFolder(t, {
    ...files,
    'ac/me/acme-tide': `${String(files['ac/me/acme-tide'])}{"name": broken\n${JSON.stringify({ name: '../../evil', vers: '1.0.0', cksum: 'a'.repeat(64) })}\n${JSON.stringify({ name: 'acme-tide', vers: '../../../etc/passwd', cksum: 'a'.repeat(64) })}\n`,
    'ac/me/no name': 'x',
  });
  const done = await run('cargo', folder);
  assert.equal(done.exitCode, 1, done.stderr);
  const reasons = reasonsIn(report()).join('\n');
  for (const reason of [
    /1\.1\.0 refused: [^\n]*says acme-tide 9\.9\.9/,
    /1\.2\.0 refused: [^\n]*its sha256 is [0-9a-f]{64}, and f{64} was said there/,
    /1\.3\.0 refused: [^\n]*by git/,
    /1\.4\.0 refused: [^\n]*from the registry "https:\/\/third\.example\/index"/,
    /line 7 of its index file/,
    /line 8 of its index file: Cannot read crate name/,
    /line 9 of its index file: expected a name, a version/,
  ])
    assert.match(reasons, reason);
  assert.deepEqual([report().counts.imported, report().counts.refused], [2, 7]);
});

test('a sparse index is moved in by its address, crate by crate', async (t) => {
  const { run, report } = await makeImportScene(t, 'cargo');
  let own: Crate | undefined;
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    if (url === '/index/config.json') response.end(JSON.stringify({ dl: `http://${headers.host}/dl` }));
    else if (url === '/index/ac/me/acme-tide') response.end(`${newer.line}\n${own?.line ?? ''}\n`);
    else if (url === '/dl/acme-tide/1.1.0/download') response.end(newer.bytes);
    else if (url === '/dl/acme-tide/1.2.0/download') response.end(own?.bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const place = `sparse+http://127.0.0.1:${(server.address() as AddressInfo).port}/index/`;
  // On itself, where its index has no word about it.
  const toml = `[dev-dependencies.acme-wave]\nversion = "1"\nregistry-index = "${place}"\n`;
  own = await crateOf({ version: '1.2.0', toml });
  const unnamed = await run('cargo', place);
  assert.match(unnamed.stderr, /a sparse index has no list of its crates; name each with --only/);
  const done = await run('cargo', place, '--only', 'acme-tide', '--only', 'acme-gone');
  assert.equal(done.exitCode, 1, done.stderr);
  assert.match(reasonsIn(report()).join(), /acme-gone {2}refused: Cannot read [^\n]*nothing is there/);
  assert.equal(report().counts.imported, 2);
});
