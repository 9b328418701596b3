// Real mvn with the plugins that everybody has: it deploys here through the same URL by which it gets everything else, and what it
// deployed is resolved beside what comes from an upstream. The public portal's own plugin publishes to ours.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { toldContents } from '../publish/told-contents.ts';
import { localArtifacts, mvn } from '../support/client-maven.ts';
import { isolatedEnv, skipUnlessInstalled, writeText } from '../support/client.ts';
import { findMavenRepository } from '../support/find-maven-repository.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type Gate, type GateOptions } from '../support/gate.ts';
import { runCommand } from '../support/run-command.ts';
import { openTrustedScene } from '../support/trusted-scene.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

const repository = await findMavenRepository('junit/junit/4.13.2/junit-4.13.2.pom');
const skip = repository.skip === false ? skipUnlessInstalled(mvn) : repository.skip;
const TIMEOUT_MS = 280_000;

const TOLD = `<name>\${project.artifactId}</name><description>Of the sea</description><url>https://acme.example</url>
  <licenses><license><name>MIT</name></license></licenses><developers><developer><id>ada</id></developer></developers>
  <scm><url>https://acme.example/git</url></scm>`;

/** A gate before the real repository, and somebody who may publish. */
async function scene(t: TestContext, config: NonNullable<GateOptions['config']> = {}) {
  const gate = await startGate(t, { upstreamUrls: { maven: repository.url }, config });
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const packages = [{ ecosystem: 'maven', pattern: 'org.acme.gate.*' }];
  const token = await person.mint({ name: 'ci', scope: 'write', actions: ['publish'], packages });
  const machine = () => {
    const workspace = makeWorkspace(t);
    const server = `<server><id>gate</id><username>token</username><password>${token}</password></server>`;
    const mirror = `<mirror><id>gate</id><mirrorOf>*</mirrorOf><url>${gate.urls.maven}/</url></mirror>`;
    const settings = `<settings><servers>${server}</servers><mirrors>${mirror}</mirrors></settings>\n`;
    writeText(join(workspace.home, '.m2/settings.xml'), settings);
    return workspace;
  };
  const run = (workspace: Workspace, ...args: readonly string[]) =>
    mvn.run({ ...workspace, registryUrl: gate.urls.maven, configured: true, timeoutMs: TIMEOUT_MS }, [
      ...args,
      '-Dmaven.compiler.source=17',
      '-Dmaven.compiler.target=17',
    ]);
  return { gate, machine, run };
}

function writeProject({ project }: Workspace, gateUrl: string, version: string, plugins: string): void {
  const parent = `<parent><groupId>org.acme.gate</groupId><artifactId>sea</artifactId><version>${version}</version></parent>`;
  const head = '<project><modelVersion>4.0.0</modelVersion>';
  writeText(
    join(project, 'pom.xml'),
    `${head}<groupId>org.acme.gate</groupId><artifactId>sea</artifactId><version>${version}</version><packaging>pom</packaging>${TOLD}
    <modules><module>tide</module><module>wave</module></modules>
    <distributionManagement><repository><id>gate</id><url>${gateUrl}</url></repository></distributionManagement>
    <build><plugins>${plugins}</plugins></build></project>`,
  );
  const source = (name: string) => `package org.acme.gate;\n/** Of the sea. */\npublic class ${name} {}\n`;
  writeText(join(project, 'tide/src/main/java/org/acme/gate/Tide.java'), source('Tide'));
  writeText(join(project, 'wave/src/main/java/org/acme/gate/Wave.java'), source('Wave'));
  writeText(
    join(project, 'tide/pom.xml'),
    `${head}${parent}<artifactId>tide</artifactId><name>tide</name></project>`,
  );
  const needs = [
    `<dependency><groupId>org.acme.gate</groupId><artifactId>tide</artifactId><version>${version}</version></dependency>`,
    '<dependency><groupId>commons-codec</groupId><artifactId>commons-codec</artifactId><version>1.15</version></dependency>',
  ];
  writeText(
    join(project, 'wave/pom.xml'),
    `${head}${parent}<artifactId>wave</artifactId><name>wave</name><dependencies>${needs.join('')}</dependencies></project>`,
  );
}

const SOURCES =
  '<plugin><artifactId>maven-source-plugin</artifactId><version>3.3.0</version><executions><execution><id>sources</id><goals><goal>jar-no-fork</goal></goals></execution></executions></plugin>';

/** Maven asks for snapshots only where a project, or a profile, says that a repository has some. */
const SNAPSHOTS =
  '<repositories><repository><id>snapshots</id><url>https://acme.example</url><snapshots><enabled>true</enabled></snapshots></repository></repositories>';

function writeDependant({ project }: Workspace, version: string): void {
  writeText(
    join(project, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>consumer</groupId><artifactId>consumer</artifactId><version>1</version>${SNAPSHOTS}
    <dependencies><dependency><groupId>org.acme.gate</groupId><artifactId>wave</artifactId><version>${version}</version></dependency></dependencies></project>`,
  );
  writeText(
    join(project, 'src/main/java/Consumer.java'),
    'class Consumer { org.acme.gate.Wave wave; org.apache.commons.codec.binary.Hex hex; }\n',
  );
}

for (const [plugin, version] of [
  ['the plugin that Maven 3.8 takes, which sends sources last', '2.7'],
  ['the newer one', '3.1.3'],
] as const) {
  test(
    `mvn deploys modules with ${plugin}; a dependant gets them beside others; once only`,
    { skip },
    async (t) => {
      const { gate, machine, run } = await scene(t);
      const maker = machine();
      const deploy = `<plugin><artifactId>maven-deploy-plugin</artifactId><version>${version}</version></plugin>`;
      writeProject(maker, gate.urls.maven, '1.0.0', `${SOURCES}${deploy}`);
      const deployed = await run(maker, 'deploy');
      assert.equal(deployed.exitCode, 0, deployed.stdout);
      for (const file of ['tide-1.0.0.jar', 'tide-1.0.0.pom', 'tide-1.0.0-sources.jar']) {
        assert.equal((await gate.ask(`/maven/org/acme/gate/tide/1.0.0/${file}`)).status, 200, file);
      }
      assert.deepEqual((await toldContents(gate, 'maven', 'org.acme.gate:wave')).needs, [
        'org.acme.gate:tide 1.0.0 runtime',
        'commons-codec:commons-codec 1.15 runtime',
      ]);
      const user = machine();
      writeDependant(user, '[1.0,2.0)');
      const compiled = await run(user, 'compile');
      assert.equal(compiled.exitCode, 0, compiled.stdout);
      const got = localArtifacts(user.home);
      for (const one of [
        'org.acme.gate:wave:1.0.0',
        'org.acme.gate:tide:1.0.0',
        'commons-codec:commons-codec:1.15',
      ]) {
        assert.ok(got.includes(one), one);
      }
      const again = await run(maker, 'deploy');
      assert.notEqual(again.exitCode, 0);
      assert.match(again.stdout, /was published before|published already/);
      writeProject(maker, gate.urls.maven, '1.1.0', `${SOURCES}${deploy}`);
      const next = await run(maker, 'deploy');
      assert.equal(next.exitCode, 0, next.stdout);
      const { text } = await gate.ask('/maven/org/acme/gate/tide/maven-metadata.xml');
      assert.match(text, /<version>1\.0\.0<\/version>\s*<version>1\.1\.0<\/version>/);
    },
  );
}

/** The builds of wave's snapshot, as its publisher sees them. */
async function buildsOfWave(gate: Gate): Promise<readonly string[]> {
  const published = await gate.journal('version-published');
  return published
    .filter(({ name, data }) => name === 'org.acme.gate:wave' && !('isJoined' in (data as object)))
    .map(({ data }) => (data as { version: string }).version);
}

/** The bytes of wave's build that a machine has. */
function waveAt({ home }: Workspace, build: string): boolean {
  const folder = build.replace(/-\d{8}\.\d{6}-\d+$/, '-SNAPSHOT');
  return existsSync(join(home, `.m2/repository/org/acme/gate/wave/${folder}/wave-${build}.jar`));
}

for (const version of ['2.7', '3.1.3']) {
  test(
    `mvn deploys a snapshot twice with the plugin ${version}; who asks for it gets the newest build, and pins an older one`,
    { skip },
    async (t) => {
      const { gate, machine, run } = await scene(t);
      const maker = machine();
      const deploy = `<plugin><artifactId>maven-deploy-plugin</artifactId><version>${version}</version></plugin>`;
      writeProject(maker, gate.urls.maven, '1.0.0-SNAPSHOT', `${SOURCES}${deploy}`);
      const user = machine();
      writeDependant(user, '1.0.0-SNAPSHOT');
      for (const round of [1, 2]) {
        writeText(join(maker.project, 'wave/src/main/resources/round.txt'), `${round}\n`);
        const deployed = await run(maker, 'deploy');
        assert.equal(deployed.exitCode, 0, deployed.stdout);
        const builds = await buildsOfWave(gate);
        assert.equal(builds.length, round);
        assert.match(builds.at(-1) ?? '', new RegExp(`^1\\.0\\.0-\\d{8}\\.\\d{6}-${round}$`));
        const compiled = await run(user, 'compile', '-U');
        assert.equal(compiled.exitCode, 0, compiled.stdout);
        assert.ok(waveAt(user, builds.at(-1) ?? ''), `the build of round ${round}`);
      }
      const { text } = await gate.ask('/maven/org/acme/gate/wave/1.0.0-SNAPSHOT/maven-metadata.xml');
      assert.match(text, /<classifier>sources<\/classifier>/);
      const list = await gate.ask('/maven/org/acme/gate/wave/maven-metadata.xml');
      assert.deepEqual(list.text.match(/<version>[^<]*/g), ['<version>1.0.0-SNAPSHOT']);
      const [first = '', second = ''] = await buildsOfWave(gate);
      const pinned = machine();
      writeDependant(pinned, first);
      const compiled = await run(pinned, 'compile');
      assert.equal(compiled.exitCode, 0, compiled.stdout);
      assert.deepEqual([waveAt(pinned, first), waveAt(pinned, second)], [true, false]);
      await gate.quarantine({ ecosystem: 'maven', name: asPackageName('org.acme.gate:wave') }, [second]);
      const careful = machine();
      writeDependant(careful, '1.0.0-SNAPSHOT');
      const older = await run(careful, 'compile');
      assert.equal(older.exitCode, 0, older.stdout);
      assert.deepEqual([waveAt(careful, first), waveAt(careful, second)], [true, false]);
      writeText(join(maker.project, 'wave/src/main/resources/round.txt'), 'mended\n');
      const mended = await run(maker, 'deploy');
      assert.equal(mended.exitCode, 0, mended.stdout);
      assert.equal((await buildsOfWave(gate)).length, 3, 'what mends it is taken');
      await gate.quarantine(
        { ecosystem: 'maven', name: asPackageName('org.acme.gate:wave') },
        await buildsOfWave(gate),
      );
      writeText(join(maker.project, 'wave/src/main/resources/round.txt'), 'mended again\n');
      const after = await run(maker, 'deploy');
      assert.equal(after.exitCode, 0, after.stdout);
      assert.equal((await buildsOfWave(gate)).length, 4, 'also where all that is there is refused');
    },
  );
}

test('mvn is told that snapshots are not kept where the operator wants none', { skip }, async (t) => {
  const { gate, machine, run } = await scene(t, { publish: { maven_snapshots: false } });
  const maker = machine();
  writeProject(maker, gate.urls.maven, '1.0.0-SNAPSHOT', SOURCES);
  const refused = await run(maker, 'deploy');
  assert.notEqual(refused.exitCode, 0);
  assert.match(refused.stdout, /snapshots are not kept here/);
});

test('the plugin of the public portal uploads, waits and publishes here', { skip }, async (t) => {
  const { gate, machine, run } = await scene(t);
  const maker = machine();
  const javadoc =
    '<plugin><artifactId>maven-javadoc-plugin</artifactId><version>3.6.3</version><executions><execution><id>docs</id><goals><goal>jar</goal></goals></execution></executions></plugin>';
  const portal = `<plugin><groupId>org.sonatype.central</groupId><artifactId>central-publishing-maven-plugin</artifactId><version>0.8.0</version><extensions>true</extensions><configuration><publishingServerId>gate</publishingServerId><centralBaseUrl>${gate.urls.maven}/portal</centralBaseUrl><autoPublish>true</autoPublish><waitUntil>published</waitUntil></configuration></plugin>`;
  writeProject(maker, gate.urls.maven, '1.0.0', `${SOURCES}${javadoc}${portal}`);
  const deployed = await run(maker, 'deploy');
  assert.equal(deployed.exitCode, 0, deployed.stdout);
  assert.equal((await gate.ask('/maven/org/acme/gate/wave/1.0.0/wave-1.0.0.jar')).status, 200);
  const again = await run(maker, 'deploy');
  assert.notEqual(again.exitCode, 0);
  assert.match(again.stdout, /published already/);
  assert.match(readFileSync(join(maker.project, 'pom.xml'), 'utf8'), /central-publishing/);
});

for (const deployer of ['2.7', '3.1.3']) {
  test(
    `the script of the page lets a build deploy by its identity, with no stored secret, with the plugin ${deployer}`,
    { skip, timeout: TIMEOUT_MS },
    async (t) => {
      const upstreamUrls = { maven: repository.url };
      const as = { name: 'ci', provider: 'custom' };
      const { gate, ada, identity, publish } = await openTrustedScene(t, { as, upstreamUrls });
      const name = 'org.acme.gate:sea';
      await gate.house.storage.work.transact(({ ownership }) =>
        ownership.save({
          ecosystem: 'maven',
          name: asPackageName(name),
          owner: { kind: 'account', id: ada.accountId },
          visibility: 'public',
          since: 1,
        }),
      );
      const id = await publish({ ecosystem: 'maven', name, settings: { claims: { project: 'acme/sea' } } });
      const query = new URLSearchParams({ ecosystem: 'maven', name, provider: 'custom' });
      const told = await ada.call('GET', `/trusted-publishing/snippet?${query.toString()}`);
      const { file, text } = JSON.parse(told.text) as { file: string; text: string };
      const build = makeWorkspace(t);
      const mirror = `<mirror><id>mirror</id><mirrorOf>*</mirrorOf><url>${gate.urls.maven}/</url></mirror>`;
      const server =
        '<server><id>gatehouse</id><username>token</username><password>${env.TOKEN}</password></server>';
      const settings = `<settings><servers>${server}</servers><mirrors>${mirror}</mirrors></settings>\n`;
      writeText(join(build.project, 'settings.xml'), settings);
      writeText(
        join(build.project, 'pom.xml'),
        `<project><modelVersion>4.0.0</modelVersion><groupId>org.acme.gate</groupId><artifactId>sea</artifactId><version>1.0.0</version><packaging>pom</packaging>${TOLD}<build><plugins><plugin><artifactId>maven-deploy-plugin</artifactId><version>${deployer}</version></plugin></plugins></build></project>`,
      );
      writeText(join(build.project, file), text);
      writeText(join(build.project, 'identity-token'), identity({ project: 'acme/sea' }));
      const done = await runCommand({
        command: ['sh', file],
        cwd: build.project,
        env: isolatedEnv(build.home),
        timeoutMs: TIMEOUT_MS,
      });
      assert.equal(done.exitCode, 0, `${done.stdout}${done.stderr}`);
      const [entry] = await gate.journal('version-published');
      assert.deepEqual([entry?.actor, entry?.name], [`publisher:${id}`, name]);
      const pom = await gate.ask('/maven/org/acme/gate/sea/1.0.0/sea-1.0.0.pom');
      assert.equal(pom.status, 200);
    },
  );
}
