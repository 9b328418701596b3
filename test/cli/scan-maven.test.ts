// gatehouse scan of a pom.xml: POMs come through the gate, and without a server from what is stored.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

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

const groupId = 'org.acme';
const RECORDS = [
  malwareRecord({ id: 'MAL-2026-2', ecosystem: 'maven', name: 'org.acme:evil', versions: ['1.0'] }),
  {
    schema_version: '1.7.0',
    id: 'GHSA-dddd-eeee-ffff',
    summary: 'Cores melt',
    modified: '2024-01-02T00:00:00Z',
    published: '2024-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'Maven', name: 'org.acme:core' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.5' }] }],
      },
    ],
  },
];

const dependency = (artifactId: string, version: string) =>
  `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`;
const pom = (...dependencies: readonly string[]) =>
  `<project>\n<groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>\n<dependencies>\n${dependencies.join('\n')}\n</dependencies>\n</project>\n`;

before(async () => {
  const upstream = await startFixtureUpstream();
  suite.after(() => upstream.close());
  for (const version of ['1.0', '1.4', '2.0']) {
    await upstream.maven.publish({ groupId, artifactId: 'core', version });
  }
  const needs = [{ groupId, artifactId: 'core', version: '[1.0,2.0)' }];
  await upstream.maven.publish({ groupId, artifactId: 'app', version: '1.0', dependencies: needs });
  await upstream.maven.publish({ groupId, artifactId: 'evil', version: '1.0', dependencies: needs });
  await upstream.maven.publish({ groupId, artifactId: 'late', version: '1.0' });
  ({ server, dataDir } = await startServerWithRecords(suite, upstream, RECORDS));
  cli = makeCommandLine(suite);
  write('shop', pom(dependency('app', '1.0'), dependency('evil', '1.0'), dependency('none', '1.0')));
  write('later', pom(dependency('late', '1.0')));
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

function write(folder: string, text: string): void {
  mkdirSync(join(cli.cwd, folder), { recursive: true });
  writeFileSync(join(cli.cwd, folder, 'pom.xml'), text);
}

const scan = (...args: readonly string[]) => cli.run(['scan', ...args, '--data', dataDir]);

for (const place of ['server', 'folder'] as const) {
  test(`with the ${place}: what a pom.xml leads to is found, and what is kept out or missing is told`, async () => {
    if (place === 'folder') assert.equal((await server.stop()).code, 0);
    const told = await scan('shop');
    assert.equal(told.exitCode, 1, told.stdout + told.stderr);
    assert.match(told.stdout, /^pom\.xml pom\.xml, 5 components$/m);
    assert.match(told.stdout, /Upgrade \(1\)\n\s+\w+\s+org\.acme:core@1\.4 to 1\.5\s+maven/);
    assert.match(told.stdout, /pom\.xml by org\.acme:app@1\.0 > org\.acme:core@1\.4/);
    assert.match(told.stdout, /block\s+org\.acme:evil@1\.0/);
    const words = told.stdout.replaceAll(/\s+/g, ' ');
    assert.match(words, /Cannot read org\.acme:evil:1\.0, which the project needs: .*MAL-2026-2/);
    assert.match(words, /Cannot read org\.acme:none:1\.0, which the project needs: /);
  });
}

test('on the folder, what was never brought is not known', async () => {
  const told = await scan('later');
  const words = told.stdout.replaceAll(/\s+/g, ' ');
  assert.match(
    words,
    /Cannot read org\.acme:late:1\.0, which the project needs: it is not stored here, and no server runs/,
  );
  assert.equal(told.exitCode, 0);
});
