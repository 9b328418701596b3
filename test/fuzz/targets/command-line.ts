// Targets for the command line: its arguments, what it shows of files, and backups that it is given.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { packTar } from 'modern-tar';

import { COMMANDS } from '../../../src/cli/commands.ts';
import { checkClients } from '../../../src/cli/doctor/check-clients.ts';
import { findCommand, parseInvocation } from '../../../src/cli/parse-command-line.ts';
import { lineChanges, type LineChange } from '../../../src/cli/setup/line-changes.ts';
import { clientsNamed, knownClients } from '../../../src/cli/setup/list-clients.ts';
import { maskSecrets } from '../../../src/cli/setup/mask-secrets.ts';
import { readSetupRecord } from '../../../src/cli/setup/setup-record.ts';
import { hangOf, wrapWords } from '../../../src/cli/terminal/wrap.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { sha256Of } from '../../../src/kernel/digest.ts';
import { restoreFolder } from '../../../src/main/restore-folder.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';
import { ECOSYSTEM_SEEDS } from './ecosystem-seeds.ts';

const SECRET = 'ghr_0123456789abcdefghijklmnopqrstuvwxyz';

const words = mutatedText(
  [
    'explain',
    'pkg:npm/left-pad@1.3.0',
    '--json',
    '--reason',
    '--until=2026-12-31',
    'setup',
    '--project',
    '.',
  ],
  ['--', '-', '=', '--no-', '--__proto__', '--constructor=1', '--help'],
);

function assertArguments(args: readonly string[]): void {
  try {
    const { command, rest } = findCommand(COMMANDS, args);
    const { words, flags } = parseInvocation(command, rest);
    assert.ok(words.every((word) => args.includes(word)));
    assert.equal(Object.getPrototypeOf(flags), Object.prototype);
  } catch (error) {
    assert.ok(error instanceof UsageError, `found ${String(error)}`);
  }
}

const configurations = Object.values(ECOSYSTEM_SEEDS).flatMap(({ clientFiles }) =>
  Object.values(clientFiles).flat(),
);

/** What is shown as removed and kept is the old text, what is shown as kept and added the new one. */
function assertChanges(before: string, after: string): void {
  const changes = attempt([], () => lineChanges(before, after)) ?? [];
  const without = (kind: LineChange['kind']) =>
    changes.filter((change) => change.kind !== kind).map(({ line }) => line);
  assert.deepEqual(without('added'), linesOf(before));
  assert.deepEqual(without('removed'), linesOf(after));
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const SECRET_LINES = [
  `//registry.example/:_authToken=${SECRET}`,
  `  password: "${SECRET}"`,
  `url = "https://user:${SECRET}@registry.example/simple"`,
  `<password>${SECRET}</password>`,
  `registry = { url = "https://registry.example", token = "${SECRET}" }`,
];

/** One backup as `gatehouse backup` writes it, but for its database, which is none. */
async function packBackup(): Promise<Buffer> {
  const database = Buffer.from('no database');
  const blob = Buffer.from('an artifact');
  const digest = sha256Of(blob);
  const manifest = {
    format: 1,
    version: '0.1.0',
    createdAt: '2026-01-01T00:00:00Z',
    database: { sizeBytes: database.byteLength, sha256: sha256Of(database) },
    artifacts: 1,
  };
  const entries = [
    ['manifest.json', Buffer.from(JSON.stringify(manifest))],
    ['gatehouse.toml', Buffer.from('[server]\nport = 0\n')],
    ['gatehouse.db', database],
    [`blobs/${digest.slice(0, 2)}/${digest}`, blob],
  ] as const;
  return Buffer.from(
    await packTar(
      entries.map(([name, body]) => ({ header: { name, size: body.byteLength, type: 'file' }, body })),
    ),
  );
}

const BACKUP = await packBackup();

/** Whatever stands in an archive, nothing is written beside the folder, and nothing of it is in force when it is refused. */
async function assertRestores(bytes: Uint8Array): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-fuzz-'));
  const dataDir = join(root, 'data');
  const source = join(root, 'backup.tar');
  try {
    writeFileSync(source, bytes);
    const restored = await attemptAsync(
      ['invalid-archive', 'too-large', 'storage-failed', 'invalid-digest'],
      () =>
        restoreFolder({
          dataDir,
          configFile: join(dataDir, 'gatehouse.toml'),
          environment: {},
          source,
          force: false,
          onProgress: () => undefined,
        }),
    );
    assert.deepEqual(
      readdirSync(root).sort(),
      ['backup.tar', 'data'].filter((one) => existsSync(join(root, one))),
    );
    if (restored === undefined) assert.ok(!existsSync(join(dataDir, 'gatehouse.toml')));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function assertRecord(text: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-fuzz-'));
  try {
    writeFileSync(join(folder, 'record.json'), text);
    const entries = attempt(['invalid-document'], () => readSetupRecord(folder)) ?? [];
    for (const { backup } of entries) assert.ok(backup === undefined || !/[/\\]|^\.\.?$/.test(backup));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SETUP_RECORD = {
  version: 1,
  entries: [
    {
      file: '/home/ann/.npmrc',
      clients: ['npm', 'pnpm'],
      gateUrl: 'https://gate.example',
      at: '2026-01-01T00:00:00Z',
      wrote: 'a'.repeat(64),
      backup: `${'a'.repeat(16)}-${'b'.repeat(16)}.original`,
      madeFolders: ['/home/ann/.config'],
    },
  ],
};

const PROJECT_FILES = knownClients().flatMap(({ recipe }) => {
  const file = recipe.files.project;
  return file === undefined ? [] : [{ id: recipe.id, file }];
});

/** Whatever stands in a project's configuration, the doctor says something of it, on lines that are not endless. */
function assertLookedAt(id: string, file: string, text: string): void {
  const cwd = mkdtempSync(join(tmpdir(), 'gatehouse-fuzz-'));
  try {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
    const place = { environment: {}, home: join(cwd, 'home'), cwd, platform: 'linux' } as const;
    const findings = attempt([], () => checkClients(place, clientsNamed([id]), 'https://gate.example')) ?? [];
    assert.ok(findings.length > 0 || id === 'poetry');
    for (const { text } of findings) assert.ok(text.length < 5_000, `a finding of ${text.length} characters`);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

export const commandLineTargets: readonly Target[] = [
  target(
    'arguments',
    ['src/cli/parse-command-line.ts#findCommand', 'src/cli/parse-command-line.ts#parseInvocation'],
    fc.tuple(
      fc.oneof(
        fc.constantFrom(...COMMANDS.map(({ name }) => name.split(' '))),
        words.map((word) => [word]),
      ),
      fc.array(
        words.map((word) => word.slice(0, 20_000)),
        { maxLength: 6 },
      ),
    ),
    ([name, rest]) => assertArguments([...name, ...rest]),
  ),
  target(
    'doctor on a configuration',
    ['src/cli/doctor/check-clients.ts#checkClients'],
    fc.tuple(
      fc.constantFrom(...PROJECT_FILES),
      mutatedText(configurations, ['@x:registry=', 'extra-index-url =', 'https://ann:secret@', '\n\n']),
    ),
    ([{ id, file }, text]) => assertLookedAt(id, file, text),
  ),
  target(
    'changed lines',
    ['src/cli/setup/line-changes.ts#lineChanges'],
    fc.tuple(mutatedText(configurations), mutatedText(configurations)),
    ([before, after]) => assertChanges(before, after),
  ),
  target(
    'masked line',
    ['src/cli/setup/mask-secrets.ts#maskSecrets'],
    mutatedText(SECRET_LINES, ['token', 'password', '://', '@', ':', '=', '"', 'a.', '_auth']),
    (text) => {
      const line = text.split('\n')[0] ?? '';
      const shown = attempt([], () => maskSecrets(line, SECRET)) ?? '';
      assert.ok(!shown.includes(SECRET));
    },
  ),
  target(
    'wrapped line',
    ['src/cli/terminal/wrap.ts#wrapWords', 'src/cli/terminal/wrap.ts#hangOf'],
    fc.tuple(
      mutatedText(
        ['name      what it does, in many words that go on', '✕ a finding of several words'],
        ['  ', 'word '],
      ),
      fc.integer({ min: 1, max: 200 }),
    ),
    ([text, columns]) => {
      const line = text.slice(0, 100_000).replaceAll('\u0000', '');
      const lines = attempt([], () => wrapWords(line, columns, hangOf(line, columns))) ?? [];
      assert.equal(lines.join(' ').replaceAll(/ +/g, ''), line.replaceAll(/ +/g, ''));
    },
  ),
  target(
    'record of set-ups',
    ['src/cli/setup/setup-record.ts#readSetupRecord'],
    fc.oneof(
      hostileJson([SETUP_RECORD], ['../../x', 'backup', '..']),
      mutatedText([JSON.stringify(SETUP_RECORD)]),
    ),
    assertRecord,
  ),
  asyncTarget(
    'backup',
    ['src/main/restore-folder.ts#restoreFolder'],
    mutatedBytes(
      [BACKUP, BACKUP, gzipSync(BACKUP)],
      ['ustar', 'gatehouse.toml', '../x', '/etc/x', '\u0000\u0000', '00000000644', '1', '2', 'L', 'x'],
    ),
    assertRestores,
  ),
];
