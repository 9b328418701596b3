// What real mvn left in a folder, by the deploy plugins of Maven 3.8 and of today and in its own local repository, is moved in; and
// real mvn builds with it from here.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test, type TestContext } from 'node:test';

import { localArtifacts, mvn } from '../support/client-maven.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { findMavenRepository } from '../support/find-maven-repository.ts';
import { makeImportScene, reasonsIn, type ImportScene } from '../support/import-scene.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

const repository = await findMavenRepository('junit/junit/4.13.2/junit-4.13.2.pom');
const skip = repository.skip === false ? skipUnlessInstalled(mvn) : repository.skip;
const TIMEOUT_MS = 280_000;
const HEAD = '<project><modelVersion>4.0.0</modelVersion>';

function makeMachine(t: TestContext, { gate }: ImportScene): Workspace {
  const workspace = makeWorkspace(t);
  const mirror = `<mirror><id>gate</id><mirrorOf>*</mirrorOf><url>${gate.urls.maven}/</url></mirror>`;
  writeText(join(workspace.home, '.m2/settings.xml'), `<settings><mirrors>${mirror}</mirrors></settings>\n`);
  return workspace;
}

function runMaven(workspace: Workspace, { gate }: ImportScene, ...args: readonly string[]) {
  const job = { ...workspace, registryUrl: gate.urls.maven, configured: true, timeoutMs: TIMEOUT_MS };
  return mvn.run(job, [...args, '-Dmaven.compiler.source=17', '-Dmaven.compiler.target=17']);
}

/** A parent with a library and one that needs it, deployed to a folder by this plugin. */
function writeModules({ project }: Workspace, version: string, plugin: string, folder: string): void {
  const coordinates = (artifactId: string) =>
    `<groupId>org.acme.gate</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>`;
  writeText(
    join(project, 'pom.xml'),
    `${HEAD}${coordinates('sea')}<packaging>pom</packaging><modules><module>tide</module><module>wave</module></modules>
    <distributionManagement><repository><id>old</id><url>${pathToFileURL(folder).href}</url></repository></distributionManagement>
    <build><plugins><plugin><artifactId>maven-deploy-plugin</artifactId><version>${plugin}</version></plugin>
    <plugin><artifactId>maven-source-plugin</artifactId><version>3.3.0</version><executions><execution><id>sources</id><goals><goal>jar-no-fork</goal></goals></execution></executions></plugin></plugins></build></project>`,
  );
  const parent = `<parent>${coordinates('sea')}</parent>`;
  writeText(join(project, 'tide/pom.xml'), `${HEAD}${parent}<artifactId>tide</artifactId></project>`);
  const needs = [
    `<dependency>${coordinates('tide')}</dependency>`,
    '<dependency><groupId>commons-codec</groupId><artifactId>commons-codec</artifactId><version>1.15</version></dependency>',
  ];
  writeText(
    join(project, 'wave/pom.xml'),
    `${HEAD}${parent}<artifactId>wave</artifactId><dependencies>${needs.join('')}</dependencies></project>`,
  );
  for (const [module, name] of [
    ['tide', 'Tide'],
    ['wave', 'Wave'],
  ] as const) {
    const text = `package org.acme.gate;\npublic class ${name} {}\n`;
    writeText(join(project, `${module}/src/main/java/org/acme/gate/${name}.java`), text);
  }
}

function writeDependant({ project }: Workspace, range: string): void {
  writeText(
    join(project, 'pom.xml'),
    `${HEAD}<groupId>consumer</groupId><artifactId>consumer</artifactId><version>1</version>
    <dependencies><dependency><groupId>org.acme.gate</groupId><artifactId>wave</artifactId><version>${range}</version></dependency></dependencies></project>`,
  );
  writeText(
    join(project, 'src/main/java/Consumer.java'),
    'class Consumer { org.acme.gate.Wave wave; org.acme.gate.Tide tide; org.apache.commons.codec.binary.Hex hex; }\n',
  );
}

test(
  'mvn builds with what was moved in from the folder that mvn deployed to, by range and by version',
  { skip },
  async (t) => {
    const scene = await makeImportScene(t, 'maven', { upstreamUrls: { maven: repository.url } });
    const { run, report } = scene;
    const maker = makeMachine(t, scene);
    const folder = join(maker.home, 'repository');
    for (const [version, plugin] of [
      ['1.0.0', '2.7'],
      ['1.1.0', '3.1.3'],
      ['1.2.0-SNAPSHOT', '3.1.3'],
    ] as const) {
      writeModules(maker, version, plugin, folder);
      const deployed = await runMaven(maker, scene, 'deploy');
      assert.equal(deployed.exitCode, 0, deployed.stdout);
    }
    const moved = await run('maven', folder);
    assert.equal(moved.exitCode, 0, moved.stdout + moved.stderr + reasonsIn(report()).join('\n'));
    // Snapshots stay there.
    assert.deepEqual([report().counts.imported, report().counts.refused], [6, 0], moved.stdout);
    for (const [range, version] of [
      ['[1.0,2.0)', '1.1.0'],
      ['1.0.0', '1.0.0'],
    ] as const) {
      const user = makeMachine(t, scene);
      writeDependant(user, range);
      const compiled = await runMaven(user, scene, 'compile');
      assert.equal(compiled.exitCode, 0, compiled.stdout);
      assert.doesNotMatch(compiled.stdout, /checksum/i, 'the digests here are those of the files');
      const got = localArtifacts(user.home);
      for (const one of [`org.acme.gate:wave:${version}`, `org.acme.gate:tide:${version}`]) {
        assert.ok(got.includes(one), `${range}: ${one}`);
      }
      assert.ok(got.includes('commons-codec:commons-codec:1.15'));
    }
    // What it installed in its local repository is the same, and what it fetched there stays there.
    const local = await run('maven', join(maker.home, '.m2/repository'));
    assert.equal(local.exitCode, 0, local.stdout + local.stderr + reasonsIn(report()).join('\n'));
    assert.match(local.stdout, /0 versions moved in, 6 here already/);
  },
);
