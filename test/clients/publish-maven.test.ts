// Real mvn at snapshots that are published here: it asks what the newest build is, gets it, and shows why it does not.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { mvn, publishResolvePlugin } from '../support/client-maven.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate } from '../support/gate.ts';
import { buildOf, mavenRequests, SNAPSHOT } from '../support/maven-snapshot.ts';
import { makeWorkspace } from '../support/workspace.ts';

const REF = { ecosystem: 'maven', name: asPackageName('org.acme:tide') } as const;
const skip = skipUnlessInstalled(mvn);

/** A gate with builds of a snapshot, and a machine that asks for it. */
async function scene(t: TestContext) {
  const gate = await startGate(t);
  await publishResolvePlugin(gate.upstream.maven);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const packages = [{ ecosystem: 'maven', pattern: 'org.acme.*' }];
  const token = await person.mint({ name: 'ci', scope: 'write', actions: ['publish'], packages });
  const { deploy } = mavenRequests(gate.urls.maven, token);
  const resolve = async (version: string, machine = makeWorkspace(t)) => {
    writeText(
      join(machine.project, 'pom.xml'),
      `<project><modelVersion>4.0.0</modelVersion><groupId>consumer</groupId><artifactId>consumer</artifactId><version>1</version><packaging>pom</packaging>
      <repositories><repository><id>snapshots</id><url>https://acme.example</url><snapshots><enabled>true</enabled></snapshots></repository></repositories>
      <dependencies><dependency><groupId>org.acme</groupId><artifactId>tide</artifactId><version>${version}</version></dependency></dependencies></project>\n`,
    );
    const done = await mvn.lockInstall({ ...machine, registryUrl: gate.urls.maven, args: ['-U'] });
    const has = (build: string) =>
      existsSync(join(machine.home, `.m2/repository/org/acme/tide/${SNAPSHOT}/tide-${build}.jar`));
    return { ...done, has };
  };
  return { gate, deploy, resolve };
}

test(
  'mvn gets the newest build of a snapshot that is offered, and the one that it names',
  { skip },
  async (t) => {
    const { gate, deploy, resolve } = await scene(t);
    const [first, second, third] = [buildOf(27, 1), buildOf(28, 2), buildOf(29, 3)] as const;
    const machine = makeWorkspace(t);
    for (const build of [first, second]) {
      const deployed = await deploy(build);
      assert.equal(deployed.status, 201, deployed.text);
      const got = await resolve(SNAPSHOT, machine);
      assert.equal(got.exitCode, 0, got.stdout);
      assert.ok(got.has(build), build);
    }
    await deploy(third);
    await gate.quarantine(REF, [third]);
    const older = await resolve(SNAPSHOT);
    assert.equal(older.exitCode, 0, older.stdout);
    assert.deepEqual([older.has(second), older.has(third)], [true, false]);
    const pinned = await resolve(first);
    assert.equal(pinned.exitCode, 0, pinned.stdout);
    assert.deepEqual([pinned.has(first), pinned.has(second)], [true, false]);
  },
);

test('mvn shows why no build of a snapshot is to be had', { skip }, async (t) => {
  const { gate, deploy, resolve } = await scene(t);
  await deploy(buildOf(29, 1));
  await gate.quarantine(REF, [buildOf(29, 1)]);
  for (const version of [SNAPSHOT, buildOf(29, 1)]) {
    const refused = await resolve(version);
    assert.notEqual(refused.exitCode, 0);
    assert.match(
      refused.stdout,
      /1\.0-20261129\.150825-1 is refused by rule quarantine: .*looks odd/,
      version,
    );
  }
});
