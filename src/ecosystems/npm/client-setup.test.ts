import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse as parseToml } from 'smol-toml';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { ClientRecipe } from '../adapter-client-setup.ts';
import { clients } from './client-setup.ts';
import { startCpuTime } from '../../../test/support/cpu-time.ts';

const TARGET = { gateUrl: 'http://localhost:4870' };
const WITH_TOKEN = { ...TARGET, token: 'ghr_secret' };
const SECURE = { gateUrl: 'https://gate.example' };

function recipe(id: string): ClientRecipe {
  const found = clients.find((client) => client.id === id);
  if (found === undefined) throw new Error(`no recipe for ${id}`);
  return found;
}

test('N21: a new npmrc names the registry and keeps addresses out of lock files', () => {
  assert.equal(
    recipe('npm').edit(undefined, TARGET),
    'registry=http://localhost:4870/npm/\nomit-lockfile-registry-resolved=true\nreplace-registry-host=always\n',
  );
  assert.equal(recipe('pnpm').edit(undefined, TARGET), 'registry=http://localhost:4870/npm/\n');
});

test('N21: a token goes to the gate’s own address only', () => {
  const text = recipe('npm').edit('//registry.example/:_authToken=theirs\n', WITH_TOKEN);
  assert.match(text, /^\/\/registry\.example\/:_authToken=theirs$/m);
  assert.match(text, /^\/\/localhost:4870\/npm\/:_authToken=ghr_secret$/m);
});

const OTHERS: Readonly<Record<string, string>> = {
  npm: '; mine\nregistry = https://old.example/ \nsave-exact=true\n@acme:registry=https://acme.example/\n',
  pnpm: '# mine\r\nregistry=https://old.example/\r\nstore-dir=/x\r\n',
  'yarn-classic': '# mine\nregistry "https://old.example/"\nsave-prefix ""\n',
  yarn: 'nodeLinker: node-modules\nnpmRegistryServer: "https://old.example"\nnpmScopes:\n  acme:\n    npmRegistryServer: "https://acme.example"\n',
  bun: '# mine\n[install]\nexact = true\nregistry = "https://old.example/"\n\n[install.scopes]\nacme = "https://acme.example/"\n',
};

test('N21: an existing file keeps what is not ours, comments and line endings included', () => {
  for (const [id, text] of Object.entries(OTHERS)) {
    const edited = recipe(id).edit(text, TARGET);
    assert.equal(recipe(id).currentRegistry(edited), 'http://localhost:4870/npm/', id);
    assert.equal(edited.includes('old.example'), false, id);
    for (const line of text.split('\n')) {
      if (!line.includes('old.example')) assert.ok(edited.split('\n').includes(line), `${id}: ${line}`);
    }
    assert.equal(edited.includes('\r\n'), text.includes('\r\n'), id);
    assert.equal(edited.replaceAll('\r\n', '').includes('\n'), !text.includes('\r\n'), id);
  }
});

test('N21: applied twice is once; another target replaces the first', () => {
  for (const client of clients) {
    for (const text of [undefined, '', 'x', OTHERS[client.id]]) {
      for (const target of [TARGET, WITH_TOKEN, SECURE]) {
        const once = client.edit(text, target);
        assert.equal(client.edit(once, target), once, client.id);
        const moved = client.edit(once, { gateUrl: 'https://other.example' });
        assert.equal(client.currentRegistry(moved), 'https://other.example/npm/', client.id);
      }
    }
  }
});

test('N21: what the file says now is read, also where it says nothing', () => {
  for (const client of clients) {
    assert.equal(client.currentRegistry(''), undefined);
    assert.match(client.currentRegistry(OTHERS[client.id] ?? '') ?? '', /^https:\/\/old\.example/, client.id);
  }
  assert.equal(recipe('npm').currentRegistry('# registry=x\n@acme:registry=y\n'), undefined);
  assert.equal(
    recipe('bun').currentRegistry('[install]\nregistry = { url = "https://a.example/", token = "t" }'),
    'https://a.example/',
  );
});

test('N21: berry refuses plain http unless the host is named', () => {
  const read = (text: string) => load(text) as Readonly<Record<string, unknown>>;
  assert.deepEqual(read(recipe('yarn').edit(undefined, WITH_TOKEN)), {
    npmRegistryServer: 'http://localhost:4870/npm/',
    unsafeHttpWhitelist: ['localhost'],
    npmAuthToken: 'ghr_secret',
    npmAlwaysAuth: true,
  });
  assert.deepEqual(read(recipe('yarn').edit(undefined, SECURE)), {
    npmRegistryServer: 'https://gate.example/npm/',
  });
});

test('N21: bun’s registry stands in its table, wherever that is', () => {
  const read = (text: string) =>
    JSON.parse(JSON.stringify(parseToml(recipe('bun').edit(text, WITH_TOKEN)))) as unknown;
  const registry = { url: 'http://localhost:4870/npm/', token: 'ghr_secret' };
  assert.deepEqual(read(''), { install: { registry } });
  assert.deepEqual(read('[test]\nroot = "x"'), { test: { root: 'x' }, install: { registry } });
  assert.deepEqual(read('[install] # mine\nexact = true\n[run]\nbun = true\n'), {
    install: { exact: true, registry },
    run: { bun: true },
  });
  assert.deepEqual(read('[run]\nregistry = "not ours"\n'), {
    run: { registry: 'not ours' },
    install: { registry },
  });
});

test('N21: snippets say the same as the file', () => {
  for (const client of clients) assert.ok(client.snippet(TARGET).includes('http://localhost:4870/npm/'));
  assert.match(recipe('yarn').snippet(TARGET), /unsafeHttpWhitelist/);
  assert.doesNotMatch(recipe('yarn').snippet(SECURE), /unsafeHttpWhitelist/);
});

test('property: whatever a file holds, every line that is not about the registry stays', () => {
  const line = fc.constantFrom(
    'registry=https://old.example/',
    'registry "https://old.example/"',
    'npmRegistryServer: x',
    '[install]',
    '[other]',
    'registry = "x"',
    '# comment',
    '; comment',
    '',
    'key=value',
    '@acme:registry=https://acme.example/',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, ending) => {
      const text = lines.join(ending);
      for (const client of clients) {
        const edited = client.edit(text, TARGET);
        assert.equal(client.currentRegistry(edited), 'http://localhost:4870/npm/', client.id);
        assert.equal(client.edit(edited, TARGET), edited, client.id);
        const kept = (whole: string) =>
          whole.split(/\r?\n/).filter((one) => /^([#;]|key|@acme|\[other)/.test(one));
        assert.deepEqual(kept(edited), kept(text), client.id);
      }
    }),
    { numRuns: 300 },
  );
});

test('yarn classic: a key without a value takes none from the line below', () => {
  assert.equal(recipe('yarn-classic').currentRegistry('registry\nlastUpdateCheck 1\n'), undefined);
});

test('yarn classic: a line begins after a line feed alone, and of a key that stands twice the last counts', () => {
  const registry = (text: string) => recipe('yarn-classic').currentRegistry(text);
  assert.equal(
    registry('registry "https://a.example/"\n\u2028registry "https://b.example/"\n'),
    'https://a.example/',
  );
  assert.equal(
    registry('registry "https://a.example/"\nregistry "https://b.example/"\n'),
    'https://b.example/',
  );
});

test('yarn: a key that stands very often is set in time that grows with the file', () => {
  const hostile = 'unsafeHttpWhitelist:\nnpmRegistryServer: x\n'.repeat(20_000);
  const cpuMs = startCpuTime();
  const edited = recipe('yarn').edit(hostile, TARGET);
  assert.ok(cpuMs() < 2_000);
  assert.equal(edited.match(/npmRegistryServer/g)?.length, 1);
});

test('bun: a line with many braces is read in time that grows with its length', () => {
  const hostile = `[install]\nregistry = ${'={'.repeat(200_000)}\n`;
  const cpuMs = startCpuTime();
  assert.equal(recipe('bun').currentRegistry(hostile), undefined);
  assert.ok(cpuMs() < 2_000);
});

test('npmrc: a long line is read in time that grows with its length', () => {
  const hostile = `a${' '.repeat(400_000)}b\n`;
  const cpuMs = startCpuTime();
  assert.ok(recipe('npm').edit(hostile, TARGET).startsWith(hostile));
  assert.ok(cpuMs() < 2_000);
});

test('yarn: hosts that are listed already stay listed, in whichever form the list is written', () => {
  const lists = [
    'unsafeHttpWhitelist:\n  - intranet.example # ours\n  - "*.lan"\nnodeLinker: pnp\n',
    'unsafeHttpWhitelist:\n- intranet.example\n- "*.lan"\n\n# below\nnodeLinker: pnp',
    'nodeLinker: pnp\r\nunsafeHttpWhitelist: [intranet.example, "*.lan"] # ours\r\n',
    'nodeLinker: pnp\nunsafeHttpWhitelist:\n  # comment\n  - intranet.example\n  - "*.lan"',
  ];
  for (const text of lists) {
    const edited = recipe('yarn').edit(text, TARGET);
    assert.deepEqual(load(edited), {
      unsafeHttpWhitelist: ['intranet.example', '*.lan', 'localhost'],
      nodeLinker: 'pnp',
      npmRegistryServer: 'http://localhost:4870/npm/',
    });
    assert.equal(recipe('yarn').edit(edited, TARGET), edited);
  }
});

test('yarn: a value that goes on below its key is replaced whole; a list that cannot be added to is refused', () => {
  const edited = recipe('yarn').edit(
    'npmRegistryServer:\n  "https://old.example"\nnodeLinker: pnp\n',
    SECURE,
  );
  assert.deepEqual(load(edited), { npmRegistryServer: 'https://gate.example/npm/', nodeLinker: 'pnp' });
  assert.throws(
    () => recipe('yarn').edit('unsafeHttpWhitelist: [\n  a.example,\n]\n', TARGET),
    (error) => isGatehouseError(error, 'unsupported'),
  );
});

test('npm: of a registry that is named twice, the last counts, as for npm itself', () => {
  const text = 'registry=http://localhost:4870/npm/\nregistry=https://old.example/\n';
  assert.equal(recipe('npm').currentRegistry(text), 'https://old.example/');
  assert.equal(recipe('npm').currentRegistry(recipe('npm').edit(text, TARGET)), 'http://localhost:4870/npm/');
});

test('yarn: a file with control characters, which is no YAML, is refused', () => {
  assert.throws(
    () => recipe('yarn').edit('npmRegistryServer:\u0000"https://registry.example"\n', TARGET),
    (error) => isGatehouseError(error, 'invalid-document'),
  );
});

test('yarn: a colon without a blank after it makes no key', () => {
  assert.equal(recipe('yarn').currentRegistry('npmRegistryServer:https://other.example\n'), undefined);
});

test('yarn: a line begins after a line feed alone, not after another separator of Unicode', () => {
  const scoped = 'npmScopes:\n  acme:\n    \u2028npmRegistryServer: https://other.example\n';
  assert.equal(recipe('yarn').currentRegistry(scoped), undefined);
});
