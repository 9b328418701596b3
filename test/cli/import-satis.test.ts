// gatehouse import satis: what `satis build` wrote is moved in, and Composer installs from here afterwards.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { composer } from '../support/client-composer.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { makeImportScene, makeSourceFolder, reasonsIn } from '../support/import-scene.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { packZip } from '../support/zip.ts';

interface Wish {
  readonly name?: string;
  readonly version: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Of its entry in the metadata, over the usual ones. */
  readonly entry?: Readonly<Record<string, unknown>>;
  readonly dist?: Readonly<Record<string, unknown>>;
}

/** The archive in `dist/`, and the entry of the version, as Satis writes them. */
function built({ name = 'acme/tide', version, manifest = {}, entry = {}, dist = {} }: Wish) {
  const reference = createHash('sha1').update(`${name} ${version}`).digest('hex');
  const path = `dist/${name}/${name.replace('/', '-')}-${version}-zip-${reference.slice(0, 6)}.zip`;
  const words = { name, description: 'Of the sea', type: 'library', ...manifest };
  const bytes = packZip([
    { name: 'composer.json', content: JSON.stringify(words) },
    { name: 'src/Tide.php', content: '<?php\n' },
  ]);
  return {
    path,
    bytes,
    entry: {
      ...words,
      version,
      version_normalized: `${version}.0`,
      time: '2020-01-02T03:04:05+00:00',
      source: { type: 'git', url: 'https://git.example/acme/tide.git', reference },
      dist: {
        type: 'zip',
        url: `https://packages.example/composer/${path}`,
        reference,
        shasum: createHash('sha1').update(bytes).digest('hex'),
        ...dist,
      },
      ...entry,
    },
  };
}

/** Satis 1 and 2: everything in one included file, by name and version. */
function included(all: readonly ReturnType<typeof built>[]): Readonly<Record<string, string | Uint8Array>> {
  const packages: Record<string, Record<string, object>> = {};
  for (const { entry } of all) (packages[entry.name] ??= {})[entry.version] = entry;
  const text = JSON.stringify({ packages });
  const path = `include/all$${createHash('sha1').update(text).digest('hex')}.json`;
  return {
    [path]: text,
    'packages.json': JSON.stringify({ packages: [], includes: { [path]: { sha1: path.slice(12, 52) } } }),
    ...Object.fromEntries(all.map((one) => [one.path, one.bytes])),
  };
}

/** Satis 3: a file for each package, minified. */
function metadata(all: readonly ReturnType<typeof built>[]): Readonly<Record<string, string | Uint8Array>> {
  const names = [...new Set(all.map(({ entry }) => entry.name))];
  const files = names.map((name) => {
    const versions = all.filter(({ entry }) => entry.name === name).map(({ entry }) => entry);
    const [first, ...rest] = versions;
    const packages = { [name]: [first, ...rest] };
    return [`p2/${name}.json`, JSON.stringify({ packages, minified: 'composer/2.0' })] as const;
  });
  return {
    ...Object.fromEntries(files),
    'packages.json': JSON.stringify({
      packages: [],
      'metadata-url': 'https://packages.example/composer/p2/%package%.json',
      'available-packages': names,
    }),
    ...Object.fromEntries(all.map((one) => [one.path, one.bytes])),
  };
}

const TIDE = [
  built({ version: '1.0.0', entry: { abandoned: 'acme/ocean' } }),
  built({
    version: '1.1.0',
    manifest: { require: { php: '>=7' } },
    entry: { time: '2021-01-02T03:04:05+00:00' },
  }),
  built({ version: 'dev-main' }),
];
const SHORE = built({
  name: 'acme/shore',
  version: '0.1.0',
  manifest: { name: 'Acme/Shore', require: { 'acme/tide': '^1.0' } },
  entry: { name: 'acme/shore' },
});

for (const [layout, write] of [
  ['one included file', included],
  ['a file for each package', metadata],
] as const) {
  test(`what Satis built is moved in from ${layout}`, async (t) => {
    const { gate, run, report } = await makeImportScene(t, 'composer');
    const folder = makeSourceFolder(t, write([...TIDE, SHORE]));
    const done = await run('satis', folder);
    assert.equal(done.exitCode, 0, done.stdout + done.stderr);
    assert.deepEqual([report().counts.imported, report().counts.passedOver], [3, 1]);
    const document = JSON.parse((await gate.ask('/composer/p2/acme/tide.json')).text) as {
      packages: Record<string, { version: string; time?: string; dist: { reference: string } }[]>;
    };
    const [newest] = document.packages['acme/tide'] ?? [];
    assert.equal(newest?.version, '1.1.0');
    assert.equal(newest.time, '2021-01-02T03:04:05.000Z');
    assert.equal(newest.dist.reference, TIDE[1]?.entry.dist['reference']);
    assert.match((await run('satis', folder)).stdout, /0 versions moved in, 3 here already/);
  });
}

test('composer installs what was moved in', { skip: skipUnlessInstalled(composer) }, async (t) => {
  const { gate, run } = await makeImportScene(t, 'composer');
  assert.equal((await run('satis', makeSourceFolder(t, included([...TIDE, SHORE])))).exitCode, 0);
  const installed = await composer.install({
    ...makeWorkspace(t),
    registryUrl: gate.urls.composer,
    packages: { 'acme/shore': '^0.1' },
  });
  assert.equal(installed.exitCode, 0, installed.stderr);
  assert.equal(installed.installed['acme/tide'], '1.1.0');
});

test('what cannot be moved in of a Satis is told, and the run goes on', async (t) => {
  const { run, report } = await makeImportScene(t, 'composer');
  const gone = built({ version: '1.2.0' });
  const all = [
    built({ version: '1.0.0' }),
    built({ version: '1.1.0', dist: { type: 'tar' } }),
    built({ version: '1.3.0', dist: { shasum: 'f'.repeat(40) } }),
    built({ version: '1.4.0', manifest: { name: 'evil/other' }, entry: { name: 'acme/tide' } }),
    built({ version: '1.5.0', manifest: { require: { 'acme/x': 'not a constraint !!' } } }),
    built({ version: '1.6.0', dist: { url: 'https://packages.example/../../../../etc/passwd' } }),
    built({ version: '1.7.0', manifest: { version: '9.9.9' }, entry: { version: '1.7.0' } }),
    built({ version: '1.8.0', entry: { dist: undefined } }),
  ];
  const files = included([...all, gone]);
  const { [gone.path]: _gone, ...kept } = files;
  const done = await run('satis', makeSourceFolder(t, kept));
  assert.equal(done.exitCode, 1, done.stderr);
  const reasons = reasonsIn(report()).join('\n');
  for (const reason of [
    /1\.1\.0 refused: its archive is a tar/,
    /1\.2\.0 refused: Cannot move in 1\.2\.0: its archive lies at https:\/\/packages\.example/,
    /1\.3\.0 refused: [^\n]*its sha1 is [0-9a-f]{40}, and f{40} was said there/,
    /1\.4\.0 refused: [^\n]*its composer\.json is of "evil\/other"/,
    /1\.5\.0 refused: [^\n]*a constraint of acme\/x/,
    /1\.6\.0 refused: Cannot move in 1\.6\.0: its archive lies at/,
    /1\.7\.0 refused: [^\n]*its composer\.json says version "9\.9\.9"/,
    /1\.8\.0 refused: it has no archive there/,
  ])
    assert.match(reasons, reason);
  assert.deepEqual([report().counts.imported, report().counts.refused], [1, 8]);
  const broken = await run('satis', makeSourceFolder(t, { 'packages.json': '{"packages":' }));
  assert.equal(broken.exitCode, 1);
  assert.match(broken.stderr, /Cannot read packages\.json/);
});
