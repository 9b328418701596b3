// gatehouse fix with the real uv, and with requirements files.

import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { pinnedCommand } from '../../scripts/pinned-clients.ts';
import { pip, poetry, uv } from '../support/client-python.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { poetryContentHash } from '../../src/ecosystems/pypi/poetry-content-hash.ts';
import { flawRecord, openFixScene, type FixScene } from '../support/fix-scene.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };
const skipUv = skipUnlessInstalled(uv);
const skipPoetry = skipUnlessInstalled(poetry);
const skipPip = skipUnlessInstalled(pip);

let scene: FixScene;

const RECORDS = [
  flawRecord('PyPI', 'tide', '1.2.0'),
  flawRecord('PyPI', 'deep', '2.0.0'),
  flawRecord('PyPI', 'mast', '1.5.0'),
];

before(async () => {
  const programs = ['uv', 'poetry', 'pip'] as const;
  const folders = programs.flatMap((id) => (pinnedCommand(id) ?? []).map((program) => dirname(program)));
  scene = await openFixScene(
    suite,
    RECORDS,
    async ({ pypi }) => {
      for (const version of ['1.1.0', '1.2.0', '1.3.0rc1']) await pypi.publish({ name: 'tide', version });
      for (const version of ['1.0.0', '2.0.0']) await pypi.publish({ name: 'deep', version });
      await pypi.publish({ name: 'hull', version: '1.0.0', requires: ['deep<2'] });
      await pypi.publish({ name: 'hull', version: '1.1.0', requires: ['deep>=2'] });
      for (const version of ['1.0.0', '1.5.0']) await pypi.publish({ name: 'mast', version });
      await pypi.publish({ name: 'sail', version: '1.0.0', requires: ['mast<1.5'] });
    },
    folders,
  );
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const pyproject = (dependencies: readonly string[], more = ''): string =>
  `# kept\n[project]\nname = "shop"\nversion = "1.0.0"\nrequires-python = ">=3.9"\ndependencies = [\n${dependencies
    .map((one) => `    "${one}",\n`)
    .join('')}]\n${more}`;

/** A project that uv itself locked with `locked`, and that asks for `asked` since. */
async function lockedByUv(folder: string, asked: string, locked: string): Promise<void> {
  const project = scene.write(folder, { 'pyproject.toml': locked });
  const job = { project, home: scene.write(`${folder}-home`, {}), registryUrl: scene.upstream.urls.pypi };
  const first = await uv.run(job, ['lock']);
  assert.equal(first.exitCode, 0, first.stderr);
  scene.write(folder, { 'pyproject.toml': asked });
  const second = await uv.run(job, ['lock']);
  assert.equal(second.exitCode, 0, second.stderr);
}

test(
  'uv: what is admitted is fixed in uv.lock alone, and its addresses stay those of its index',
  { skip: skipUv },
  async () => {
    await lockedByUv('uv-range', pyproject(['tide>=1']), pyproject(['tide==1.1.0']));
    const applied = await scene.fix(['uv-range', '--apply']);
    assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
    assert.match(applied.stdout, /tide 1\.1\.0 to 1\.2\.0 in the lock file alone/);
    const lock = scene.read('uv-range/uv.lock');
    assert.match(lock, /name = "tide"\nversion = "1\.2\.0"/);
    assert.ok(lock.includes(`registry = "${scene.upstream.urls.pypi}/simple`), lock);
    assert.ok(!lock.includes(scene.server.url), lock);
    assert.equal(scene.read('uv-range/pyproject.toml'), pyproject(['tide>=1']));
  },
);

test(
  'uv: an exact requirement is moved where it stands, extras, markers and comments kept',
  { skip: skipUv },
  async () => {
    const asked = pyproject(["tide == 1.1.0 ; python_version >= '3'"]);
    await lockedByUv('uv-exact', asked, asked);
    const applied = await scene.fix(['uv-exact', '--apply']);
    assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
    assert.equal(scene.read('uv-exact/pyproject.toml'), pyproject(["tide==1.2.0 ; python_version >= '3'"]));
  },
);

test('uv: what nobody admits comes by what asks for it, else by a rule', { skip: skipUv }, async () => {
  const asked = pyproject(['hull==1.0.0', 'sail']);
  await lockedByUv('uv-above', asked, asked);
  const plan = await scene.plan(['uv-above', '--max', 'major', '--apply']);
  assert.equal(plan.findingsAfter, 0, JSON.stringify(plan.unfixed));
  const manifest = scene.read('uv-above/pyproject.toml');
  assert.match(manifest, /"hull==1\.1\.0",/);
  assert.match(manifest, /\[tool\.uv\]\noverride-dependencies = \["mast>=1\.5\.0"\]/);
});

test(
  'requirements: a pin is moved in its place when pip can install all of them, whatever index the file names',
  { skip: skipPip },
  async () => {
    const text =
      '--index-url http://127.0.0.1:9/simple\n# ours\ntide == 1.1.0 ; python_version >= "3"  # kept\nsail==1.0.0\nmast==1.0.0\n-r more.txt\n';
    scene.write('pins', { 'requirements.txt': text, 'more.txt': 'deep\n' });
    const done = await scene.fix(['pins', '--apply']);
    assert.equal(done.exitCode, 1, done.stdout + done.stderr);
    assert.equal(scene.read('pins/requirements.txt'), text.replace('tide == 1.1.0', 'tide == 1.2.0'));
    // sail admits no such mast: pip says so.
    const words = done.stdout.replaceAll(/\s+/g, ' ');
    assert.match(
      words,
      /mast@1\.0\.0 .*1\.5\.0 would fix it, and no way was found.*pip says: .*sail 1\.0\.0/,
    );
  },
);

test(
  'requirements with hashes are for the tool that made them, and its command is told',
  { skip: skipPip },
  async () => {
    const text = `# This file was autogenerated by uv via the following command:\n#    uv pip compile requirements.in -o requirements.txt --generate-hashes\ntide==1.1.0 \\\n    --hash=sha256:${'0'.repeat(64)}\n`;
    scene.write('hashed', { 'requirements.txt': text });
    const done = await scene.fix(['hashed', '--apply']);
    assert.equal(done.exitCode, 1);
    const words = done.stdout.replaceAll(/\s+/g, ' ');
    assert.match(
      words,
      /uv pip compile requirements\.in -o requirements\.txt --generate-hashes --upgrade-package tide==1\.2\.0/,
    );
    assert.equal(scene.read('hashed/requirements.txt'), text);
  },
);

/** A project that Poetry itself locked with `locked`, without its source, and that asks for `asked` since. */
async function lockedByPoetry(folder: string, asked: string, locked: string): Promise<void> {
  const home = scene.write(`${folder}-home`, {});
  const source = `\n[[tool.poetry.source]]\nname = "gatehouse"\nurl = "${scene.upstream.urls.pypi}/simple/"\npriority = "primary"\n`;
  for (const text of [locked, asked]) {
    const project = scene.write(folder, { 'pyproject.toml': `${text}${source}` });
    const job = { project, home, registryUrl: scene.upstream.urls.pypi };
    const done = await poetry.run(job, ['lock']);
    assert.equal(done.exitCode, 0, done.stdout + done.stderr);
  }
  // As it is where the packages come from Poetry's default index.
  const plain = scene
    .read(`${folder}/poetry.lock`)
    .replaceAll(/\n\[package\.source\]\ntype = .*\nurl = .*\nreference = "gatehouse"\n/g, '')
    .replace(/^content-hash = .*$/m, `content-hash = "${poetryContentHash(asked)}"`);
  scene.write(folder, { 'pyproject.toml': asked, 'poetry.lock': plain });
}

const poetryProject = (dependencies: readonly string[], more = ''): string =>
  `${pyproject(dependencies)}\n[tool.poetry]\npackage-mode = false\n${more}`;

test(
  'Poetry: poetry.lock alone, without a trace of the gate, and Poetry knows it for its own',
  { skip: skipPoetry },
  async () => {
    const asked = poetryProject(['tide>=1']);
    await lockedByPoetry('poetry-range', asked, poetryProject(['tide==1.1.0']));
    const before = scene.read('poetry-range/poetry.lock');
    const applied = await scene.fix(['poetry-range', '--apply']);
    assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
    const lock = scene.read('poetry-range/poetry.lock');
    assert.match(lock, /name = "tide"\nversion = "1\.2\.0"/);
    assert.ok(!lock.includes('gatehouse') && !lock.includes(scene.server.url), lock);
    assert.equal(lock.split('\n').at(-2), before.split('\n').at(-2));
    assert.equal(scene.read('poetry-range/pyproject.toml'), asked);
    const job = {
      project: `${scene.cli.cwd}/poetry-range`,
      home: `${scene.cli.cwd}/poetry-range-home`,
      registryUrl: '',
    };
    const checked = await poetry.run(job, ['check', '--lock']);
    assert.doesNotMatch(checked.stdout + checked.stderr, /pyproject\.toml changed significantly/);
  },
);

test(
  "Poetry: an exact version is moved in Poetry's own tables and the standard ones, and the lock file agrees",
  { skip: skipPoetry },
  async () => {
    const own = (tide: string): string =>
      poetryProject(
        ['sail'],
        `\n[tool.poetry.group.dev.dependencies]\nhull = "1.0.0" # kept\nTide = {version = "${tide}"}\n`,
      );
    await lockedByPoetry('poetry-exact', own('1.1.0'), own('1.1.0'));
    const plan = await scene.plan(['poetry-exact', '--max', 'major', '--apply']);
    assert.deepEqual(
      plan.unfixed.map(({ name }) => name),
      ['mast'],
      JSON.stringify(plan.unfixed),
    );
    const manifest = scene.read('poetry-exact/pyproject.toml');
    assert.equal(manifest, own('1.2.0').replace('hull = "1.0.0"', 'hull = "1.1.0"'));
    const job = {
      project: `${scene.cli.cwd}/poetry-exact`,
      home: `${scene.cli.cwd}/poetry-exact-home`,
      registryUrl: '',
    };
    const checked = await poetry.run(job, ['check', '--lock']);
    assert.doesNotMatch(checked.stdout + checked.stderr, /pyproject\.toml changed significantly/);
  },
);
