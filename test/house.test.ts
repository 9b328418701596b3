// The house: which room may import which. Arrows run downward only; a folder that is not named here fails.

import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

import { parseAst } from 'rolldown/parseAst';

import { ECOSYSTEMS } from '../src/kernel/ecosystem.ts';

const SRC = resolve(import.meta.dirname, '../src');

/** Room -> the rooms that it may import. Every room may import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  formats: ['kernel'],
  policy: ['kernel'],
  ecosystems: ['kernel', 'formats'],
  journal: ['kernel'],
  // The ecosystems' contract (adapter.ts, adapter-….ts) is read by whoever is handed an adapter: types alone, see below.
  evidence: ['kernel', 'formats', 'journal'],
  identity: ['kernel', 'journal'],
  exposure: ['kernel', 'journal'],
  notify: ['kernel', 'journal'],
  governance: ['kernel', 'formats', 'policy', 'journal', 'evidence'],
  inventory: ['kernel', 'formats', 'policy', 'journal', 'evidence', 'governance', 'identity', 'exposure'],
  registry: ['kernel', 'formats', 'policy', 'journal', 'evidence', 'governance', 'identity', 'exposure'],
  storage: [
    'kernel',
    'journal',
    'evidence',
    'identity',
    'exposure',
    'governance',
    'registry',
    'inventory',
    'notify',
    'formats',
  ],
  outbound: ['kernel', 'formats'],
  http: [
    'kernel',
    'formats',
    'ecosystems',
    'policy',
    'journal',
    'evidence',
    'identity',
    'exposure',
    'governance',
    'inventory',
    'registry',
  ],
  cli: [
    'kernel',
    'formats',
    'ecosystems',
    'policy',
    'evidence',
    'governance',
    'inventory',
    'registry',
    'http',
    'main',
  ],
  main: ['*'],
};

/** The files that every ecosystem has, under the same names; what `routes.ts` promises stands in `adapter-routes.ts`. */
const ECOSYSTEM_FILES = [
  'name',
  'version',
  'range',
  'routes',
  'index-document',
  'dependencies',
  'contents',
  'about',
  'artifact',
  'answers',
  'audit',
  'lockfile',
  'manifest',
  'client-setup',
  'fix',
];

/** Types of these modules may be read by the rooms that are handed adapters, although they stand above some of them. */
const CONTRACTS = [
  'ecosystems/adapter.ts',
  // Not every ecosystem has these yet, or ever: code of two languages is read, and the clients of two govern.
  'ecosystems/adapter-governance.ts',
  'ecosystems/adapter-publish.ts',
  'ecosystems/adapter-publisher-configs.ts',
  'ecosystems/adapter-sources.ts',
  ...ECOSYSTEM_FILES.map((file) => `ecosystems/adapter-${file}.ts`),
];
const READS_CONTRACTS = ['formats', 'evidence', 'governance', 'inventory', 'registry', 'storage', 'policy'];

/** Rooms in which the outside world is reached; only they may import these. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  undici: ['outbound'],
  'node:dns': ['outbound'],
  'node:dns/promises': ['outbound'],
  'node:https': ['outbound', 'main', 'http'],
  'node:sqlite': ['storage'],
  kysely: ['storage'],
  pg: ['storage'],
  fastify: ['http', 'main'],
};

/** Rooms without IO. */
const PURE_ROOMS = ['kernel', 'formats', 'policy', 'ecosystems'];
const IO_MODULES = [
  'node:fs',
  'node:fs/promises',
  'node:http',
  'node:net',
  'node:child_process',
  'node:worker_threads',
];
/** `node:net` is there for `isIP`, `SocketAddress` and `BlockList`, which do no IO. */
const PURE_EXCEPTIONS = new Set(['kernel/address.ts node:net', 'kernel/networks.ts node:net']);

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isTypeOnly: boolean;
}

test('every folder of src is a named room', () => {
  const rooms = readdirSync(SRC, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  assert.deepEqual(
    rooms.filter((room) => !Object.hasOwn(MAY_IMPORT, room)),
    [],
  );
});

test('arrows run downward only', () => {
  const wrong = readImports().filter(({ file, target, isTypeOnly }) => {
    if (!target.startsWith('.')) return false;
    const path = relative(SRC, resolve(SRC, dirname(file), target));
    const from = roomOf(file);
    const to = roomOf(path);
    if (from === to || MAY_IMPORT[from]?.includes('*') === true) return false;
    if (isTypeOnly && CONTRACTS.includes(path) && READS_CONTRACTS.includes(from)) return false;
    return MAY_IMPORT[from]?.includes(to) !== true;
  });
  assert.deepEqual(wrong.map(describe), []);
});

test('ecosystems know nobody beside them', () => {
  const wrong = readImports().filter(({ file, target }) => {
    const from = ecosystemOf(file);
    const to = ecosystemOf(relative(SRC, resolve(SRC, dirname(file), target)));
    return target.startsWith('.') && from !== undefined && to !== undefined && from !== to;
  });
  assert.deepEqual(wrong.map(describe), []);
});

test('the outside world is reached through its doors only', () => {
  const wrong = readImports().filter(({ file, target }) => {
    const rooms = DOORS[target];
    return rooms !== undefined && !rooms.includes(roomOf(file));
  });
  assert.deepEqual(wrong.map(describe), []);
});

test('rooms of pure functions import no IO', () => {
  const wrong = readImports().filter(
    ({ file, target, isTypeOnly }) =>
      PURE_ROOMS.includes(roomOf(file)) &&
      IO_MODULES.includes(target) &&
      !isTypeOnly &&
      !PURE_EXCEPTIONS.has(`${file} ${target}`),
  );
  assert.deepEqual(wrong.map(describe), []);
});

test('the five ecosystems have the same files', () => {
  const missing = ECOSYSTEMS.flatMap((id) =>
    [...ECOSYSTEM_FILES, id]
      .filter((file) => globSync(join(SRC, 'ecosystems', id, `${file}.ts`)).length === 0)
      .map((file) => `${id}/${file}.ts`),
  );
  assert.deepEqual(missing, []);
});

test('what the ecosystems have the same files for is promised file by file', () => {
  const contracts = globSync('ecosystems/adapter-*.ts', { cwd: SRC });
  assert.deepEqual(
    contracts.toSorted(),
    CONTRACTS.filter((file) => file !== 'ecosystems/adapter.ts').toSorted(),
  );
});

test('a folder of ecosystems that list.ts leaves out fails', () => {
  const list = readFileSync(join(SRC, 'ecosystems/list.ts'), 'utf8');
  const folders = readdirSync(join(SRC, 'ecosystems'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  assert.deepEqual(
    folders.map(({ name }) => name).filter((name) => !list.includes(`./${name}/${name}.ts`)),
    [],
  );
});

function readImports(): readonly Import[] {
  return globSync('**/*.ts', { cwd: SRC })
    .filter(
      (file) => !file.endsWith('.test.ts') && !file.includes('/testing/') && !file.includes('/contract/'),
    )
    .flatMap(importsOf);
}

function importsOf(file: string): readonly Import[] {
  const { body } = parseAst(readFileSync(join(SRC, file), 'utf8'), { lang: 'ts' });
  const found: Import[] = [];
  visit(body, (node) => {
    const target = (node['source'] as { value?: unknown } | null | undefined)?.value;
    const kind = node['importKind'] ?? node['exportKind'];
    if (typeof target === 'string')
      found.push({ file, target, isTypeOnly: kind === 'type' || isAllTypes(node) });
  });
  return found;
}

/** `import { type A, type B }` loads nothing. */
function isAllTypes(node: Readonly<Record<string, unknown>>): boolean {
  const specifiers = node['specifiers'];
  return (
    Array.isArray(specifiers) &&
    specifiers.length > 0 &&
    specifiers.every((one: { importKind?: string }) => one.importKind === 'type')
  );
}

function visit(value: unknown, look: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, look);
  else if (typeof value === 'object' && value !== null) {
    look(value as Readonly<Record<string, unknown>>);
    for (const inner of Object.values(value)) visit(inner, look);
  }
}

function roomOf(file: string): string {
  return file.split('/', 1)[0] ?? '';
}

function ecosystemOf(file: string): string | undefined {
  const [room, folder, rest] = file.split('/');
  return room === 'ecosystems' && rest !== undefined ? folder : undefined;
}

function describe({ file, target }: Import): string {
  return `${file} imports ${target}`;
}
