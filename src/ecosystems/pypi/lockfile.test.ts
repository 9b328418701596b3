import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { LockEntry, LockfileFormat } from '../adapter-lockfile.ts';
import { artifacts } from './artifact.ts';
import { lockfiles } from './lockfile.ts';
import { startCpuTime } from '../../../test/support/cpu-time.ts';

const GATE = 'http://gate.example/pypi';
const read = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');

function format(id: string): LockfileFormat {
  const found = lockfiles.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

/** As `lock adopt` does: indexes to ours, known files to their place here, all else as it was. */
function adopt(entry: LockEntry): string | undefined {
  if (entry.leadsTo === 'index') return `${GATE}/simple/`;
  return entry.file === undefined
    ? undefined
    : GATE + artifacts.pathOf(entry.name, entry.version, entry.file);
}

const brief = (id: string, text: string) =>
  format(id)
    .entries(text)
    .map(({ name, version, url, leadsTo, file, line }) => [line, name, version, url, leadsTo, file]);

test('uv.lock: every address is an entry; what belongs to the project itself is none', () => {
  const files = 'https://files.example/packages';
  assert.deepEqual(brief('uv.lock', read('uv.lock')), [
    [8, 'demo-pack', '1.0+cpu', 'https://index.example/simple', 'index', undefined],
    [
      12,
      'demo-pack',
      '1.0+cpu',
      `${files}/aa/demo_pack-1.0%2Bcpu.tar.gz`,
      'file',
      'demo_pack-1.0+cpu.tar.gz',
    ],
    [
      14,
      'demo-pack',
      '1.0+cpu',
      `${files}/ab/demo_pack-1.0%2Bcpu-py3-none-any.whl`,
      'file',
      'demo_pack-1.0+cpu-py3-none-any.whl',
    ],
    ...[21, 23].map((line) => [
      line,
      'other',
      '2.0',
      'https://elsewhere.example/other-2.0-py3-none-any.whl',
      'file',
      'other-2.0-py3-none-any.whl',
    ]),
    [29, 'from-git', '0.1', 'https://code.example/from-git?rev=main#abcdef', 'file', undefined],
  ]);
});

test('poetry.lock: the index of a source, a direct address, and entries without any', () => {
  assert.deepEqual(brief('poetry.lock', read('poetry.lock')), [
    [16, 'demo-pack', '1.0', 'https://index.example/simple', 'index', undefined],
    [20, 'other', '2.0', undefined, undefined, undefined],
    [31, 'direct', '3.0', 'https://elsewhere.example/direct-3.0.tar.gz', 'file', 'direct-3.0.tar.gz'],
  ]);
});

test('pylock.toml, pdm.lock: addresses inline and in tables', () => {
  const url = 'https://files.example/packages/ab/demo_pack-1.0-py3-none-any.whl';
  assert.deepEqual(brief('pylock.toml', read('pylock.toml')), [
    [7, 'demo-pack', '1.0', 'https://index.example/simple/', 'index', undefined],
    [8, 'demo-pack', '1.0', url, 'file', 'demo_pack-1.0-py3-none-any.whl'],
    [
      15,
      'other',
      '',
      'https://files.example/packages/ac/other-2.0-py3-none-any.whl',
      'file',
      'other-2.0-py3-none-any.whl',
    ],
  ]);
  assert.deepEqual(brief('pdm.lock', read('pdm.lock')), [
    [9, 'demo-pack', '1.0', url, 'file', 'demo_pack-1.0-py3-none-any.whl'],
  ]);
});

test('requirements.txt: pins, direct references, and the indexes that options name', () => {
  assert.deepEqual(brief('requirements.txt', read('requirements.txt')), [
    [2, 'demo-pack', '1.0', 'https://index.example/simple/', 'index', undefined],
    [3, 'demo-pack', '1.0', 'https://second.example/simple', 'index', undefined],
    [5, 'demo-pack', '1.0', undefined, undefined, undefined],
    [9, 'other', '', 'https://elsewhere.example/other-2.0.tar.gz#sha256=3333', 'file', 'other-2.0.tar.gz'],
  ]);
});

test('a digest behind an address stays there when the address changes', () => {
  const digest = `#sha256=${'3'.repeat(64)}`;
  const texts = {
    'requirements.txt': `other @ https://elsewhere.example/other-2.0.tar.gz${digest}\n`,
    'uv.lock': `[[package]]\nname = "other"\nsource = { url = "https://elsewhere.example/other-2.0.tar.gz${digest}" }\n`,
  };
  for (const [id, text] of Object.entries(texts)) {
    const expected = text.replace('https://elsewhere.example', `${GATE}/files/other`);
    assert.equal(format(id).rewrite(text, adopt), expected);
    assert.equal(
      format(id).rewrite(expected, () => 'https://elsewhere.example/other-2.0.tar.gz'),
      text,
    );
  }
});

test('requirements.txt: a long line of blanks is read in time that grows with its length', () => {
  const blanks = '\t'.repeat(400_000);
  const cpuMs = startCpuTime();
  assert.deepEqual(brief('requirements.txt', `other${blanks}x\nother[a]${blanks}x\n`), []);
  assert.ok(cpuMs() < 2_000);
});

test('adopting changes addresses and nothing else, digests and line ends included', () => {
  for (const { id } of lockfiles) {
    const before = read(id);
    const after = format(id).rewrite(before, adopt);
    assert.notEqual(after, before, id);
    assert.doesNotMatch(after, /index\.example|second\.example|files\.example\/packages/, id);
    const rest = (text: string) => text.replace(/https?:\/\/[^\s"']+/g, '<address>');
    assert.equal(rest(after), rest(before), id);
    assert.deepEqual(
      format(id)
        .entries(after)
        .map(({ name, version, file, line }) => [name, version, file, line]),
      format(id)
        .entries(before)
        .map(({ name, version, file, line }) => [name, version, file, line]),
    );
  }
});

test('an address stands as its client writes it: encoded for uv, without the last slash for Poetry', () => {
  const uv = format('uv.lock').rewrite(read('uv.lock'), adopt);
  assert.ok(uv.includes('source = { registry = "http://gate.example/pypi/simple/" }'));
  assert.ok(
    uv.includes(
      '"http://gate.example/pypi/files/demo-pack/demo_pack-1.0%2Bcpu.tar.gz", hash = "sha256:1111"',
    ),
  );
  assert.ok(
    format('poetry.lock')
      .rewrite(read('poetry.lock'), adopt)
      .includes('url = "http://gate.example/pypi/simple"\n'),
  );
  assert.ok(
    format('pylock.toml')
      .rewrite(read('pylock.toml'), adopt)
      .includes("index = 'http://gate.example/pypi/simple/'"),
  );
});

test('rewriting nothing, and back again, gives the same bytes', () => {
  for (const { id } of lockfiles) {
    const before = read(id);
    const one = format(id);
    assert.equal(
      one.rewrite(before, () => undefined),
      before,
      id,
    );
    const urls = one.entries(before).map(({ url }) => url);
    let at = 0;
    const withUrls = urls.filter((url) => url !== undefined);
    assert.equal(
      one.rewrite(one.rewrite(before, adopt), () => withUrls[at++]),
      before,
      id,
    );
  }
});

test('windows line ends and a byte order mark change no line number and survive', () => {
  const text = `\uFEFF${read('uv.lock').replaceAll('\n', '\r\n')}`;
  assert.deepEqual(brief('uv.lock', text), brief('uv.lock', read('uv.lock')));
  const after = format('uv.lock').rewrite(text, adopt);
  assert.equal(after.split('\r\n').length, text.split('\r\n').length);
  assert.ok(after.startsWith('\uFEFFversion'));
});

test('file names tell the format', () => {
  const idOf = (file: string) => lockfiles.find((one) => one.isNamed(file))?.id;
  assert.equal(idOf('uv.lock'), 'uv.lock');
  assert.equal(idOf('pylock.dev.toml'), 'pylock.toml');
  assert.equal(idOf('pdm.linux.lock'), 'pdm.lock');
  assert.equal(idOf('requirements-dev.txt'), 'requirements.txt');
  assert.equal(idOf('dev.requirements.txt'), 'requirements.txt');
  assert.equal(idOf('constraints.txt'), 'requirements.txt');
  for (const file of ['package-lock.json', 'pyproject.toml', 'notes.txt', 'uv.lock.bak']) {
    assert.equal(idOf(file), undefined, file);
  }
});

test('a broken lock file is refused with its line', () => {
  for (const id of ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml']) {
    const text = read(id);
    assert.throws(
      () => format(id).entries(text.slice(0, text.lastIndexOf('"'))),
      (error) => isGatehouseError(error, 'invalid-document') && /line \d+/.test(error.message),
      id,
    );
    const table = id === 'pylock.toml' ? 'packages' : 'package';
    for (const body of ['name = "../x"', 'version = "1"', 'name = 1', '']) {
      const isEmpty = body === '' || body === 'name = 1';
      const broken = () => format(id).entries(`[[${table}]]\n${body}\n`);
      if (isEmpty) assert.deepEqual(broken(), [], id);
      else assert.throws(broken, (error) => isGatehouseError(error, 'invalid-document'), id);
    }
    assert.deepEqual(format(id).entries(`${table} = "x"\n__proto__ = "y"\n`), [], id);
  }
});

test('any text is read or refused, never worse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const one of lockfiles) {
        try {
          one.entries(text);
        } catch (error) {
          assert.ok(error instanceof GatehouseError, String(error));
        }
      }
    }),
  );
  const cpuMs = startCpuTime();
  format('requirements.txt').entries(
    `${'a'.repeat(200_000)}\n${' '.repeat(200_000)}\n${'a-'.repeat(100_000)}`,
  );
  assert.ok(cpuMs() < 2_000);
});

test('an address that stays as it was keeps its spelling, escapes and quotes', () => {
  const text = String.raw`[[package]]
name = "x"
version = "1.0"
source = { registry = "https:\u002f\u002findex.example/simple" }
sdist = { url = 'https://files.example/x-1.0.tar.gz' }
`;
  assert.equal(format('uv.lock').entries(text).length, 2);
  assert.equal(
    format('uv.lock').rewrite(text, ({ url }) => url),
    text,
  );
});

test('a string of many millions of characters is refused as too large', () => {
  const text = `[[package]]\nname = "x"\nversion = "1.0"\nsource = { registry = "${'a'.repeat(12_000_000)}" }\n`;
  assert.throws(
    () => format('uv.lock').entries(text),
    (error) => isGatehouseError(error, 'too-large'),
  );
});

test('uv.lock: the index that stands beside one of several versions of a package is rewritten wherever it is named', () => {
  const index = 'source = { registry = "https://index.example/simple" }';
  const text = `[[package]]
name = "shop"
source = { virtual = "." }
dependencies = [
    { name = "six", version = "1.15.0", ${index}, marker = "python_full_version < '3.9'" },
]

[package.dev-dependencies]
dev = [
    { name = "six", version = "1.16.0", ${index} },
]

[[package]]
name = "six"
version = "1.15.0"
${index}
`;
  const after = format('uv.lock').rewrite(text, ({ leadsTo }) =>
    leadsTo === 'index' ? 'https://gate.example/pypi/simple/' : undefined,
  );
  assert.equal(after, text.replaceAll('https://index.example/simple', 'https://gate.example/pypi/simple/'));
});
