// gatehouse fix of pom.xml files: versions move in place, what follows is worked out again, and mvn reads what was written.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';

import { mvn } from '../support/client-maven.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { flawRecord, openFixScene, type FixScene } from '../support/fix-scene.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };
const skip = skipUnlessInstalled(mvn);
const groupId = 'org.acme';

let scene: FixScene;

before(async () => {
  const records = [
    flawRecord('Maven', 'org.acme:tide', '1.2.0'),
    flawRecord('Maven', 'org.acme:deep', '1.5'),
    flawRecord('Maven', 'org.kit:core', '2.5'),
  ];
  scene = await openFixScene(suite, records, async ({ maven }) => {
    for (const version of ['1.1.0', '1.2.0', '1.2.1-rc1', '1.3.0.pr1']) {
      await maven.publish({ groupId, artifactId: 'tide', version });
    }
    for (const version of ['1.0', '1.5']) await maven.publish({ groupId, artifactId: 'deep', version });
    const needs = [{ groupId, artifactId: 'deep', version: '1.0' }];
    await maven.publish({ groupId, artifactId: 'hull', version: '1.0', dependencies: needs });
    const kit = (artifactId: string, version: string) => ({ groupId: 'org.kit', artifactId, version });
    for (const version of ['2.0', '2.5']) {
      await maven.publish(kit('api', version));
      await maven.publish({ ...kit('core', version), dependencies: [kit('api', version)] });
    }
    await maven.publish(kit('legacy', '2.0'));
    await maven.publish({
      groupId,
      artifactId: 'mast',
      version: '1.0',
      dependencies: [kit('api', '2.0'), kit('core', '2.0'), kit('legacy', '2.0')],
    });
  });
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const dependency = (artifactId: string, version: string): string =>
  `    <dependency>\n      <groupId>${groupId}</groupId>\n      <artifactId>${artifactId}</artifactId>\n      <version>${version}</version>\n    </dependency>\n`;
const pom = (inside: string): string =>
  `<?xml version="1.0"?>\n<project>\n  <modelVersion>4.0.0</modelVersion>\n  <groupId>shop</groupId>\n  <artifactId>shop</artifactId>\n  <version>1</version>\n  <!-- kept -->\n${inside}</project>\n`;

test(
  'Maven: a version moves where it stands, to a release and no milestone; the build is not run',
  { skip },
  async () => {
    const build =
      '  <build><extensions><extension><groupId>x</groupId><artifactId>none</artifactId><version>1</version></extension></extensions></build>\n';
    const inside = (version: string): string =>
      `  <dependencies>\n${dependency('tide', version)}  </dependencies>\n${build}`;
    scene.write('plain', { 'pom.xml': pom(inside('1.1.0')) });
    const applied = await scene.fix(['plain', '--apply']);
    assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
    assert.equal(scene.read('plain/pom.xml'), pom(inside('1.2.0')));
  },
);

test('Maven: the property that holds a version moves', { skip }, async () => {
  const inside = (version: string): string =>
    `  <properties>\n    <tide.version>${version}</tide.version>\n  </properties>\n  <dependencies>\n${dependency('tide', '${tide.version}')}  </dependencies>\n`;
  scene.write('property', { 'pom.xml': pom(inside('1.1.0')) });
  const applied = await scene.fix(['property', '--apply']);
  assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
  assert.equal(scene.read('property/pom.xml'), pom(inside('1.2.0')));
});

test(
  'Maven: what was released together is held together, as far as the release has it',
  { skip },
  async () => {
    const inside = `  <dependencies>\n${dependency('mast', '1.0')}  </dependencies>\n`;
    scene.write('together', { 'pom.xml': pom(inside) });
    const applied = await scene.fix(['together', '--apply']);
    assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
    const managed = [
      ...scene.read('together/pom.xml').matchAll(/<artifactId>(\w+)<\/artifactId>\s*<version>([^<]+)</g),
    ]
      .map(([, name, version]) => `${name} ${version}`)
      .filter((one) => /^(?:core|api|legacy)/.test(one));
    assert.deepEqual(managed, ['core 2.5', 'api 2.5']);
  },
);

test('Maven: what others bring in is held by dependencyManagement', { skip }, async () => {
  const inside = `  <dependencies>\n${dependency('hull', '1.0')}  </dependencies>\n`;
  scene.write('managed', { 'pom.xml': pom(inside) });
  const applied = await scene.fix(['managed', '--apply']);
  assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
  const managed = `  <dependencyManagement>\n    <dependencies>\n${dependency('deep', '1.5').replaceAll(/^ {2}/gm, '    ')}    </dependencies>\n  </dependencyManagement>\n`;
  assert.equal(scene.read('managed/pom.xml'), pom(`${inside}${managed}`));
});
