import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { escapeHtml, readTags, resolveReferences } from './html-tags.ts';
import { startCpuTime } from '../../../test/support/cpu-time.ts';

const plain = (html: string) =>
  readTags(html).map(({ name, attributes }) => [name, Object.fromEntries(attributes)]);

test('attributes are read in every way of quoting, the first of a name counts', () => {
  assert.deepEqual(plain(`<A HREF="x?a=1&amp;b=2" data-yanked href='y' title=z/>`), [
    ['a', { href: 'x?a=1&b=2', 'data-yanked': '', title: 'z/' }],
  ]);
  assert.deepEqual(plain(`<a href = 'a b' data-requires-python="&gt;=3.8,&#60;4">x</a>`), [
    ['a', { href: 'a b', 'data-requires-python': '>=3.8,<4' }],
  ]);
});

test('comments, scripts and styles hold no tags', () => {
  assert.deepEqual(plain(`<!-- <a href=1> --><script>"<a href=2>"</script><style><a></style><br>`), [
    ['script', {}],
    ['style', {}],
    ['br', {}],
  ]);
});

test('broken pages yield what stands before the fault', () => {
  assert.deepEqual(plain('<a href="x">ok</a> < b <1> <a href="unclosed'), [['a', { href: 'x' }]]);
  assert.deepEqual(plain('<!-- never closed <a href="x">'), []);
  assert.deepEqual(plain('<a'), []);
});

test('attributes named as an object inherits them are only attributes', () => {
  assert.equal(readTags('<a __proto__="x" constructor="y">')[0]?.attributes.get('__proto__'), 'x');
});

test('references that are no character become a replacement, unknown ones stay', () => {
  assert.equal(resolveReferences('&#0;&#xD800;&#x110000;&unknown;&AMP;'), '\ufffd\ufffd\ufffd&unknown;&');
});

test('what was escaped is read back', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(readTags(`<a title="${escapeHtml(text)}">`)[0]?.attributes.get('title'), text);
    }),
  );
});

test('hostile pages take linear time', () => {
  const cpuMs = startCpuTime();
  for (const piece of [
    '<a ',
    '<',
    '<!--',
    '<a href="',
    "<a b='",
    '<a =',
    '<a /',
    '<script>',
    '&#',
    '<a b ',
    '< ',
  ]) {
    readTags(piece.repeat(200_000));
  }
  assert.ok(cpuMs() < 6_000);
});

test('a page of too many tags is refused', () => {
  assert.throws(() => readTags('<b>'.repeat(1_000_001)), /more than 1000000 tags/);
});
