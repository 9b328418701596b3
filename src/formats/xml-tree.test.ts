import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { readXmlTree } from './xml-tree.ts';

test('elements have their namespace, attributes, text and line', () => {
  const root = readXmlTree('<a xmlns="urn:x" b="1">\n<c>one &amp; two</c>\n</a>', 'it');
  assert.equal(root.namespace, 'urn:x');
  assert.equal(root.attributes.get('b'), '1');
  const [child] = root.children;
  assert.deepEqual([child?.name, child?.text, child?.line], ['c', 'one & two', 2]);
});

test('hostile documents are refused with their line', () => {
  const hostile = {
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>': /found a document type, expected none at line 1/,
    '<a>\n&x;</a>': /at line 2/,
    '<a><b></a>': /at line 1/,
    '<?xml version="1.0" \ud800': /found half a character, expected whole ones at line 1/,
  };
  for (const [text, words] of Object.entries(hostile)) {
    assert.throws(
      () => readXmlTree(text, 'it'),
      (error) => isGatehouseError(error, 'invalid-document') && words.test(error.message),
      text,
    );
  }
  const deep = `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`;
  assert.throws(
    () => readXmlTree(deep, 'it'),
    (error) => isGatehouseError(error, 'invalid-document') && error.message.includes('expected at most 100'),
  );
});
