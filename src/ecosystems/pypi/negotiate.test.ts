import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { chooseSimpleVariant, SIMPLE_VARIANTS } from './negotiate.ts';

test('P1: each client gets the form that its Accept header asks for', () => {
  const rows: readonly (readonly [string | undefined, string])[] = [
    // pip
    [
      'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01',
      'json',
    ],
    // uv
    [
      'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01',
      'json',
    ],
    // a browser
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['*/*', 'html'],
    [undefined, 'html'],
    ['', 'html'],
    ['application/vnd.pypi.simple.latest+json', 'json'],
    ['application/vnd.pypi.simple.v1+html', 'html-v1'],
    ['APPLICATION/VND.PYPI.SIMPLE.V1+JSON; Q=0.5, text/html;q=0.9', 'html'],
    ['application/vnd.pypi.simple.v1+json;q=0, text/html;q=0.1', 'html'],
    ['application/vnd.pypi.simple.v1+json;q=nonsense, text/html;q=0.1', 'html'],
    ['text/html, application/vnd.pypi.simple.v1+json', 'json'],
    ['application/*', 'json'],
    ['application/*, application/vnd.pypi.simple.v1+json;q=0', 'html'],
    ['application/vnd.pypi.simple.v2+json', 'html'],
    ['image/png', 'html'],
  ];
  for (const [accept, expected] of rows)
    assert.equal(chooseSimpleVariant(accept), expected, accept ?? 'no header');
});

test('the format in the address wins over the header', () => {
  assert.equal(chooseSimpleVariant('text/html', 'application/vnd.pypi.simple.v1+json'), 'json');
  assert.equal(chooseSimpleVariant('text/html', 'nonsense'), 'html');
  assert.equal(chooseSimpleVariant('application/vnd.pypi.simple.v1+json', null), 'json');
});

test('any header names one of the forms', () => {
  fc.assert(
    fc.property(fc.string(), (accept) => {
      assert.ok(SIMPLE_VARIANTS.includes(chooseSimpleVariant(accept)));
    }),
  );
});
