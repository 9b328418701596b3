// Real mvn with a token that may only stage, by the deploy plugins of Maven 3.8 and of today: what it prints and how it ends, that
// nobody resolves what waits, and that a dependant is built with it once a second person has approved it.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { stagedScene, type StagedScene } from '../publish/staged-scene.ts';
import { localArtifacts, mvn } from '../support/client-maven.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { findMavenRepository } from '../support/find-maven-repository.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

const repository = await findMavenRepository('junit/junit/4.13.2/junit-4.13.2.pom');
const skip = repository.skip === false ? skipUnlessInstalled(mvn) : repository.skip;
const TIMEOUT_MS = 280_000;
const NAME = 'org.acme.gate:tide';

function makeMachine(t: TestContext, { gate }: StagedScene, token = ''): Workspace {
  const workspace = makeWorkspace(t);
  const server = `<server><id>gate</id><username>token</username><password>${token}</password></server>`;
  const mirror = `<mirror><id>gate</id><mirrorOf>*</mirrorOf><url>${gate.urls.maven}/</url></mirror>`;
  const servers = token === '' ? '' : `<servers>${server}</servers>`;
  const settings = `<settings>${servers}<mirrors>${mirror}</mirrors></settings>\n`;
  writeText(join(workspace.home, '.m2/settings.xml'), settings);
  return workspace;
}

function runMaven(workspace: Workspace, { gate }: StagedScene, ...args: readonly string[]) {
  const job = { ...workspace, registryUrl: gate.urls.maven, configured: true, timeoutMs: TIMEOUT_MS };
  return mvn.run(job, [...args, '-Dmaven.compiler.source=17', '-Dmaven.compiler.target=17']);
}

function writeLibrary({ project }: Workspace, { gate }: StagedScene, plugin: string): void {
  const [groupId, artifactId] = NAME.split(':');
  writeText(
    join(project, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>1.0.0</version>
    <name>tide</name><description>Of the sea</description><url>https://acme.example</url>
    <licenses><license><name>MIT</name></license></licenses><developers><developer><id>ada</id></developer></developers>
    <scm><url>https://acme.example/git</url></scm>
    <distributionManagement><repository><id>gate</id><url>${gate.urls.maven}</url></repository></distributionManagement>
    <build><plugins><plugin><artifactId>maven-deploy-plugin</artifactId><version>${plugin}</version></plugin></plugins></build></project>`,
  );
  writeText(
    join(project, 'src/main/java/org/acme/gate/Tide.java'),
    'package org.acme.gate;\n/** Of the sea. */\npublic class Tide {}\n',
  );
}

function writeDependant({ project }: Workspace): void {
  const [groupId, artifactId] = NAME.split(':');
  writeText(
    join(project, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>consumer</groupId><artifactId>consumer</artifactId><version>1</version>
    <dependencies><dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>1.0.0</version></dependency></dependencies></project>`,
  );
  writeText(join(project, 'src/main/java/Consumer.java'), 'class Consumer { org.acme.gate.Tide tide; }\n');
}

for (const plugin of ['2.7', '3.1.3']) {
  test(
    `mvn deploys with the plugin ${plugin} what waits for a second person, and a dependant is built with it afterwards`,
    { skip },
    async (t) => {
      const scene = await stagedScene(t, { upstreamUrls: { maven: repository.url } });
      const { acme, cy, approve, waiting } = scene;
      await acme.own('maven', NAME);
      const maker = makeMachine(t, scene, await scene.onlyStages('maven', 'org.acme.gate:*'));
      writeLibrary(maker, scene, plugin);
      const deployed = await runMaven(maker, scene, 'deploy');
      assert.equal(deployed.exitCode, 0, deployed.stdout);
      assert.match(deployed.stdout, /BUILD SUCCESS/);
      assert.doesNotMatch(deployed.stdout, /staged/, 'mvn shows nothing of an answer that went well');
      const { id } = await waiting(cy);
      const early = makeMachine(t, scene);
      writeDependant(early);
      const refused = await runMaven(early, scene, 'compile');
      assert.notEqual(refused.exitCode, 0, refused.stdout);
      assert.match(refused.stdout, /Could not find artifact org\.acme\.gate:tide:jar:1\.0\.0/);
      const again = await runMaven(maker, scene, 'deploy');
      assert.notEqual(again.exitCode, 0, again.stdout);
      assert.match(again.stdout, new RegExp(`409 .*it is staged already, and waits for approval as ${id}`));
      const approved = await approve(cy, id);
      assert.equal(approved.status, 200, approved.detail);
      const user = makeMachine(t, scene);
      writeDependant(user);
      const compiled = await runMaven(user, scene, 'compile');
      assert.equal(compiled.exitCode, 0, compiled.stdout);
      assert.ok(localArtifacts(user.home).includes(`${NAME}:1.0.0`));
    },
  );
}
