import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { clients } from './client-setup.ts';

const TARGET = { gateUrl: 'http://localhost:4870' };
const [client] = clients;
const edit = (text: string | undefined, target: { gateUrl: string; token?: string } = TARGET) =>
  client?.edit(text, target) ?? '';

test('a new file has the gate, no other repository, and leave to use http', () => {
  const edited = edit(undefined);
  assert.deepEqual(JSON.parse(edited), {
    repositories: {
      gatehouse: { type: 'composer', url: 'http://localhost:4870/composer' },
      packagist: false,
    },
    config: { 'secure-http': false },
  });
  assert.equal(edit(''), edited);
  assert.equal(edit(edited), edited);
  assert.equal(client?.currentRegistry(edited), 'http://localhost:4870/composer');
});

test('over https nothing is loosened, and a token stands under host and port', () => {
  assert.deepEqual(
    JSON.parse(
      edit('{"config": {"sort-packages": true}}', { gateUrl: 'https://gate.example:8443', token: 's3cret' }),
    ),
    {
      config: { 'sort-packages': true, bearer: { 'gate.example:8443': 's3cret' } },
      repositories: {
        gatehouse: { type: 'composer', url: 'https://gate.example:8443/composer' },
        packagist: false,
      },
    },
  );
});

const PROJECT = `{
  "name": "acme/app",
  "require": {"acme/lib": "^1"},
  "repositories": [
    {"type": "vcs", "url": "https://git.example/acme/app.git"}
  ],
  "config": { "secure-http": false }
}
`;

test('a list of repositories stays a list, and all else byte for byte', () => {
  const edited = edit(PROJECT);
  assert.equal(
    edited,
    PROJECT.replace(
      'app.git"}\n',
      `app.git"},
    {
      "type": "composer",
      "url": "http://localhost:4870/composer"
    },
    {
      "packagist": false
    }
`,
    ),
  );
  assert.equal(edit(edited), edited);
});

test('a gate that moved is followed, not doubled', () => {
  const moved = { gateUrl: 'http://localhost:5000' };
  for (const before of [edit(undefined), edit(PROJECT)]) {
    const after = edit(before, moved);
    assert.equal(after, before.replace('4870', '5000'));
    assert.equal(client?.currentRegistry(after), 'http://localhost:5000/composer');
  }
});

test('what the file says now is told, when it says anything', () => {
  const registry = (repositories: unknown) => client?.currentRegistry(JSON.stringify({ repositories }));
  assert.equal(client?.currentRegistry('{}'), undefined);
  assert.equal(registry([{ type: 'vcs', url: 'https://git.example/x' }, { packagist: false }]), undefined);
  assert.equal(registry([{ type: 'composer', url: 'https://mirror.example' }]), 'https://mirror.example');
  assert.equal(
    registry({
      a: { type: 'composer', url: 'https://mirror.example' },
      gatehouse: { type: 'composer', url: 'https://gate.example/composer' },
    }),
    'https://gate.example/composer',
  );
  assert.equal(registry({ a: false, b: 7, c: { type: 'composer', url: 'no url' } }), undefined);
});

test('a file that is no JSON object is left alone', () => {
  for (const bad of ['{', '[]', '"x"']) {
    assert.throws(
      () => edit(bad),
      (error) => isGatehouseError(error, 'invalid-document'),
    );
  }
});

test('the snippet says the same in commands', () => {
  assert.equal(
    client?.snippet({ ...TARGET, token: 't' }),
    [
      'composer config --global repositories.gatehouse composer http://localhost:4870/composer',
      'composer config --global repositories.packagist false',
      'composer config --global secure-http false',
      'composer config --global --auth bearer.localhost:4870 t',
    ].join('\n'),
  );
});
