// gatehouse import maven: a repository folder is moved in, as mvn deploy wrote it and as years have left it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { symlinkSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { writeZip } from '../../src/formats/archive/write-zip.ts';
import { mvn, publishResolvePlugin } from '../support/client-maven.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { makeImportScene, makeSourceFolder, reasonsIn } from '../support/import-scene.ts';
import { makeWorkspace } from '../support/workspace.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

interface Wish {
  readonly artifact?: string;
  readonly version: string;
  readonly pom?: string;
  readonly jar?: Uint8Array | false;
  /** Whether digests lie beside the files. Default true. */
  readonly isSummed?: boolean;
}

/** The folder of a version, as the deploy plugin writes it. */
function deployed({ artifact = 'app', version, pom, jar, isSummed = true }: Wish): Files {
  const stem = `org/acme/${artifact}/${version}/${artifact}-${version}`;
  const text =
    pom ??
    `<project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>${artifact}</artifactId><version>${version}</version></project>`;
  const files: Record<string, string | Uint8Array> = { [`${stem}.pom`]: text };
  if (jar !== false)
    files[`${stem}.jar`] =
      jar ?? writeZip([{ path: 'App.txt', bytes: Buffer.from(version), isExecutable: false }]);
  if (!isSummed) return files;
  const sums = Object.entries(files).flatMap(([path, content]) =>
    (['md5', 'sha1'] as const).map(
      (algorithm) => [`${path}.${algorithm}`, createHash(algorithm).update(content).digest('hex')] as const,
    ),
  );
  return { ...files, ...Object.fromEntries(sums) };
}

function dated(folder: string, version: string, at: string): void {
  const date = new Date(at);
  utimesSync(join(folder, `org/acme/app/${version}/app-${version}.pom`), date, date);
}

async function scene(t: TestContext) {
  return makeImportScene(t, 'maven');
}

test('a repository folder is moved in with the dates of its POMs, and is served with its digests', async (t) => {
  const { gate, run, report } = await scene(t);
  const first = deployed({ version: '1.0' });
  const folder = makeSourceFolder(t, {
    ...first,
    ...deployed({ version: '1.1', isSummed: false }),
    ...deployed({ version: '2.0-SNAPSHOT' }),
    'org/acme/app/1.0/app-1.0.jar.asc': '-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n',
    'org/acme/app/1.1/app-1.1-sources.jar': writeZip([
      { path: 'App.java', bytes: Buffer.from('class App {}'), isExecutable: false },
    ]),
    'org/acme/app/1.1/_remote.repositories': 'app-1.1.jar>=\napp-1.1.pom>=\n',
    'org/acme/app/maven-metadata.xml': '<metadata/>',
    // What was fetched, and not installed.
    ...deployed({ artifact: 'fetched', version: '3.0' }),
    'org/acme/fetched/3.0/_remote.repositories': 'fetched-3.0.jar>central=\nfetched-3.0.pom>central=\n',
  });
  dated(folder, '1.0', '2019-01-02T03:04:05Z');
  dated(folder, '1.1', '2020-01-02T03:04:05Z');
  const done = await run('maven', folder);
  assert.equal(done.exitCode, 0, done.stdout + done.stderr);
  assert.deepEqual([report().counts.imported, report().counts.passedOver], [2, 2]);
  const metadata = await gate.ask('/maven/org/acme/app/maven-metadata.xml');
  assert.match(
    metadata.text,
    /<release>1\.1<\/release>[^]*<version>1\.0<\/version>[^]*<version>1\.1<\/version>/,
  );
  const jar = await gate.ask('/maven/org/acme/app/1.0/app-1.0.jar');
  assert.deepEqual(jar.body, Buffer.from(first['org/acme/app/1.0/app-1.0.jar'] ?? ''));
  const sha1 = await gate.ask('/maven/org/acme/app/1.0/app-1.0.jar.sha1');
  assert.equal(sha1.text.trim(), first['org/acme/app/1.0/app-1.0.jar.sha1']);
  assert.equal((await gate.ask('/maven/org/acme/app/1.0/app-1.0.jar.asc')).status, 200);
  assert.equal((await gate.ask('/maven/org/acme/app/1.1/app-1.1-sources.jar')).status, 200);
  assert.match((await gate.ask('/api/v1/hosted/maven/org.acme:app')).text, /2019-01-02T03:04:05Z/);
  const again = await run('maven', folder);
  assert.match(again.stdout, /0 versions moved in, 2 here already/);
});

test(
  'mvn resolves what was moved in, with its parent and what it needs',
  { skip: skipUnlessInstalled(mvn) },
  async (t) => {
    const { gate, run } = await scene(t);
    await publishResolvePlugin(gate.upstream.maven);
    const parent =
      '<parent><groupId>org.acme</groupId><artifactId>sea</artifactId><version>1</version></parent>';
    const needs =
      '<dependencies><dependency><groupId>org.acme</groupId><artifactId>base</artifactId><version>2.0</version></dependency></dependencies>';
    const pomOf = (artifact: string, more: string) =>
      `<project><modelVersion>4.0.0</modelVersion>${parent}<artifactId>${artifact}</artifactId>${more}</project>`;
    const folder = makeSourceFolder(t, {
      ...deployed({
        artifact: 'sea',
        version: '1',
        jar: false,
        pom: '<project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>sea</artifactId><version>1</version><packaging>pom</packaging></project>',
      }),
      ...deployed({ artifact: 'base', version: '2.0', pom: pomOf('base', '<version>2.0</version>') }),
      ...deployed({ version: '1.0', pom: pomOf('app', `<version>1.0</version>${needs}`) }),
      // Its own version is left open, and its digests were never written.
      ...deployed({
        version: '1.1',
        pom: pomOf('app', `<version>\${revision}</version>${needs}`),
        isSummed: false,
      }),
    });
    const done = await run('maven', folder);
    assert.equal(done.exitCode, 0, done.stdout + done.stderr);
    for (const [range, version] of [
      ['[1.0,1.1)', '1.0'],
      ['1.0', '1.0'],
      ['[1.0,2.0)', '1.1'],
    ] as const) {
      const job = { ...makeWorkspace(t), registryUrl: gate.urls.maven, packages: { 'org.acme:app': range } };
      const installed = await mvn.install(job);
      assert.equal(installed.exitCode, 0, installed.stdout);
      assert.deepEqual(installed.installed, { 'org.acme:app': version, 'org.acme:base': '2.0' });
    }
  },
);

test('what years have left in a repository is moved in where that is safe, and told where it is not', async (t) => {
  const { gate, run, report } = await scene(t);
  const pomOf = (version: string, artifact = 'app') =>
    `<project><groupId>org.acme</groupId><artifactId>${artifact}</artifactId><version>${version}</version></project>`;
  const properties = (version: string) =>
    writeZip([
      {
        path: 'META-INF/maven/org.acme/app/pom.properties',
        bytes: Buffer.from(`groupId=org.acme\nartifactId=app\nversion=${version}\n`),
        isExecutable: false,
      },
    ]);
  const folder = makeSourceFolder(t, {
    ...deployed({ version: '1.0', pom: pomOf('${revision}') }),
    ...deployed({ version: '1.1', pom: pomOf('9.9') }),
    ...deployed({ version: '1.2', jar: properties('6.6.6') }),
    ...deployed({ version: '1.3', jar: Buffer.from('no archive') }),
    ...deployed({ version: '1.4', jar: false }),
    ...deployed({ version: '1.5' }),
    'org/acme/app/1.5/app-1.5.jar.sha1': 'f'.repeat(40),
    ...deployed({ version: '1.6', pom: '<project><broken' }),
    ...deployed({ version: '1.7' }),
    'org/acme/app/1.7/notes.txt': 'left there',
    'org/acme/app/1.7/app-1.7.jar.sha1': 'no digest',
    ...deployed({ version: '1.8' }),
    'org/acme/app/1.8/notes.txt': 'left there',
    'org/acme/app/1.8/app-1.8-gone.jar.asc': 'a signature of nothing',
    ...deployed({ artifact: 'fine', version: '1.0' }),
  });
  symlinkSync('/etc', join(folder, 'org/acme/app/1.9'));
  symlinkSync('/etc/hosts', join(folder, 'org/acme/app/1.8/app-1.8-linked.jar'));
  const done = await run('maven', folder);
  assert.equal(done.exitCode, 1, done.stderr);
  const reasons = reasonsIn(report()).join('\n');
  for (const reason of [
    /app 1\.1 refused: [^\n]*app-1\.1\.pom says version 9\.9, expected 1\.1/,
    /app 1\.2 refused: [^\n]*that it is version 6\.6\.6/,
    /app 1\.3 refused: /,
    /app 1\.4 refused: [^\n]*has no artifact, and its POM says packaging jar/,
    /app 1\.5 refused: [^\n]*its sha1 is [0-9a-f]{40}, and f{40} was said there/,
    /app 1\.6 refused: /,
    /app 1\.7 refused: [^\n]*found no sha1 digest/,
  ])
    assert.match(reasons, reason);
  const { counts, versions, notes } = report();
  assert.deepEqual([counts.imported, counts.refused], [3, 7]);
  const told = versions.flatMap((line) => line.notes ?? []).join('\n');
  assert.match(told, /notes\.txt is no file of the version/);
  assert.match(told, /app-1\.8-gone\.jar\.asc is no file of the version/);
  assert.match(told, /app-1\.8-linked\.jar is no file of the version/);
  assert.deepEqual(notes, ['org/acme/app/1.9 is a link, and was not followed']);
  assert.equal((await gate.ask('/maven/org/acme/app/1.0/app-1.0.pom')).status, 200);
});

test('packages of a repository are moved in by its address, each by its name', async (t) => {
  const { gate, run, report } = await scene(t);
  const first = deployed({ version: '1.0' });
  const files: Files = {
    ...first,
    ...deployed({ version: '1.1', pom: '<project><broken' }),
    'org/acme/app/1.0/app-1.0.jar.asc': '-----BEGIN PGP SIGNATURE-----\n',
    'org/acme/app/1.0/app-1.0.jar.asc.md5': createHash('md5')
      .update('-----BEGIN PGP SIGNATURE-----\n')
      .digest('hex'),
    'org/acme/app/maven-metadata.xml':
      '<metadata><versioning><versions><version>1.0</version><version>1.1</version><version>1.2</version><version>2.0-SNAPSHOT</version><version>../../evil</version></versions></versioning></metadata>',
  };
  const server = createServer((request, response) => {
    const content = files[decodeURIComponent((request.url ?? '').replace(/^\/repo\//, ''))];
    if (content === undefined) response.writeHead(404).end();
    else response.setHeader('last-modified', 'Thu, 02 Jan 2020 03:04:05 GMT').end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const place = `http://127.0.0.1:${(server.address() as AddressInfo).port}/repo/`;
  const all = await run('maven', place);
  assert.match(all.stderr, /a Maven repository has no list of what is in it; name each package with --only/);
  const done = await run('maven', place, '--only', 'org.acme:app', '--only', 'org.acme:gone');
  assert.equal(done.exitCode, 1, done.stderr);
  const reasons = reasonsIn(report()).join('\n');
  assert.match(reasons, /org\.acme:app 1\.2 refused: Cannot read [^\n]*nothing is there/);
  assert.match(reasons, /org\.acme:gone {2}refused/);
  assert.match(reasons, /org\.acme:app 1\.1 refused/);
  assert.deepEqual([report().counts.imported, report().counts.passedOver], [1, 1]);
  assert.match((await gate.ask('/api/v1/hosted/maven/org.acme:app')).text, /2020-01-02T03:04:05Z/);
  assert.equal((await gate.ask('/maven/org/acme/app/1.0/app-1.0.jar.asc')).status, 200);
  const folder = makeSourceFolder(t, first);
  assert.match((await run('maven', folder)).stdout, /0 versions moved in, 1 here already/);
});
