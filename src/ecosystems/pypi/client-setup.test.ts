import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { ClientRecipe, SetupTarget } from '../adapter-client-setup.ts';
import { clients } from './client-setup.ts';
import { startCpuTime } from '../../../test/support/cpu-time.ts';

const LOCAL: SetupTarget = { gateUrl: 'http://localhost:4870' };
const REMOTE: SetupTarget = { gateUrl: 'http://gate.example:4870', token: 'gh_a/b' };
const LOCAL_INDEX = 'http://localhost:4870/pypi/simple/';

function recipe(id: string): ClientRecipe {
  const found = clients.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

test('applied twice is applied once, for every client and target', () => {
  const texts = [undefined, '', '# mine\n', '[global]\nindex-url = https://index.example/simple\n'];
  for (const client of clients) {
    for (const text of client.id === 'pip' ? texts : texts.slice(0, 3)) {
      for (const target of [LOCAL, REMOTE]) {
        const once = client.edit(text, target);
        assert.equal(client.edit(once, target), once, client.id);
        assert.equal(client.currentRegistry(once), `${target.gateUrl}/pypi/simple/`, client.id);
        const moved = client.edit(once, LOCAL);
        assert.equal(client.currentRegistry(moved), LOCAL_INDEX, client.id);
        assert.equal(moved.match(/localhost:4870/g)?.length, 1, client.id);
      }
    }
  }
});

test('pip: the index of the user is replaced where it stands, everything else is kept', () => {
  const text = [
    '# company settings',
    '[install]',
    'no-compile = yes',
    '[global]',
    'timeout: 60',
    'index_url = https://index.example/simple',
    '    https://continued.example',
    '; a remark',
    'extra-index-url =',
    '    https://extra.example/simple',
    '',
  ].join('\n');
  assert.equal(
    recipe('pip').edit(text, LOCAL),
    text.replace(
      'index_url = https://index.example/simple\n    https://continued.example',
      `index-url = ${LOCAL_INDEX}`,
    ),
  );
});

test('pip: a plain-HTTP gate on another machine is named as trusted, beside those that are', () => {
  const edited = recipe('pip').edit('[global]\ntrusted-host = a.example\n', REMOTE);
  assert.equal(
    edited,
    '[global]\nindex-url = http://__token__:gh_a%2Fb@gate.example:4870/pypi/simple/\n' +
      'trusted-host = a.example gate.example:4870\n',
  );
  assert.doesNotMatch(recipe('pip').edit(undefined, LOCAL), /trusted-host/);
  assert.doesNotMatch(recipe('pip').edit(undefined, { gateUrl: 'https://gate.example' }), /trusted-host/);
});

test('pip: windows line ends stay', () => {
  assert.equal(
    recipe('pip').edit('[global]\r\ntimeout = 1\r\n', LOCAL),
    `[global]\r\nindex-url = ${LOCAL_INDEX}\r\ntimeout = 1\r\n`,
  );
});

test('uv: our index is the default; those of others stay', () => {
  const text = 'offline = false # why\n\n[[index]]\nname = "other"\nurl = "https://other.example/simple"\n';
  assert.equal(
    recipe('uv').edit(text, LOCAL),
    `${text}\n[[index]]\nname = "gatehouse"\nurl = "${LOCAL_INDEX}"\ndefault = true\n`,
  );
  assert.equal(recipe('uv').currentRegistry(text), undefined);
  assert.equal(
    recipe('uv').edit('[[index]]\nname = "gatehouse"\n', LOCAL),
    `[[index]]\nname = "gatehouse"\nurl = "${LOCAL_INDEX}"\n`,
  );
});

test('poetry: our source is the primary one, and no token is written into the project', () => {
  const text =
    "[project]\nname = 'x'\n\n[[tool.poetry.source]]\nname = 'gatehouse'\nurl = 'https://old.example/'\n\n[build-system]\nrequires = []\n";
  assert.equal(recipe('poetry').edit(text, LOCAL), text.replace('https://old.example/', LOCAL_INDEX));
  assert.doesNotMatch(recipe('poetry').edit(undefined, REMOTE), /gh_a/);
  assert.match(recipe('poetry').snippet(REMOTE), /poetry config http-basic\.gatehouse __token__ gh_a\/b/);
});

test('a configuration that cannot be read is refused, not overwritten', () => {
  for (const id of ['uv', 'poetry']) {
    assert.throws(
      () => recipe(id).edit('[[index]\nbroken', LOCAL),
      (error) => isGatehouseError(error, 'invalid-document') && /line 1/.test(error.message),
    );
    assert.equal(recipe(id).currentRegistry('[[index]\nbroken'), undefined);
  }
});

test('what the clients are told to type names the gate, and the auditor of pip as well', () => {
  for (const client of clients)
    assert.match(client.snippet(LOCAL), /localhost:4870\/pypi\/simple\//, client.id);
  assert.match(recipe('pip').snippet(LOCAL), /--osv-url http:\/\/localhost:4870\/pypi\/osv\/v1\/query/);
});

test('a configuration in which no table of ours can stand is refused, not broken', () => {
  const inlined = { uv: 'index = []\n', poetry: '[tool]\npoetry = { name = "x" }\n' };
  for (const [id, text] of Object.entries(inlined)) {
    assert.throws(
      () => recipe(id).edit(text, LOCAL),
      (error) => isGatehouseError(error, 'unsupported'),
    );
  }
});

test('pip: long files and lines are read in time that grows with their length', () => {
  const hostile = `[global]\nindex-url = x\n${' = true\n'.repeat(100_000)}a${' '.repeat(400_000)}b\n`;
  const cpuMs = startCpuTime();
  assert.equal(recipe('pip').currentRegistry(recipe('pip').edit(hostile, LOCAL)), LOCAL_INDEX);
  assert.ok(cpuMs() < 2_000);
});

test('pip: an indented setting right below its section is a setting, and stays one', () => {
  const pip = recipe('pip');
  const once = pip.edit('[global]\n index-url = https://other.example/simple\n timeout = 9\n', LOCAL);
  assert.equal(pip.currentRegistry(once), LOCAL_INDEX);
  assert.match(once, /^ timeout = 9$/m);
  assert.doesNotMatch(once, /other\.example/);
  assert.equal(pip.edit(once, LOCAL), once);
});

test('pip: a section of one command goes before [global], so it is led here too, and believed first', () => {
  const pip = recipe('pip');
  const text = '[install]\nindex_url = https://other.example/simple\ntrusted-host = other.example\n';
  assert.equal(
    pip.currentRegistry(`[global]\nindex-url = ${LOCAL_INDEX}\n${text}`),
    'https://other.example/simple',
  );
  const edited = pip.edit(text, { gateUrl: 'http://gate.example:4870' });
  assert.equal(pip.currentRegistry(edited), 'http://gate.example:4870/pypi/simple/');
  assert.doesNotMatch(edited, /other\.example\/simple/);
  assert.match(edited, /^trusted-host = other\.example gate\.example:4870$/m);
  assert.match(edited, /^trusted-host = gate\.example:4870$/m);
  assert.equal(pip.edit(edited, { gateUrl: 'http://gate.example:4870' }), edited);
});

test('uv: a default index that is there is led here, since of two defaults uv takes the first', () => {
  const uv = recipe('uv');
  const other =
    "[[index]] # company\nname = 'company'\nurl = 'https://old.example/simple/'\ndefault = true\n";
  const extra = '\n[[index]]\nname = "torch"\nurl = "https://torch.example/whl/"\nexplicit = true\n';
  assert.equal(
    uv.edit(other + extra, LOCAL),
    other.replace('https://old.example/simple/', LOCAL_INDEX) + extra,
  );
  const added = `\n[[index]]\nname = "gatehouse"\nurl = "https://gate.example/pypi/simple/"\ndefault = true\n`;
  const both = uv.edit(other + added, LOCAL);
  assert.doesNotMatch(both, /old\.example|gate\.example/);
  assert.equal(uv.currentRegistry(both), LOCAL_INDEX);
  assert.equal(uv.edit(both, LOCAL), both);
});

test('poetry: primary sources of the project lead to the gate under their own names; others stay', () => {
  const poetry = recipe('poetry');
  const text = `[[tool.poetry.source]]
name = "elsewhere"
url = "https://other.example/simple/"

[[tool.poetry.source]]
name = "torch"
url = "https://torch.example/whl"
priority = "explicit"
`;
  assert.equal(poetry.currentRegistry(text), 'https://other.example/simple/');
  const edited = poetry.edit(text, LOCAL);
  assert.equal(edited, text.replace('https://other.example/simple/', LOCAL_INDEX));
  assert.equal(poetry.currentRegistry(edited), LOCAL_INDEX);
});

test('poetry: a key of very many parts is refused at once', () => {
  const cpuMs = startCpuTime();
  assert.throws(
    () => recipe('poetry').edit(`[[a${'.b'.repeat(200_000)}]]\nname = "x"\n`, LOCAL),
    (error) => isGatehouseError(error, 'invalid-document'),
  );
  assert.ok(cpuMs() < 5_000);
});
