// Files that were made to harm whoever looks into them: nothing is thrown, nothing is without bound, and what was passed over is told.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { readContents } from '../../src/registry/contents/read-contents.ts';
import type { ReleaseContents } from '../../src/registry/contents/release-contents.ts';
import { packTgz } from '../support/tgz.ts';
import { packZip } from '../support/zip.ts';
import { publishScene } from './contents-scene.ts';

const NAMES: Readonly<Record<Ecosystem, string>> = {
  npm: 'tide',
  pypi: 'tide',
  cargo: 'tide',
  maven: 'org.acme:tide',
  composer: 'acme/tide',
};
const MANIFEST = JSON.stringify({ name: 'tide', version: '1.0.0' });
const JAR = '1.0.0/tide-1.0.0.jar';

function look(ecosystem: Ecosystem, files: Readonly<Record<string, Uint8Array>>): Promise<ReleaseContents> {
  return readContents(ADAPTERS, {
    ref: { ecosystem, name: asPackageName(NAMES[ecosystem]) },
    version: '1.0.0',
    words: {},
    documents: new Map(),
    files: Object.entries(files).map(([file, bytes]) => ({ file, bytes })),
    beside: [],
    gaps: [],
  });
}

const jar = (entries: Readonly<Record<string, string | Uint8Array>>) =>
  packZip(Object.entries(entries).map(([name, content]) => ({ name, content })));
const sign = (artifactId: string) => ({
  [`META-INF/maven/org.x/${artifactId}/pom.properties`]: `groupId=org.x\nartifactId=${artifactId}\nversion=1\n`,
});

describe('hostile files', () => {
  it('what is no archive, or one that readers differ on, is told and keeps nothing else from being read', async () => {
    const good = await packTgz('package', { 'package.json': MANIFEST, 'readme.md': 'Hello' });
    for (const bytes of [Buffer.from('no archive'), good.subarray(0, good.length / 2), Buffer.alloc(0)]) {
      const found = await look('npm', { 'tide-1.0.0.tgz': bytes });
      assert.equal(found.gaps.length, 1, found.gaps.join('\n'));
      assert.match(found.gaps[0] ?? '', /^tide-1\.0\.0\.tgz could not be looked into: /);
      assert.equal(found.areNeedsWhole, false);
    }
    const found = await look('maven', { [JAR]: Buffer.from('PK'), '1.0.0/tide-1.0.0.war': jar(sign('a')) });
    assert.deepEqual([found.gaps.length, found.parts.map(({ name }) => name)], [1, ['org.x:a']]);
  });

  it('an archive within is looked into, one within that is not, and a bomb costs nothing', async () => {
    const deepest = jar(sign('deepest'));
    const inner = jar({ ...sign('inner'), 'lib/deepest.jar': deepest });
    const bomb = jar({ ...sign('bomb'), 'zeros.bin': Buffer.alloc(4 << 20) });
    const found = await look('maven', { [JAR]: jar({ 'lib/inner-1.jar': inner, 'lib/bomb.jar': bomb }) });
    assert.deepEqual(found.parts.map(({ name }) => name).sort(), ['bomb.jar', 'org.x:inner']);
    assert.ok(
      found.gaps.some((gap) => /bomb\.jar could not be looked into: .*unpacks to more than/.test(gap)),
    );
  });

  it('no more archives, packages and bytes are taken than there is room for', async () => {
    const one = jar(sign('a'));
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`lib/a${at}.jar`, one]));
    const crowd = await look('maven', { [JAR]: jar(many) });
    assert.ok(crowd.gaps.some((gap) => /holds more than 300 archives/.test(gap)));
    const packages = Array.from({ length: 3_000 }, (_, at) => ({ name: `v/p${at}`, version: '1' }));
    const composer = await look('composer', {
      '1.0.0/x.zip': jar({
        'composer.json': '{}',
        'vendor/composer/installed.json': JSON.stringify({ packages }),
      }),
    });
    assert.equal(composer.parts.length, 2_000);
    assert.ok(composer.gaps.some((gap) => /More than 2000 packages/.test(gap)));
    const large = await look('npm', {
      'a.tgz': await packTgz('package', { 'package.json': MANIFEST, 'README.md': 'x'.repeat(9 << 20) }),
    });
    assert.deepEqual([large.readme, large.gaps.length], [undefined, 1]);
    const long = await look('npm', {
      'a.tgz': await packTgz('package', {
        'package.json': MANIFEST,
        'README.md': randomBytes(1 << 19).toString('hex'),
      }),
    });
    assert.deepEqual([long.readme?.text.length, long.readme?.isCut], [256 * 1024, true]);
  });

  it('names and texts that are no names are nobody’s: control characters, keys of objects, other ecosystems’ words', async () => {
    const evil = ['__proto__', '../../etc/passwd', 'a\u0000b', '', '\u202Egpj', '<script>', 'x'.repeat(300)];
    const files = Object.fromEntries(
      evil.map((name, at) => [
        `node_modules/m${at}/package.json`,
        JSON.stringify({ name, version: '1\n2\u001b[31m' }),
      ]),
    );
    const found = await look('npm', {
      'a.tgz': await packTgz('package', { 'package.json': MANIFEST, ...files }),
    });
    for (const { name, version = '' } of found.parts) {
      // oxlint-disable-next-line no-control-regex -- these are looked for
      assert.doesNotMatch(`${name}${version}`, /[\u0000-\u001f\u202e]/);
    }
    assert.equal(
      found.parts.some(({ name }) => name.includes('..') || name.length > 214),
      false,
    );
  });

  it('what a publisher put in is told as far as it can be read, and its circles end', async (test) => {
    const circle = JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: ['a', 'b'].map((ref) => ({ type: 'library', name: ref, 'bom-ref': ref })),
      dependencies: [
        { ref: 'a', dependsOn: ['b', 'nobody'] },
        { ref: 'b', dependsOn: ['a'] },
      ],
    });
    const { gate, publish, place, contents } = await publishScene(test);
    await publish.npm({
      manifest: {},
      tarball: await packTgz('package', {
        'package.json': JSON.stringify({
          name: '@acme/tide',
          version: '1.0.0',
          description: 'Of the sea',
          license: 'MIT',
        }),
        'sbom.json': circle,
        'bom.json': '{"bomFormat": "CycloneDX", "specVersion": 7',
        'spdx.json': '{"name": "not one"}',
      }),
    });
    const { told, gaps } = await contents('npm', '@acme/tide');
    assert.deepEqual(
      told.map(({ path }) => path),
      ['package/sbom.json'],
    );
    assert.equal(gaps.length, 1);
    for (const format of ['cyclonedx', 'cyclonedx-1.7', 'spdx', 'spdx3']) {
      const answer = await gate.ask(`${place('npm', '@acme/tide')}/sbom?format=${format}`);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.text, /bom\.json in tide-1\.0\.0\.tgz could not be read/);
      if (format.startsWith('cyclonedx')) assert.match(answer.text, /"aggregate":"incomplete","assemblies"/);
    }
  });
});
