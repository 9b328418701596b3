// gatehouse import devpi: an export, and an index by its address, are moved in file by file; pip installs from here afterwards.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';

import { pip } from '../support/client-python.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { coreMetadata, normalise, packSdist, packWheel } from '../support/fixture-pypi-archives.ts';
import { makeImportScene, makeSourceFolder, reasonsIn } from '../support/import-scene.ts';
import { packTgz } from '../support/tgz.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { packZip } from '../support/zip.ts';

interface Uploaded {
  readonly project: string;
  readonly version: string;
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly when: readonly number[];
  readonly who?: string;
  readonly type?: string;
  readonly sha256?: string;
}

/** `dataindex.json` and the files of an export, as devpi-export of devpi 6 writes them. */
function exported(indexes: Readonly<Record<string, readonly Uploaded[]>>) {
  const files: Record<string, string | Uint8Array> = {};
  const written = Object.entries(indexes).map(([index, uploads]) => {
    const entries = uploads.map((one) => {
      const relpath = `${index}/${one.project}/${one.version}/${one.file}`;
      if (!relpath.includes('..')) files[relpath] = one.bytes;
      const sha256 = one.sha256 ?? createHash('sha256').update(one.bytes).digest('hex');
      return {
        version: one.version,
        entrymapping: {
          last_modified: 'Sun, 29 Nov 2026 11:54:51 GMT',
          hash_spec: `sha256=${sha256}`,
          hashes: { sha256 },
          project: one.project,
          version: one.version,
        },
        log: [{ what: 'upload', who: one.who ?? 'alice', when: one.when, dst: index }],
        type: one.type ?? 'releasefile',
        projectname: one.project,
        relpath,
      };
    });
    return [index, { indexconfig: { type: 'stage' }, projects: {}, files: entries }] as const;
  });
  const mirror = { indexconfig: { type: 'mirror', mirror_url: 'https://elsewhere.example/' } };
  const dataindex = {
    users: { alice: { pwhash: 'not to be read' } },
    indexes: { ...Object.fromEntries(written), 'root/mirror': mirror },
    serverdir: '/srv',
  };
  return { ...files, 'dataindex.json': JSON.stringify(dataindex) };
}

function wheelOf(name: string, version: string, more: { requires?: string[] } = {}) {
  const base = `${normalise(name).replaceAll('-', '_')}-${version}`;
  const release = { name, version, ...more };
  return {
    project: normalise(name),
    version,
    file: `${base}-py3-none-any.whl`,
    bytes: packWheel(base, normalise(name), coreMetadata(release), release),
  };
}

async function sdistOf(name: string, version: string) {
  const base = `${normalise(name).replaceAll('-', '_')}-${version}`;
  const release = { name, version };
  return {
    project: normalise(name),
    version,
    file: `${base}.tar.gz`,
    bytes: await packSdist(base, coreMetadata(release), release),
  };
}

async function makeExport(t: TestContext): Promise<string> {
  return makeSourceFolder(
    t,
    exported({
      'ada/prod': [
        { ...(await sdistOf('acme-tide', '1.0.0')), when: [2020, 1, 2, 3, 4, 6] },
        { ...wheelOf('acme-tide', '1.0.0'), when: [2020, 1, 2, 3, 4, 5] },
        { ...wheelOf('acme-tide', '1.1.0'), when: [2021, 1, 2, 3, 4, 5], who: 'bob' },
        { ...wheelOf('Acme.Shore', '0.1.0', { requires: ['acme-tide>=1'] }), when: [2022, 1, 2, 3, 4, 5] },
      ],
      'ada/dev': [
        { ...wheelOf('acme-tide', '1.1.0'), when: [2021, 1, 1, 0, 0, 0] },
        { ...wheelOf('acme-next', '1.0.0'), when: [2021, 1, 1, 0, 0, 0] },
      ],
    }),
  );
}

test('an export is moved in file by file, each with its date; one index of it, or all', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'pypi');
  const folder = await makeExport(t);
  const done = await run('devpi', folder, '--index', 'ada/prod');
  assert.equal(done.exitCode, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /2 packages: 3 versions moved in/);
  assert.deepEqual(
    report().people.map(({ name }) => name),
    ['alice', 'bob'],
  );
  const page = JSON.parse(
    (
      await gate.ask('/pypi/simple/acme-tide/', {
        headers: { accept: 'application/vnd.pypi.simple.v1+json' },
      })
    ).text,
  ) as { files: { filename: string; 'upload-time': string; 'core-metadata'?: unknown }[] };
  assert.deepEqual(
    page.files.map((file) => [file.filename, file['upload-time']]),
    [
      ['acme_tide-1.0.0-py3-none-any.whl', '2020-01-02T03:04:05.000Z'],
      ['acme_tide-1.0.0.tar.gz', '2020-01-02T03:04:06.000Z'],
      ['acme_tide-1.1.0-py3-none-any.whl', '2021-01-02T03:04:05.000Z'],
    ],
  );
  assert.notEqual(page.files[0]?.['core-metadata'], undefined);
  const all = await run('devpi', folder);
  assert.equal(all.exitCode, 0, all.stderr);
  assert.match(all.stdout, /1 versions moved in, 3 here already/);
  const none = await run('devpi', folder, '--index', 'ada/none');
  assert.equal(none.exitCode, 1);
  assert.match(none.stderr, /the export has no index "ada\/none", only ada\/prod, ada\/dev, root\/mirror/);
});

test('pip installs what was moved in', { skip: skipUnlessInstalled(pip) }, async (t) => {
  const { gate, run } = await makeImportScene(t, 'pypi');
  assert.equal((await run('devpi', await makeExport(t), '--index', 'ada/prod')).exitCode, 0);
  const installed = await pip.install({
    ...makeWorkspace(t),
    registryUrl: gate.urls.pypi,
    packages: { 'acme-shore': '==0.1.0' },
  });
  assert.equal(installed.exitCode, 0, installed.stderr);
  assert.equal(installed.installed['acme-tide'], '1.1.0');
});

test('files of old are taken, and what contradicts itself is told', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'pypi');
  const when = [2015, 1, 1, 0, 0, 0];
  const metadata = (version: string) => coreMetadata({ name: 'Acme.Tide', version });
  const wheel = (version: string, record: string, says = version) => ({
    project: 'acme-tide',
    version,
    file: `acme_tide-${version}-py3-none-any.whl`,
    bytes: packZip([
      { name: 'acme_tide/__init__.py', content: '' },
      { name: `acme_tide-${version}.dist-info/METADATA`, content: metadata(says) },
      {
        name: `acme_tide-${version}.dist-info/WHEEL`,
        content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2-none-any\n',
      },
      { name: `acme_tide-${version}.dist-info/RECORD`, content: record },
    ]),
    when,
  });
  const old = async (version: string, file: string, root: string, says = version) => ({
    project: 'acme-tide',
    version,
    file,
    bytes: file.endsWith('.zip')
      ? packZip([{ name: `${root}/PKG-INFO`, content: metadata(says) }])
      : await packTgz(root, { 'PKG-INFO': metadata(says) }),
    when,
  });
  const folder = makeSourceFolder(
    t,
    exported({
      'ada/prod': [
        await old('0.1', 'Acme.Tide-0.1.tar.gz', 'Acme.Tide-0.1'),
        await old('0.2', 'Acme.Tide-0.2.zip', 'Acme.Tide-0.2'),
        wheel('0.3', 'acme_tide/__init__.py,,\n'),
        wheel('0.4+local.1', ''),
        await old('0.5', 'acme_tide-0.5.tar.gz', 'acme_tide-0.5', '9.9'),
        wheel('0.6', `acme_tide/__init__.py,sha256=${'A'.repeat(43)},0\n`),
        { ...(await old('0.7', 'acme_tide-0.7-py2.7.egg', 'x')), type: 'releasefile' },
        { ...(await old('0.8', 'acme_tide-0.8.tar.gz', 'acme_tide-0.8')), sha256: 'f'.repeat(64) },
        { ...(await old('0.8', 'acme_tide-0.8.doc.zip', 'acme_tide-0.8')), type: 'doczip' },
        { ...(await old('0.9', '../../../../etc/passwd.zip', 'x')), bytes: new Uint8Array() },
      ],
    }),
  );
  const done = await run('devpi', folder);
  assert.equal(done.exitCode, 1, done.stderr);
  const reasons = reasonsIn(report()).join('\n');
  for (const reason of [
    /0\.5 refused: [^\n]*its PKG-INFO says "Acme\.Tide 9\.9"/,
    /0\.6 refused: [^\n]*its RECORD is not true/,
    /0\.7 refused: acme_tide-0\.7-py2\.7\.egg is neither a wheel nor/,
    /0\.8 refused: [^\n]*its sha256 is [0-9a-f]{64}, and f{64} was said there/,
    /0\.9 refused: Cannot read /,
  ])
    assert.match(reasons, reason);
  const { counts, versions, notes } = report();
  assert.deepEqual([counts.imported, counts.refused], [4, 5]);
  const told = versions.flatMap((line) => line.notes ?? []).join('\n');
  assert.match(told, /0\.3-py3-none-any\.whl: its RECORD has no SHA-256 of/);
  assert.match(told, /its WHEEL has the tags py2-none-any/);
  assert.match(notes.join(), /1 files are no releases/);
  const page = (await gate.ask('/pypi/simple/acme-tide/')).text;
  for (const file of [
    'Acme.Tide-0.1.tar.gz',
    'Acme.Tide-0.2.zip',
    'acme_tide-0.4%2Blocal.1-py3-none-any.whl',
  ])
    assert.ok(page.includes(file), `${file} is not in ${page}`);
});

test('an index is moved in by its address, and leads to no other host', async (t) => {
  const { run, report } = await makeImportScene(t, 'pypi');
  const tide = wheelOf('acme-tide', '1.0.0');
  const shore = wheelOf('acme-shore', '1.0.0');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    asked.push(`${url} ${headers.authorization ?? ''}`);
    const base = `http://${headers.host}`;
    const link = ({ version, file, bytes }: typeof tide, root: string) => ({
      [version]: {
        '+links': [
          {
            rel: 'releasefile',
            hashes: { sha256: createHash('sha256').update(bytes).digest('hex') },
            href: `${root}/ada/prod/+f/abc/${file}`,
            log: [{ what: 'upload', who: 'alice', when: [2020, 1, 2, 3, 4, 5] }],
          },
        ],
      },
    });
    const json = (type: string, result: object) => response.end(JSON.stringify({ type, result }));
    if (url === '/ada/prod/')
      json('indexconfig', { type: 'stage', projects: ['acme-tide', 'acme-shore', '../evil'] });
    else if (url === '/ada/prod/acme-tide') json('projectconfig', link(tide, base));
    else if (url === '/ada/prod/acme-shore') json('projectconfig', link(shore, 'http://192.0.2.1'));
    else if (url.endsWith(tide.file)) response.end(tide.bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const done = await run('devpi', `http://alice:secret@127.0.0.1:${port}/ada/prod`);
  assert.equal(done.exitCode, 1, done.stderr);
  assert.deepEqual([report().counts.imported, report().counts.refused], [1, 2]);
  assert.match(reasonsIn(report()).join('\n'), /acme-shore 1\.0\.0 refused: [^\n]*leads to another host/);
  assert.equal(report().origin, `devpi http://127.0.0.1:${port}/ada/prod`);
  assert.ok(
    asked.every((one) => one.endsWith('Basic YWxpY2U6c2VjcmV0')),
    'the password is given to this host',
  );
  const again = await run('devpi', `http://127.0.0.1:${port}/ada/prod`);
  assert.match(again.stdout, /0 versions moved in, 1 here already/);
});
