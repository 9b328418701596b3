import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { requirementsFile } from './manifest-requirements.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string, companions: Record<string, string> = {}) =>
  requirementsFile.read(text, new Map(Object.entries(companions)));
const SHA = 'ab'.repeat(32);

test('files are known by their names', () => {
  const names = ['requirements.txt', 'requirements-dev.txt', 'dev-requirements.txt', 'requirements.lock.txt'];
  for (const name of names) assert.ok(requirementsFile.isNamed(name), name);
  for (const name of ['constraints.txt', 'requirements.in', 'myrequirements.txt', 'requirements.txt.bak']) {
    assert.ok(!requirementsFile.isNamed(name), name);
  }
  assert.ok(requirementsFile.isNamed('prod.txt', 'requirements'));
  assert.ok(!requirementsFile.isNamed('prod.txt', 'docs'));
  for (const name of ['constraints.txt', 'README.txt', 'prod.in']) {
    assert.ok(!requirementsFile.isNamed(name, 'requirements'), name);
  }
  assert.ok(requirementsFile.mayBe?.('prod.txt'));
});

test('what uv exports is read: hashes over many lines, markers, several versions, a folder', () => {
  assert.deepEqual(tellGraph(read(sample('requirements-exported.txt'))), [
    '?@? unknown project -> ?./lib-a@[./lib-a], certifi@2026.10.19.post1, click@8.1.8, click@8.5.1',
    '3: ?./lib-a@[./lib-a] unknown project -> ?',
    '5: certifi@2026.10.19.post1 unknown registry',
    '8: click@8.1.8 unknown registry',
    '12: click@8.5.1 unknown registry',
  ]);
});

test('who asks for what is taken from the comments of pip-compile and uv, in all their forms', () => {
  const compiled = `
flask==3.0.0 \\
    --hash=sha256:${SHA}
    # via
    #   -c limits.txt
    #   -r web.in
jinja2==3.1.2 ; python_version >= "3.8" \\
    --hash=sha256:${SHA} \\
    # via flask
markupsafe==2.0.0  # via jinja2, werkzeug[watchdog]
markupsafe==2.1.0 ; python_version >= "3.9"
    # via
    #   Jinja2
    #   werkzeug
werkzeug==3.0.0
    # via flask
click==8.0.0
    # via shop (pyproject.toml)

# The following packages are considered to be unsafe in a requirements file:
`;
  const graph = read(compiled);
  assert.deepEqual(tellGraph(graph), [
    '?@? unknown project -> click@8.0.0, flask@3.0.0',
    '2: flask@3.0.0 unknown registry -> jinja2@3.1.2, werkzeug@3.0.0',
    '7: jinja2@3.1.2 unknown registry -> markupsafe@2.0.0, markupsafe@2.1.0',
    '10: markupsafe@2.0.0 unknown registry',
    '11: markupsafe@2.1.0 unknown registry',
    '15: werkzeug@3.0.0 unknown registry -> markupsafe@2.0.0, markupsafe@2.1.0',
    '17: click@8.0.0 unknown registry',
  ]);
  assert.deepEqual(graph.roots, [0]);
  assert.deepEqual(
    tellGraph(
      read('-r a.txt\n-r b.txt\n', {
        'a.txt': 'tide==1.0 # via -r a.in\n',
        'b.txt': 'wave==1.0 # via tide\ntide==1.0 # via -r b.in',
      }),
    ),
    [
      '?@? unknown project -> tide@1.0',
      '1: tide@1.0 unknown registry -> wave@1.0',
      '2: wave@1.0 unknown registry',
    ],
  );
});

test('where one line does not say who asks for it, or nobody can, nothing is told of any', () => {
  const told = (text: string) => read(text).needs.filter((needs) => needs !== undefined);
  for (const text of [
    'flask==3.0.0 # via -r web.in\njinja2==3.1.2',
    'flask==3.0.0 # via -r web.in\njinja2==3.1.2\n\n# via flask',
    'flask==3.0.0 # via -r web.in\njinja2==3.1.2 # via the one with templates',
    'flask==3.0.0 # via -r web.in\njinja2==3.1.2 # via',
    'flask==3.0.0 # via -r web.in\njinja2==3.1.2 # via jinja2',
    'flask==3.0.0 # via -r web.in\njinja2==3.1.2 # via -c limits.txt',
    `flask==3.0.0 # via -r web.in\njinja2==3.1.2 # via ${'['.repeat(100_000)}`,
    `jinja2==3.1.2 # via flask\n${Array.from({ length: 65 }, (_, at) => `flask==${at} # via -r web.in\n`).join('')}`,
  ]) {
    assert.deepEqual(told(text), [], text.slice(0, 80));
    assert.deepEqual(read(text).roots, []);
  }
  assert.equal(told('flask==3.0.0 # via -r web.in\njinja2==3.1.2 # via flask').length, 3);
});

const MANY = `# a comment
--index-url https://user:secret@index.example/simple
Foo_Bar[extra1,extra2] == 1.0 ; python_version >= "3.8"  # why
foo.bar==1.0
star==1.*
range>=1,<2
bound>=1,==1.5
exactly===1.0-custom
brackets (==2.0)
nothing
continued \\
  ==3.0 \\
  --hash=sha256:${SHA}
two==1.0 --hash=sha256:${SHA} --hash=sha256:${SHA.replaceAll('a', 'c')}
`;

test('only pins are versions; a range stays as it was asked for', () => {
  const graph = read(MANY);
  assert.equal(graph.format, 'requirements.txt');
  assert.deepEqual(tellGraph(graph), [
    '3: foo-bar@1.0 unknown registry -> ?',
    '5: star@[==1.*] unknown registry -> ?',
    '6: range@[>=1,<2] unknown registry -> ?',
    '7: bound@1.5 unknown registry -> ?',
    '8: exactly@[1.0-custom] unknown registry -> ?',
    '9: brackets@2.0 unknown registry -> ?',
    '10: nothing@? unknown registry -> ?',
    '11: continued@3.0 unknown registry -> ?',
    '14: two@1.0 unknown registry -> ?',
  ]);
  assert.deepEqual(graph.components[7]?.digests, { sha256: SHA });
  // One of two files: no digest is the component's.
  assert.equal(graph.components[8]?.digests, undefined);
});

test('a comment ends a continued line, and a # within an address is none', () => {
  assert.deepEqual(
    tellGraph(read('a==1 \\\n# b==2 \\\nc==3\nx @ https://files.example/x-1.0.zip#sha256=' + SHA)),
    ['1: a@1 unknown registry -> ?', '3: c@3 unknown registry -> ?', '4: x@1.0 unknown elsewhere -> ?'],
  );
});

test('code from an address, a repository or a file is told apart; credentials are not repeated', () => {
  const graph = read(
    [
      'by-name @ https://user:secret@files.example/by_name-2.0-py3-none-any.whl ; os_name == "nt"',
      'https://files.example/Bare_Wheel-1.5-py3-none-any.whl',
      'git+https://user:secret@code.example/repo.git@v1#egg=From_Git[extra]&subdirectory=x',
      '-e git+https://code.example/other.git@main#egg=other',
      'git+ssh://git@code.example/unnamed.git',
      '-e .',
      '--editable=./packages/near',
      './vendored/thing-1.0.tar.gz',
      'file:///srv/wheels/local.whl',
    ].join('\n'),
  );
  assert.deepEqual(tellGraph(graph), [
    '1: by-name@2.0 unknown elsewhere -> ?',
    '2: bare-wheel@1.5 unknown elsewhere -> ?',
    '3: from-git@[git+https://code.example/repo.git@v1#egg=From_Git[extra]&subdirectory=x] unknown elsewhere -> ?',
    '4: other@[git+https://code.example/other.git@main#egg=other] unknown elsewhere -> ?',
    '5: ?git+ssh://code.example/unnamed.git@[git+ssh://code.example/unnamed.git] unknown elsewhere -> ?',
    '6: ?.@[.] unknown project -> ?',
    '7: ?./packages/near@[./packages/near] unknown project -> ?',
    '8: thing@1.0 unknown elsewhere -> ?',
    '9: ?file:///srv/wheels/local.whl@[file:///srv/wheels/local.whl] unknown elsewhere -> ?',
  ]);
});

test('included files count, each once, on the line that includes them', () => {
  const text = 'a==1\n-r more/base.txt\n--requirement=gone.txt\n-r https://files.example/x.txt\n';
  const base = 'b==2\n-r ../requirements.txt\n-r "../spaced name.txt"\n';
  const companions = { 'more/base.txt': base, 'requirements.txt': text, 'spaced name.txt': 'c==3' };
  assert.deepEqual(requirementsFile.companions?.(text, new Map()), ['more/base.txt', 'gone.txt']);
  assert.deepEqual(requirementsFile.companions?.(text, new Map([['more/base.txt', base]])), [
    'gone.txt',
    'requirements.txt',
    'spaced name.txt',
  ]);
  const graph = read(text, companions);
  assert.deepEqual(tellGraph(graph), [
    '1: a@1 unknown registry -> ?',
    '2: b@2 unknown registry -> ?',
    '2: c@3 unknown registry -> ?',
  ]);
  const missing = 'Cannot read what requirements.txt includes: found no';
  assert.deepEqual(graph.gaps, [
    { message: `${missing} gone.txt, expected a file of the project`, line: 3 },
    { message: `${missing} https://files.example/x.txt, expected a file of the project`, line: 4 },
  ]);
});

test('constraints hold what is asked for, and are not asked for themselves', () => {
  const graph = read('-c constraints.txt\nopen\nrange>=2\npinned==1.0\nmarked\n', {
    'constraints.txt':
      'open==1.5\nrange==1.0\npinned==9.0\nnobody==1\nmarked==1 ; python_version < "3"\nmarked==2 ; python_version >= "3"\n',
  });
  assert.deepEqual(tellGraph(graph), [
    '2: open@1.5 unknown registry -> ?',
    '3: range@[>=2] unknown registry -> ?',
    '4: pinned@1.0 unknown registry -> ?',
    '5: marked@1 unknown registry -> ?',
    '5: marked@2 unknown registry -> ?',
  ]);
});

test('what is no requirement is a fault with its line', () => {
  for (const wrong of ['{{ name }}==1', 'foo=1', 'foo bar', '"foo"']) {
    assert.throws(
      () => read(`a==1\n${wrong}\n`),
      (error) =>
        isGatehouseError(error, 'invalid-document') &&
        error.message.includes('at line 2, expected a requirement'),
    );
  }
});

test('very long files and very many files are read once, or refused', () => {
  assert.throws(
    () => read('a'.repeat(17 * 1024 * 1024)),
    (error) => isGatehouseError(error, 'too-large'),
  );
  const many = Array.from({ length: 200 }, (_, at) => `${at}.txt`);
  const all = many.map((name) => `-r ${name}`).join('\n');
  const graph = read(all, Object.fromEntries(many.map((name) => [name, `${all}\na-${name}==1`])));
  assert.equal(graph.components.length, 200);
});
