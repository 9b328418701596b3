// pip, uv and poetry at a whole gate: set-up, ranges, refusals as their users read them, lock files from and for elsewhere.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { HOUR_MS } from '../../src/kernel/clock.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { pip, poetry, uv } from '../support/client-python.ts';
import { skipUnlessInstalled, type Client, type InstallResult } from '../support/client.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { clientFolder } from '../../scripts/pinned-clients.ts';
import { runCommand } from '../support/run-command.ts';
import { copyProjectFiles, makeWorkspace, type Workspace } from '../support/workspace.ts';
import {
  jobOn,
  mintApiToken,
  printed,
  readProject,
  requireGateAlone,
  requireInstalled,
  runGatehouse,
  setUp,
  whoHas,
} from './gate-clients.ts';
import { startShore as startShoreWith, type Shore } from './shore.ts';

const CLIENTS = [pip, uv, poetry] as const;
const { ask: ASK, get: GET } = CATALOGUE.pypi;
/** The user's own file, with odd spacing and a comment in it. */
const OWN: Readonly<Record<string, string>> = {
  pip: '[global]\n# mine\ntimeout = 9\n\n\n[list]\nformat=json\n',
  uv: '# mine\nnative-tls   = false\n',
};
const CONFIGS: Readonly<Record<string, string>> = { pip: '.config/pip/pip.conf', uv: '.config/uv/uv.toml' };

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function pyproject(packages: Readonly<Record<string, string>>): string {
  const wanted = Object.entries(packages).map(([name, range]) => `${name}${range}`);
  return `[project]\nname = "consumer"\nversion = "1.0.0"\nrequires-python = ">=3.9"\ndependencies = ${JSON.stringify(wanted)}\n\n[tool.poetry]\npackage-mode = false\n`;
}

/** Set up for the user by the command line; poetry, which has no index of a user, for the project. */
async function makeMachine(
  t: TestContext,
  gate: Gate,
  client: Client,
  packages: Readonly<Record<string, string>> = {},
): Promise<Workspace> {
  const machine = makeWorkspace(t);
  if (client.id === 'poetry') {
    write(machine.project, 'pyproject.toml', pyproject(packages));
    await setUp(gate, client, machine, '--project', '.');
  } else {
    await setUp(gate, client, machine);
  }
  return machine;
}

async function install(
  t: TestContext,
  gate: Gate,
  client: Client,
  packages: Readonly<Record<string, string>>,
): Promise<InstallResult> {
  const machine = await makeMachine(t, gate, client, packages);
  return client.install(jobOn(gate, client, machine, packages));
}

function readAll(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, readFileSync(path).toString('latin1')]),
  );
}

const MALWARE = malwareRecord({ ecosystem: 'pypi', name: 'evil', versions: ['1.1.0'], id: 'MAL-2026-11' });
const WORM = malwareRecord({ ecosystem: 'pypi', name: 'worm', id: 'MAL-2026-12' });

/** A gate that keeps some of its projects out. */
function startShore(t: TestContext, records: readonly object[] = [MALWARE, WORM]): Promise<Shore> {
  return startShoreWith(t, records, ({ pypi }, release) => pypi.publish({ ...release, kinds: ['wheel'] }));
}

/** One line, whatever the client's width. */
const flat = (result: InstallResult) => printed(result).replaceAll(/\s+/g, ' ');

function assertRefused(result: InstallResult, ...patterns: readonly RegExp[]): void {
  assert.notEqual(result.exitCode, 0, printed(result));
  assert.deepEqual(result.installed, {});
  for (const pattern of patterns) assert.match(flat(result), pattern);
}

/** A project that was locked directly at the upstream; poetry's source has the name there that set-up gives it here. */
async function lockElsewhere(
  t: TestContext,
  gate: Gate,
  client: Client,
  packages: Readonly<Record<string, string>>,
): Promise<Workspace> {
  const elsewhere = makeWorkspace(t);
  const registryUrl = gate.upstream.urls.pypi;
  if (client.id === 'poetry') {
    const source = `[[tool.poetry.source]]\nname = "gatehouse"\nurl = "${registryUrl}/simple/"\npriority = "primary"\n`;
    write(elsewhere.project, 'pyproject.toml', `${pyproject(packages)}\n${source}`);
  }
  const made = await client.install({
    ...elsewhere,
    registryUrl,
    packages,
    configured: client.id === 'poetry',
  });
  assert.equal(made.exitCode, 0, printed(made));
  return elsewhere;
}

/** A lock file for exactly this version, made directly at the upstream and brought to a machine of the gate. */
async function bringLock(
  t: TestContext,
  gate: Gate,
  client: Client,
  packages: Readonly<Record<string, string>>,
): Promise<Workspace> {
  const elsewhere = await lockElsewhere(t, gate, client, packages);
  const here = await makeMachine(t, gate, client, packages);
  await copyLock(client, elsewhere, here);
  await adopt(gate, here, client.projectFiles.at(-1) ?? '');
  return here;
}

/**
 * Poetry's lock file holds a hash over the project's sources as well: it goes with this project's, as if the project had
 * named the gate when it was locked. (A user runs `poetry lock`, which asks the gate for every version.)
 */
async function sealForProject({ project }: Workspace): Promise<void> {
  const python = join(clientFolder('poetry'), 'bin', 'python');
  const script =
    'from poetry.factory import Factory; print(Factory().create_poetry(".").locker._content_hash)';
  const env = { PATH: process.env['PATH'] ?? '', HOME: project };
  const { stdout } = await runCommand({ command: [python, '-c', script], cwd: project, env });
  const path = join(project, 'poetry.lock');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/content-hash = "[0-9a-f]+"/, `content-hash = "${stdout.trim()}"`));
}

/** The files of a project that was locked elsewhere; a poetry project here names the gate already. */
async function copyLock(client: Client, from: Workspace, to: Workspace): Promise<void> {
  if (client.id !== 'poetry') return copyProjectFiles(from, to, client.projectFiles);
  copyProjectFiles(from, to, ['poetry.lock']);
  await sealForProject(to);
}

async function adopt(gate: Gate, here: Workspace, file: string): Promise<void> {
  const done = await runGatehouse(here, ['lock', 'adopt', file, '--gate', gate.url]);
  assert.equal(done.exitCode, 0, printed(done));
}

const digestsOf = (text: string) => (text.match(/(?<=sha256[:=" ]+)[0-9a-f]{64}/g) ?? []).sort();

for (const client of CLIENTS) {
  const options = { skip: skipUnlessInstalled(client) };

  test(
    `${client.id}: set up by the command line, a range installs through the gate alone; undone byte for byte`,
    options,
    async (t) => {
      const gate = await startGate(t);
      await publishCatalogue(gate.upstream);
      const machine = makeWorkspace(t);
      const isPoetry = client.id === 'poetry';
      if (isPoetry) write(machine.project, 'pyproject.toml', pyproject(ASK));
      else write(machine.home, CONFIGS[client.id] ?? '', OWN[client.id] ?? '');
      const root = isPoetry ? machine.project : join(machine.home, '.config');
      const before = readAll(root);
      await setUp(gate, client, machine, ...(isPoetry ? ['--project', '.'] : []));
      assert.notDeepEqual(readAll(root), before);
      requireInstalled(await client.install(jobOn(gate, client, machine, ASK)), GET);
      requireGateAlone(gate.upstream);
      const undone = await runGatehouse(machine, ['setup', '--undo']);
      assert.equal(undone.exitCode, 0, undone.stderr);
      for (const [path, text] of before) assert.equal(readFileSync(path, 'latin1'), text, path);
    },
  );

  test(
    `${client.id}: ranges go to what is offered; a pin gets a hidden version with its reason, and no blocked one`,
    options,
    async (t) => {
      const { gate, clock } = await startShore(t);
      gate.upstream.pypi.yank('yanked', '1.1.0', 'broken on Tuesdays');
      requireInstalled(await install(t, gate, client, { young: '>=1.0,<2' }), { young: '1.0.0' });
      requireInstalled(await install(t, gate, client, { evil: '>=1.0,<2' }), { evil: '1.0.0' });
      requireInstalled(await install(t, gate, client, { yanked: '>=1.0,<2' }), { yanked: '1.0.0' });
      const hidden = await install(t, gate, client, { young: '==1.1.0' });
      requireInstalled(hidden, { young: '1.1.0' });
      assert.match(
        flat(hidden),
        /Gatehouse hides young 1\.1\.0 \(young-version: published .* until .*\); see .*\/packages\/pypi\/young\?version=1\.1\.0/,
      );
      const yanked = await install(t, gate, client, { yanked: '==1.1.0' });
      requireInstalled(yanked, { yanked: '1.1.0' });
      assert.match(flat(yanked), /broken on Tuesdays/);
      assertRefused(
        await install(t, gate, client, { young: '==1.2.0' }),
        /403 Client Error|Server message/,
        /young@1\.2\.0 is held back by rule young-version: published .*; ends .*; see .*\/packages\/pypi\/young\?version=1\.2\.0/,
      );
      clock.passTime(4 * 24 * HOUR_MS);
      requireInstalled(await install(t, gate, client, { young: '>=1.0,<2' }), { young: '1.2.0' });
    },
  );

  test(
    `${client.id}: malware, a condemned name and a reserved one are refused with the reason`,
    options,
    async (t) => {
      const { gate } = await startShore(t);
      const evil =
        /evil@1\.1\.0 is refused by rule malware: malware record MAL-2026-11 names this version.*; see .*\/packages\/pypi\/evil/;
      assertRefused(await install(t, gate, client, { evil: '==1.1.0' }), evil);
      assertRefused(
        await install(t, gate, client, { worm: '>=1.0' }),
        /worm is refused by rule malware: malware record MAL-2026-12 condemns the whole package.*; see .*\/packages\/pypi\/worm/,
      );
      await gate.reserve('pypi', 'ours');
      const asked = gate.upstream.requests.length;
      const reserved = await install(t, gate, client, { ours: '>=1.0' });
      // pip says of a page that it could not read only that nothing was found; the reason is in its verbose output.
      assertRefused(
        reserved,
        client.id === 'pip'
          ? /No matching distribution found for ours/
          : /ours is refused by rule reserved-name: .*; see .*\/packages\/pypi\/ours/,
      );
      assert.equal(gate.upstream.requests.length, asked, 'a reserved name is never asked for upstream');
      const locked = await bringLock(t, gate, client, { evil: '==1.1.0' });
      assertRefused(await client.lockInstall(jobOn(gate, client, locked)), evil);
    },
  );

  test(
    `${client.id}: a young version of a lock file is refused until it is a day old, then served though it is hidden`,
    options,
    async (t) => {
      const { gate, clock } = await startShore(t);
      const refused = await bringLock(t, gate, client, { young: '==1.2.0' });
      assertRefused(
        await client.lockInstall(jobOn(gate, client, refused)),
        /young@1\.2\.0 is held back by rule young-version: .*; ends /,
      );
      clock.passTime(22 * HOUR_MS);
      requireInstalled(await client.lockInstall(jobOn(gate, client, refused)), { young: '1.2.0' });
    },
  );

  test(
    `${client.id}: a version that its registry took away within days is refused to lock files`,
    options,
    async (t) => {
      const { gate, clock } = await startShore(t);
      const here = await makeMachine(t, gate, client, { gone: '==1.1.0' });
      const had = await client.install(jobOn(gate, client, here, { gone: '==1.1.0' }));
      requireInstalled(had, { gone: '1.1.0' });
      gate.upstream.pypi.remove('gone', '1.1.0');
      clock.passTime(HOUR_MS);
      requireInstalled(await install(t, gate, client, { gone: '>=1.0' }), { gone: '1.0.0' });
      const there = await makeMachine(t, gate, client, { gone: '==1.1.0' });
      copyProjectFiles(here, there, client.projectFiles);
      // pip and poetry look for the file on the project's page, which lists it no more; uv goes to its address.
      assertRefused(
        await client.lockInstall(jobOn(gate, client, there)),
        client.id === 'uv' ? /gone@1\.1\.0 is .* by rule removed-upstream: / : /gone/,
      );
    },
  );

  test(`${client.id}: who has a version that turned out to be malware is known`, options, async (t) => {
    const { gate } = await startShore(t, []);
    const machine = await makeMachine(t, gate, client, { evil: '==1.1.0' });
    requireInstalled(await client.install(jobOn(gate, client, machine, { evil: '==1.1.0' })), {
      evil: '1.1.0',
    });
    await gate.exposure({ ecosystem: 'pypi', name: asPackageName('evil') });
    await gate.addRecords(MALWARE);
    const who = await whoHas(gate, machine, 'pkg:pypi/evil@1.1.0');
    assert.ok(
      who.some(({ file }) => file === 'evil-1.1.0-py3-none-any.whl'),
      JSON.stringify(who),
    );
    assert.ok(
      who.every(({ client: by }) => by.toLowerCase().startsWith(`${client.id}/`)),
      JSON.stringify(who),
    );
    const again = await bringLock(t, gate, client, { evil: '==1.1.0' });
    assertRefused(await client.lockInstall(jobOn(gate, client, again)), /MAL-2026-11/);
  });

  test(
    `${client.id}: a lock file made elsewhere installs through the gate alone; one made here installs for outsiders`,
    options,
    async (t) => {
      const gate = await startGate(t);
      await publishCatalogue(gate.upstream);
      const lockFile = client.projectFiles.at(-1) ?? '';
      const elsewhere = await lockElsewhere(t, gate, client, ASK);
      const here = await makeMachine(t, gate, client, ASK);
      await copyLock(client, elsewhere, here);
      const keepsAddresses = readProject(here, lockFile).includes('http://');
      const before = await runGatehouse(here, ['doctor', '.', '--gate', gate.url]);
      if (keepsAddresses)
        assert.match(
          before.stdout,
          new RegExp(`${lockFile.replace('.', '\\.')}.*go(?:es)? around`),
          before.stdout,
        );
      await adopt(gate, here, lockFile);
      const after = await runGatehouse(here, ['doctor', '.', '--gate', gate.url]);
      assert.doesNotMatch(after.stdout, /go(?:es)? around the gate:/, after.stdout);
      assert.deepEqual(digestsOf(readProject(here, lockFile)), digestsOf(readProject(elsewhere, lockFile)));
      const seen = gate.upstream.requests.length;
      requireInstalled(await client.lockInstall(jobOn(gate, client, here)), GET);
      requireGateAlone(gate.upstream, seen);

      const made = await makeMachine(t, gate, client, ASK);
      requireInstalled(await client.install(jobOn(gate, client, made, ASK)), GET);
      const env = { GATEHOUSE_TOKEN: await mintApiToken(gate) };
      const released = await runGatehouse(
        made,
        ['lock', 'release', lockFile, '--gate', gate.url, '--server', gate.url],
        env,
      );
      assert.equal(released.exitCode, 0, printed(released));
      assert.doesNotMatch(readProject(made, lockFile), new RegExp(gate.url));
      const outside = makeWorkspace(t);
      copyProjectFiles(made, outside, client.projectFiles);
      if (client.id === 'poetry') {
        // The project's own words name the gate; an outsider's name their registry.
        const project = readProject(made, 'pyproject.toml').replaceAll(
          gate.urls.pypi,
          gate.upstream.urls.pypi,
        );
        write(outside.project, 'pyproject.toml', project);
        await sealForProject(outside);
      }
      requireInstalled(await client.lockInstall({ ...outside, registryUrl: gate.upstream.urls.pypi }), GET);
    },
  );
}

test(
  'uv: a pylock.toml made elsewhere installs through the gate alone',
  { skip: skipUnlessInstalled(uv) },
  async (t) => {
    const gate = await startGate(t);
    await publishCatalogue(gate.upstream);
    const elsewhere = makeWorkspace(t);
    const job = { ...elsewhere, registryUrl: gate.upstream.urls.pypi };
    requireInstalled(await uv.install({ ...job, packages: ASK }), GET);
    const exported = await uv.run(job, [
      'export',
      '--frozen',
      '--format',
      'pylock.toml',
      '-o',
      'pylock.toml',
    ]);
    assert.equal(exported.exitCode, 0, exported.stderr);
    const here = await makeMachine(t, gate, uv);
    copyProjectFiles(elsewhere, here, ['pylock.toml']);
    await adopt(gate, here, 'pylock.toml');
    assert.deepEqual(
      digestsOf(readProject(here, 'pylock.toml')),
      digestsOf(readProject(elsewhere, 'pylock.toml')),
    );
    const seen = gate.upstream.requests.length;
    for (const args of [
      ['venv', '.venv'],
      ['pip', 'sync', 'pylock.toml'],
    ]) {
      const done = await uv.run(jobOn(gate, uv, here), args);
      assert.equal(done.exitCode, 0, printed(done));
    }
    assert.ok(existsSync(join(here.project, '.venv')));
    requireGateAlone(gate.upstream, seen);
  },
);

test(
  'pip: the reason why a reserved name is refused is in the verbose output',
  { skip: skipUnlessInstalled(pip) },
  async (t) => {
    const { gate } = await startShore(t);
    await gate.reserve('pypi', 'ours');
    const machine = await makeMachine(t, gate, pip);
    const result = await pip.run(jobOn(gate, pip, machine), ['install', '-vv', 'ours']);
    assert.notEqual(result.exitCode, 0);
    assert.match(printed(result), /451 Client Error: ours is refused by rule reserved-name/);
  },
);

test(
  'pip: a pylock.toml made elsewhere installs through the gate alone',
  { skip: skipUnlessInstalled(pip) },
  async (t) => {
    const gate = await startGate(t);
    await publishCatalogue(gate.upstream);
    const elsewhere = makeWorkspace(t);
    const there = { ...elsewhere, registryUrl: gate.upstream.urls.pypi };
    const wanted = Object.entries(ASK).map(([name, range]) => `${name}${range}`);
    const locked = await pip.run(there, ['lock', ...wanted, '-o', 'pylock.toml']);
    assert.equal(locked.exitCode, 0, printed(locked));
    const here = await makeMachine(t, gate, pip);
    copyProjectFiles(elsewhere, here, ['pylock.toml']);
    await adopt(gate, here, 'pylock.toml');
    const seen = gate.upstream.requests.length;
    const done = await pip.run(jobOn(gate, pip, here), ['install', '-r', 'pylock.toml']);
    assert.equal(done.exitCode, 0, printed(done));
    const listed = await pip.run(jobOn(gate, pip, here), ['list', '--format', 'json']);
    const found = JSON.parse(listed.stdout) as { name: string; version: string }[];
    const versions = found.map(({ name, version }) => [name.toLowerCase().replace('.', '-'), version]);
    assert.deepEqual(Object.fromEntries(versions), GET);
    requireGateAlone(gate.upstream, seen);
  },
);
