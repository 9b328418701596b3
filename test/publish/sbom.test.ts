// What is inside of what is published, and its bills of materials: what is declared stays as it is declared, what lies inside is
// found, what a publisher told is told as theirs, and what nobody knows stays open.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { DEFAULT_REGISTRY } from '../../src/ecosystems/cargo/crate-facts.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { readBill } from '../../src/formats/read-bill.ts';
import { sentDependency } from '../support/crate-body.ts';
import { hasSchemaValidator, schemaFaultsOf } from '../support/cyclonedx-validator.ts';
import { hasSpdxValidator, spdxFaultsOf } from '../support/spdx-validator.ts';
import { packTgz } from '../support/tgz.ts';
import { packZip } from '../support/zip.ts';
import { publishScene, type PublishScene } from './contents-scene.ts';

const VECTORS = resolve(import.meta.dirname, '../../../shared/data/vectors.tar.gz');
const CYCLONEDX = 'cyclonedx-specification/schema';
const SPDX = 'spdx-spec';
const OWN_BILL = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'library', name: 'whatever', 'bom-ref': 'it' } },
  components: [
    { type: 'library', name: 'zlib', version: '1.3.1', purl: 'pkg:generic/zlib@1.3.1', 'bom-ref': 'zlib' },
    { type: 'library', name: 'png', version: '1.6', 'bom-ref': 'png' },
  ],
  dependencies: [{ ref: 'png', dependsOn: ['zlib'] }],
});

const DEPENDENCY = (artifactId: string, more: string) =>
  `<dependency><groupId>org.acme</groupId><artifactId>${artifactId}</artifactId>${more}</dependency>`;

function properties(groupId: string, artifactId: string, version: string): string {
  return `#Generated\ngroupId=${groupId}\nartifactId=${artifactId}\nversion=${version}\n`;
}

/** One version in each ecosystem, each with something of all that is looked for. */
async function publishAll({ publish }: PublishScene): Promise<void> {
  const manifest = {
    name: '@acme/tide',
    version: '1.0.0',
    description: 'Of the sea',
    license: 'MIT',
    author: 'Ada Ocean <ada@example.com>',
    repository: { type: 'git', url: 'git+https://code.example/acme/tide.git' },
    dependencies: { '@acme/base': '^1.2.0', left: 'npm:left-pad@~1.3.0', odd: 'github:acme/odd' },
    optionalDependencies: { 'fsevents-like': '2.x' },
    peerDependencies: { 'react-like': '>=18' },
    peerDependenciesMeta: { 'react-like': { optional: true } },
    devDependencies: { 'test-like': '*' },
    bundleDependencies: ['inner'],
  };
  await publish.npm({
    manifest,
    tarball: await packTgz('package', {
      'package.json': JSON.stringify(manifest),
      'README.md': '# Tide\n\nOf the sea.\n',
      'node_modules/inner/package.json': JSON.stringify({ name: 'inner', version: '3.1.4', license: 'ISC' }),
      'node_modules/inner/lib/package.json': JSON.stringify({ name: 'not-this', version: '1.0.0' }),
      'bom.json': OWN_BILL,
    }),
  });
  const metadata = [
    'Author: Ada Ocean',
    'License-Expression: MIT',
    'Project-URL: Source, https://code.example/acme/tide',
    'Requires-Dist: acme-base>=1.2,<2',
    'Requires-Dist: colorama-like; sys_platform == "win32"',
    'Requires-Dist: rich-like>=13; extra == "pretty"',
    'Provides-Extra: pretty',
    'Description-Content-Type: text/markdown',
  ];
  await publish.pypi({
    metadata,
    files: {
      'acme_tide/_vendor/six.dist-info/METADATA':
        'Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\nLicense: MIT\n\n',
      'acme_tide/_vendor/vendor.txt': 'six==1.16.0\nurllib3==2.2.1\n    # via requests\n',
      'acme_tide-1.0.0.dist-info/sboms/auditwheel.cdx.json': OWN_BILL,
    },
  });
  await publish.pypi({ kind: 'sdist', metadata });
  await publish.cargo({
    package:
      'license = "MIT"\nauthors = ["Ada Ocean"]\nreadme = "docs/README.md"\nrepository = "https://code.example/acme/tide"',
    toml: '[dependencies]\nserde-like = "1"\n[target."cfg(unix)".dependencies]\nlibc-like = { version = "0.2", optional = true }\n[build-dependencies]\ncc-like = "1"\n[dev-dependencies]\nproptest-like = "1"',
    metadata: {
      deps: [
        cargoDependency('serde-like', '^1'),
        cargoDependency('libc-like', '^0.2', { optional: true, target: 'cfg(unix)' }),
        cargoDependency('cc-like', '^1', { kind: 'build' }),
        cargoDependency('proptest-like', '^1', { kind: 'dev' }),
      ],
    },
    files: {
      'docs/README.md': '# Pool\n',
      'Cargo.lock':
        'version = 4\n\n[[package]]\nname = "serde-like"\nversion = "1.0.219"\nsource = "registry+https://index.example/"\n\n[[package]]\nname = "tide-pool"\nversion = "1.0.0"\ndependencies = ["serde-like"]\n',
      'vendor/itoa/Cargo.toml':
        '[package]\nname = "itoa"\nversion = "1.0.11"\nlicense = "MIT OR Apache-2.0"\n',
    },
  });
  const inner = packZip([
    { name: 'META-INF/maven/org.inner/core/pom.properties', content: properties('org.inner', 'core', '2.0') },
    {
      name: 'META-INF/maven/org.shaded/deep/pom.properties',
      content: properties('org.shaded', 'deep', '0.1'),
    },
  ]);
  await publish.maven({
    pom: `<name>Tide</name><description>Of the sea</description><licenses><license><name>MIT</name></license></licenses><organization><name>Acme</name></organization><developers><developer><name>Ada Ocean</name></developer></developers><dependencies>${DEPENDENCY('base', '<version>[1.0,2.0)</version>')}${DEPENDENCY('api', '<version>3</version><scope>provided</scope>')}${DEPENDENCY('unit', '<version>4</version><scope>test</scope>')}${DEPENDENCY('more', '<version>1</version><optional>true</optional>')}</dependencies>`,
    jar: packZip([
      { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' },
      {
        name: 'META-INF/maven/org.acme/tide/pom.properties',
        content: properties('org.acme', 'tide', '1.0.0'),
      },
      { name: 'META-INF/maven/org.shade/lib/pom.properties', content: properties('org.shade', 'lib', '7.1') },
      { name: 'lib/core-2.0.jar', content: inner },
      { name: 'lib/nameless.jar', content: packZip([{ name: 'a.txt', content: 'a' }]) },
    ]),
    more: { '-cyclonedx.json': OWN_BILL },
  });
  await publish.composer({
    manifest: {
      authors: [{ name: 'Ada Ocean', role: 'author' }],
      require: { php: '>=8.1', 'ext-json': '*', 'acme/base': '^1.0 || ~2.3' },
      'require-dev': { 'acme/test': '^9' },
    },
    files: {
      'README.md': '# Tide\n',
      'vendor/composer/installed.json': JSON.stringify({
        packages: [{ name: 'psr/log', version: '3.0.0', license: ['MIT'] }],
      }),
    },
  });
}

function cargoDependency(name: string, requirement: string, more: object = {}): object {
  return sentDependency(name, requirement, { registry: DEFAULT_REGISTRY, ...more });
}

const ALL: readonly (readonly [Ecosystem, string])[] = [
  ['npm', '@acme/tide'],
  ['pypi', 'acme-tide'],
  ['cargo', 'tide-pool'],
  ['maven', 'org.acme:tide'],
  ['composer', 'acme/tide'],
];

describe('what is inside of what is published', () => {
  let scene: PublishScene;
  const cleanups: (() => void | Promise<void>)[] = [];

  before(async () => {
    scene = await publishScene({ after: (cleanup) => void cleanups.push(cleanup as () => Promise<void>) });
    await publishAll(scene);
  });
  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  const asked = async (ecosystem: Ecosystem, name: string) =>
    (await scene.contents(ecosystem, name)).needs.map(
      ({ name: of, range = '', scope, isOptional, condition = '', purl }) =>
        `${of} ${range} ${scope}${isOptional === true ? ' optional' : ''} ${condition}${purl === undefined ? ' elsewhere' : ''}`
          .replaceAll(/ +/g, ' ')
          .trim(),
    );
  const inside = async (ecosystem: Ecosystem, name: string) =>
    (await scene.contents(ecosystem, name)).parts
      .map(({ purl, name: of, licence = '' }) => `${purl ?? of} ${licence}`.trim())
      .sort();

  it('dependencies are told in the words in which they are declared, by what they are for', async () => {
    assert.deepEqual(await asked('npm', '@acme/tide'), [
      '@acme/base ^1.2.0 runtime',
      'left-pad ~1.3.0 runtime under the name left',
      'odd github:acme/odd runtime elsewhere',
      'fsevents-like 2.x runtime optional',
      'react-like >=18 provided optional',
      'test-like * development',
    ]);
    assert.deepEqual(await asked('pypi', 'acme-tide'), [
      'acme-base >=1.2,<2 runtime',
      'colorama-like runtime sys_platform == "win32"',
      'rich-like >=13 runtime optional extra == "pretty"',
    ]);
    assert.deepEqual(await asked('cargo', 'tide-pool'), [
      'serde-like ^1 runtime',
      'proptest-like ^1 development',
      'cc-like ^1 build',
      'libc-like ^0.2 runtime optional cfg(unix)',
    ]);
    assert.deepEqual(await asked('maven', 'org.acme:tide'), [
      'org.acme:base [1.0,2.0) runtime',
      'org.acme:api 3 provided',
      'org.acme:unit 4 development',
      'org.acme:more 1 runtime optional',
    ]);
    assert.deepEqual(await asked('composer', 'acme/tide'), [
      'php >=8.1 runtime elsewhere',
      'ext-json * runtime elsewhere',
      'acme/base ^1.0 || ~2.3 runtime',
      'acme/test ^9 development',
    ]);
  });

  it('what lies inside is found by what its tools leave there, and the version itself is none of it', async () => {
    assert.deepEqual(await inside('npm', '@acme/tide'), ['pkg:npm/inner@3.1.4 ISC']);
    assert.deepEqual(await inside('pypi', 'acme-tide'), [
      'pkg:pypi/six@1.16.0 MIT',
      'pkg:pypi/urllib3@2.2.1',
    ]);
    assert.deepEqual(await inside('cargo', 'tide-pool'), ['pkg:cargo/itoa@1.0.11 MIT OR Apache-2.0']);
    assert.deepEqual(await inside('maven', 'org.acme:tide'), [
      'nameless.jar',
      'pkg:maven/org.inner/core@2.0',
      'pkg:maven/org.shade/lib@7.1',
      'pkg:maven/org.shaded/deep@0.1',
    ]);
    assert.deepEqual(await inside('composer', 'acme/tide'), ['pkg:composer/psr/log@3.0.0 MIT']);
    for (const [ecosystem, name] of ALL)
      assert.deepEqual((await scene.contents(ecosystem, name)).gaps, [], name);
  });

  it('what its publisher put in of bills and locks is told as theirs', async () => {
    const told = async (ecosystem: Ecosystem, name: string) =>
      (await scene.contents(ecosystem, name)).told.map(
        ({ kind, path, components }) => `${kind} ${path} ${components}`,
      );
    assert.deepEqual(await told('npm', '@acme/tide'), ['bill package/bom.json 3']);
    assert.deepEqual(await told('pypi', 'acme-tide'), [
      'bill acme_tide-1.0.0.dist-info/sboms/auditwheel.cdx.json 3',
    ]);
    assert.deepEqual(await told('cargo', 'tide-pool'), ['lock tide-pool-1.0.0/Cargo.lock 2']);
    assert.deepEqual(await told('maven', 'org.acme:tide'), ['bill 1.0.0/tide-1.0.0-cyclonedx.json 3']);
  });

  it('people read the README that is in the archive', async () => {
    const readme = async (ecosystem: Ecosystem, name: string) =>
      (await scene.contents(ecosystem, name)).readme;
    assert.deepEqual(await readme('npm', '@acme/tide'), {
      format: 'markdown',
      text: '# Tide\n\nOf the sea.\n',
    });
    assert.deepEqual(await readme('pypi', 'acme-tide'), { format: 'markdown', text: '# Tide' });
    assert.deepEqual(await readme('cargo', 'tide-pool'), { format: 'markdown', text: '# Pool\n' });
    assert.equal(await readme('maven', 'org.acme:tide'), undefined);
    assert.deepEqual(await readme('composer', 'acme/tide'), { format: 'markdown', text: '# Tide\n' });
  });

  it('each bill names the version, its files by digest, its dependencies, and how much is known', async () => {
    for (const [ecosystem, name] of ALL) {
      const answer = await scene.gate.ask(`${scene.place(ecosystem, name)}/sbom?format=cyclonedx`);
      const document = JSON.parse(answer.text) as CycloneDx;
      const { component } = document.metadata;
      const { purl } = await scene.contents(ecosystem, name);
      assert.deepEqual([component.purl, component.version, component['bom-ref']], [purl, '1.0.0', purl]);
      assert.match(JSON.stringify(component), /"SHA-256"/);
      assert.match(JSON.stringify(component), /Ada Ocean/);
      const needs = document.dependencies.find(({ ref }) => ref === purl)?.dependsOn ?? [];
      assert.equal(needs.length, (await scene.contents(ecosystem, name)).needs.length, name);
      for (const ref of needs) {
        const asked = document.components.find((one) => one['bom-ref'] === ref);
        assert.ok(
          asked !== undefined && asked.version === undefined,
          `${ref} has no version that nobody resolved`,
        );
      }
      const complete = document.compositions.find(({ aggregate }) => aggregate === 'complete');
      assert.deepEqual(complete?.dependencies, [purl], name);
      assert.equal(complete.assemblies, undefined, 'nobody knows all that lies inside');
    }
  });

  it('a bill that lies inside is linked, merged, and said to be its publisher’s', async () => {
    const answer = await scene.gate.ask(`${scene.place('pypi', 'acme-tide')}/sbom?format=cyclonedx-1.7`);
    const { metadata, dependencies } = JSON.parse(answer.text) as CycloneDx;
    const [link] = metadata.component.externalReferences.filter(({ type }) => type === 'bom');
    assert.match(
      link?.url ?? '',
      /acme_tide-1\.0\.0-py3-none-any\.whl#acme_tide-1\.0\.0\.dist-info\/sboms\/auditwheel\.cdx\.json$/,
    );
    const zlib = metadata.component.components.find(({ name }) => name === 'zlib');
    assert.deepEqual(zlib?.properties, [
      {
        name: 'gatehouse:origin',
        value: 'acme_tide-1.0.0.dist-info/sboms/auditwheel.cdx.json in acme_tide-1.0.0-py3-none-any.whl',
      },
    ]);
    const png = metadata.component.components.find(({ name }) => name === 'png');
    const needed = dependencies.find(({ ref }) => ref === png?.['bom-ref'])?.dependsOn;
    assert.deepEqual(needed, [zlib['bom-ref']]);
  });

  it('the same version is the same document, byte for byte, also for another gate', async (test) => {
    const clock = { now: () => 1_790_000_000_000 };
    const texts = await Promise.all(
      [1, 2].map(async () => {
        const one = await publishScene(test, { clock });
        await one.publish.cargo({ files: { 'README.md': '# Pool\n' } });
        const { text } = await one.gate.ask(`${one.place('cargo', 'tide-pool')}/sbom?format=spdx3`);
        return text.replaceAll(one.gate.url, '');
      }),
    );
    assert.equal(texts[0], texts[1]);
    assert.match(texts[0] ?? '', /2026-/);
    const twice = await Promise.all(
      [1, 2].map(() => scene.gate.ask(`${scene.place('npm', '@acme/tide')}/sbom?format=spdx`)),
    );
    assert.equal(twice[0]?.text, twice[1]?.text);
  });

  it('a client says in which format it reads it, and is told what was written', async () => {
    const path = `${scene.place('npm', '@acme/tide')}/sbom`;
    const typeOf = async (accept?: string, query = '') => {
      const answer = await scene.gate.ask(
        `${path}${query}`,
        accept === undefined ? {} : { headers: { accept } },
      );
      return `${answer.status} ${answer.headers['content-type']}`;
    };
    const cyclonedx = '200 application/vnd.cyclonedx+json; version=1.6';
    assert.equal(await typeOf(), cyclonedx);
    assert.equal(await typeOf('*/*'), cyclonedx);
    assert.equal(await typeOf('application/spdx+json'), '200 application/spdx+json; version=2.3');
    assert.equal(
      await typeOf('application/spdx+json;version=3.0, application/vnd.cyclonedx+json;q=0.5'),
      '200 application/spdx+json; version=3.0',
    );
    assert.equal(
      await typeOf('text/html;q=0.9, application/vnd.cyclonedx+json;version=1.7'),
      '200 application/vnd.cyclonedx+json; version=1.7',
    );
    assert.match(await typeOf('text/html'), /^400 /);
    assert.equal(await typeOf('text/html', '?format=spdx'), '200 application/spdx+json; version=2.3');
    assert.match(await typeOf(undefined, '?format=xml'), /^400 /);
    const { headers } = await scene.gate.ask(path);
    assert.equal(headers['content-disposition'], 'attachment; filename="acme-tide-1.0.0.cdx.json"');
    assert.equal(headers['vary'], 'accept');
  });

  it('files that join a version, and a version that is removed, change what is told', async (test) => {
    const { publish, contents, gate, place, person } = await publishScene(test);
    await publish.pypi({ kind: 'sdist', metadata: ['Dynamic: Requires-Dist'] });
    assert.equal((await contents('pypi', 'acme-tide')).areNeedsWhole, false);
    const open = await gate.ask(`${place('pypi', 'acme-tide')}/sbom`);
    const { compositions } = JSON.parse(open.text) as CycloneDx;
    assert.deepEqual(
      compositions.map(({ aggregate }) => aggregate),
      ['unknown'],
    );
    await publish.pypi({ metadata: ['Requires-Dist: acme-base'] });
    const joined = await contents('pypi', 'acme-tide');
    assert.deepEqual([joined.areNeedsWhole, joined.needs.map(({ name }) => name)], [true, ['acme-base']]);
    const removed = await person.call('POST', '/hosted/pypi/acme-tide/changes', {
      changes: [{ change: 'remove', version: '1.0.0' }],
    });
    assert.equal(removed.status, 200, removed.text);
    assert.equal((await gate.ask(place('pypi', 'acme-tide'))).status, 404);
  });

  it('maven: what a parent decides is open until the parent is here', async (test) => {
    const { publish, contents } = await publishScene(test);
    const parent =
      '<parent><groupId>org.acme</groupId><artifactId>parent</artifactId><version>1</version></parent>';
    await publish.maven({ pom: `${parent}<dependencies>${DEPENDENCY('base', '')}</dependencies>` });
    const before = await contents('maven', 'org.acme:tide');
    assert.deepEqual([before.areNeedsWhole, before.needs[0]?.range], [false, undefined]);
    await publish.maven({
      artifactId: 'parent',
      version: '1',
      pom: `<packaging>pom</packaging><licenses><license><name>MIT</name></license></licenses><dependencyManagement><dependencies>${DEPENDENCY('base', '<version>2.5</version>')}</dependencies></dependencyManagement>`,
    });
    const later = await contents('maven', 'org.acme:tide');
    assert.deepEqual([later.areNeedsWhole, later.needs[0]?.range, later.about.licence], [true, '2.5', 'MIT']);
  });

  it('what is published is looked into without being asked for, and once', async (test) => {
    const { publish, gate } = await publishScene(test);
    await publish.npm();
    await gate.house.contents.settle();
    const { contents, hosted } = gate.house.registry.stores;
    const ref = {
      ecosystem: 'npm',
      name: gate.house.registry.adapters.npm.names.parse('@acme/tide'),
    } as const;
    const [version] = await hosted.versions(ref);
    const kept = await contents.find(ref, version?.key ?? '');
    assert.equal(kept?.contents.about.description, 'Of the sea');
  });

  describe(
    'held to the official schemas',
    { skip: existsSync(VECTORS) ? false : '../shared/data is not here' },
    () => {
      let folder: string;
      before(() => {
        folder = mkdtempSync(join(tmpdir(), 'gatehouse-sbom-'));
        execFileSync('tar', ['-xzf', VECTORS, '-C', folder, `./${CYCLONEDX}`, `./${SPDX}`]);
      });
      after(() => rmSync(folder, { recursive: true, force: true }));

      const documents = async (format: string) =>
        Promise.all(
          ALL.map(async ([ecosystem, name]) => {
            const { status, text } = await scene.gate.ask(
              `${scene.place(ecosystem, name)}/sbom?format=${format}`,
            );
            assert.equal(status, 200, text);
            assert.ok(readBill(text).components.length > 3, 'it is read by our own reader');
            return JSON.parse(text) as object;
          }),
        );
      const noCycloneDx = hasSchemaValidator() ? false : "Python's jsonschema is not here";
      for (const [format, version] of [
        ['cyclonedx', '1.6'],
        ['cyclonedx-1.7', '1.7'],
      ] as const) {
        it(`CycloneDX ${version} is valid in every ecosystem`, { skip: noCycloneDx }, async () => {
          for (const document of await documents(format))
            assert.deepEqual(schemaFaultsOf(document, join(folder, CYCLONEDX), version), []);
        });
      }
      const noSpdx = hasSpdxValidator() ? false : "Python's jsonschema is not here";
      for (const [format, schema] of [
        ['spdx', 'schemas/spdx-schema.json'],
        ['spdx3', '3.0.1/schema.json'],
      ] as const) {
        it(
          `SPDX ${format === 'spdx' ? '2.3' : '3.0'} is valid in every ecosystem`,
          { skip: noSpdx },
          async () => {
            for (const document of await documents(format))
              assert.deepEqual(spdxFaultsOf(document, join(folder, SPDX, schema)), []);
          },
        );
      }
    },
  );
});

interface CycloneDx {
  readonly metadata: {
    readonly component: Component & { readonly externalReferences: readonly { type: string; url: string }[] };
  };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  readonly compositions: readonly {
    readonly aggregate: string;
    readonly assemblies?: readonly string[];
    readonly dependencies?: readonly string[];
  }[];
}

interface Component {
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly 'bom-ref': string;
  readonly properties: readonly object[];
  readonly components: readonly Component[];
}
