import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createLikenessIndex, isOneEditApart, type NameParts } from './look-alike.ts';

/** `@scope/name` and `group:name` in two, others whole. */
function parts(written: string): NameParts {
  const at = Math.max(written.indexOf('/'), written.indexOf(':'));
  return at < 0 ? { name: written } : { namespace: written.slice(0, at), name: written.slice(at + 1) };
}

const index = (...names: string[]) =>
  createLikenessIndex(names.map((written) => ({ written, parts: parts(written) })));
const find = (name: string, ...known: string[]) =>
  index(...known)
    .find(name, parts(name))
    .map((one) => `${one.name}: ${one.how}`);

test('one edit is an insertion, a deletion, a replacement or a swap of neighbours', () => {
  for (const other of ['reac', 'reactt', 'xreact', 'reect', 'raect', 'reatc']) {
    assert.ok(isOneEditApart('react', other), other);
    assert.ok(isOneEditApart(other, 'react'), other);
  }
  for (const other of ['react', 'rea', 'reacttt', 'recat0', 'tcaer', 'rxexct', '']) {
    assert.equal(isOneEditApart('react', other), false, other);
  }
});

test('each way to look alike is named', () => {
  assert.deepEqual(find('crossenv', 'cross-env'), ['cross-env: the same but for separators']);
  assert.deepEqual(find('cross.env', 'cross-env'), ['cross-env: the same but for separators']);
  assert.deepEqual(find('env-cross', 'cross-env'), ['cross-env: the same words in another order']);
  assert.deepEqual(find('m0ment', 'moment'), ['moment: characters that look alike']);
  assert.deepEqual(find('rnoment', 'moment'), ['moment: characters that look alike']);
  assert.deepEqual(find('co1or', 'color'), ['color: characters that look alike']);
  assert.deepEqual(find('expresss', 'express'), ['express: a repeated letter']);
  assert.deepEqual(find('expres', 'express'), ['express: a repeated letter']);
  assert.deepEqual(find('loadsh', 'lodash'), ['lodash: one letter differs']);
  assert.deepEqual(find('requests', 'request'), ['request: one letter differs']);
});

test('words that people put around a name count for nothing, whichever of the two has them', () => {
  const how = 'the same but for a word such as js, node or python';
  for (const name of [
    'request-js',
    'request.js',
    'node-request',
    'python-request',
    'requestjs',
    'noderequest',
  ]) {
    assert.deepEqual(find(name, 'request'), [`request: ${how}`], name);
  }
  assert.deepEqual(find('dateutil', 'python-dateutil'), [`python-dateutil: ${how}`]);
  assert.deepEqual(find('plugin-python', 'plugin-php'), [], 'both name their language');
});

test('a scope is no disguise, and neither is its absence', () => {
  const how = 'the same but for its namespace';
  for (const name of ['babel-core', 'babelcore', '@babel-core/babel', '@babe/l-core'].slice(0, 2)) {
    assert.deepEqual(find(name, '@babel/core'), [`@babel/core: ${how}`], name);
  }
  assert.deepEqual(find('@babel/core', 'babel-core'), [`babel-core: ${how}`]);
  const alike = 'the same name in a namespace that looks alike';
  assert.deepEqual(find('@bable/core', '@babel/core'), [`@babel/core: ${alike}`]);
  assert.deepEqual(find('@babe1/core', '@babel/core'), [`@babel/core: ${alike}`]);
  assert.deepEqual(find('org.acme:tide', 'com.acme:tide'), [`com.acme:tide: ${alike}`]);
  assert.deepEqual(find('@acme/core', '@babel/core'), []);
  assert.deepEqual(find('io.github.ada:tide', 'com.acme:tide'), []);
});

test('short names and numbers are left alone', () => {
  for (const [name, known] of [
    ['vue', 'vux'],
    ['koa', 'kao'],
    ['es5-shim', 'es6-shim'],
    ['http2', 'http3'],
    ['acme1', 'acme2'],
  ] as const) {
    assert.deepEqual(find(name, known), [], `${name}, ${known}`);
  }
});

test('a name is not like itself, and the most alike come first, a few at the most', () => {
  assert.deepEqual(find('react', 'react'), []);
  const many = Array.from({ length: 20 }, (_, at) => `react${String.fromCharCode(97 + at)}`);
  const found = index(...many, 're-act').find('react', { name: 'react' });
  assert.equal(found.length, 5);
  assert.deepEqual(found[0], { name: 're-act', how: 'the same but for separators' });
});

test('any text has an answer: names of objects, and none at all', () => {
  for (const name of ['__proto__', 'constructor', '', '-', '---', 'é', '\u{1f980}', 'a'.repeat(5_000)]) {
    assert.deepEqual(find(name, 'react'), [], name.slice(0, 20));
    assert.deepEqual(find('react', name), [], name.slice(0, 20));
  }
});
