import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { replacePlaces } from '../../formats/replace-places.ts';
import { decodeXml, readXmlElements, removeElement } from './xml-elements.ts';

const LIMITS = { maxLength: 10_000, maxDepth: 8, code: 'upstream-invalid' } as const;

function read(text: string): ReturnType<typeof readXmlElements> {
  return readXmlElements(text, 'the document', LIMITS);
}

test('each element has its path, its text and its place', () => {
  const text =
    '\uFEFF<?xml version="1.0"?>\r\n<a b="x>y">\r\n <c>1.0<!-- <c> -->.1&amp;😀</c><c/><c><![CDATA[<2>]]></c></a>\r\n';
  const elements = read(text);
  assert.deepEqual(
    elements.map(({ path, text: own }) => [path, own]),
    [
      ['a', ''],
      ['a/c', '1.0.1&😀'],
      ['a/c', ''],
      ['a/c', '<2>'],
    ],
  );
  assert.deepEqual(elements.map(({ start, end }) => text.slice(start, end)).slice(1), [
    '<c>1.0<!-- <c> -->.1&amp;😀</c>',
    '<c/>',
    '<c><![CDATA[<2>]]></c>',
  ]);
  assert.equal(text.slice(elements[1]?.innerStart, elements[1]?.innerEnd), '1.0<!-- <c> -->.1&amp;😀');
});

test('hostile documents are refused', () => {
  const hostile = {
    'an entity bomb': '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    'an outside entity': '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    'an unknown entity': '<a>&x;</a>',
    'half a character': '<?xml version="1.0" \ud800',
    'a document that was cut off': '<a><b>1</b',
    'no document': '',
    'another format': '{"a":1}',
    'two roots': '<a/><b/>',
    'tags that cross': '<a><b></a></b>',
    'too deep nesting': '<a>'.repeat(9) + '</a>'.repeat(9),
    'too much text': `<a>${' '.repeat(10_000)}</a>`,
    'a control character': '<a>\u0000</a>',
  };
  for (const [what, text] of Object.entries(hostile)) {
    assert.throws(() => read(text), { code: 'upstream-invalid' }, what);
  }
});

test('more elements than any real document has are refused', () => {
  const text = `<a>${'<b/>'.repeat(200_001)}</a>`;
  assert.throws(() => readXmlElements(text, 'the document', { ...LIMITS, maxLength: 2_000_000 }), /200000/);
});

test('bytes that are not UTF-8 are refused', () => {
  const latin1 = Buffer.from('<a>ë</a>', 'latin1');
  assert.throws(() => decodeXml(latin1, 'the document', 'upstream-invalid'), { code: 'upstream-invalid' });
  assert.equal(decodeXml(Buffer.from('\uFEFF<a/>'), 'the document', 'upstream-invalid'), '\uFEFF<a/>');
});

test('edits change their own place alone, in whatever order they come', () => {
  const text = '<a>\n  <b>1</b>\n  <c>2</c>\n</a>';
  const [, b, c] = read(text);
  assert.ok(b !== undefined && c !== undefined);
  const edits = [{ start: c.innerStart, end: c.innerEnd, text: '3' }, removeElement(text, b)];
  assert.equal(replacePlaces(text, edits), '<a>\n  <c>3</c>\n</a>');
});

test('any text of an element is found where it stands', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const clean = texts.map((one) =>
        one.replace(/[^\u0020-\u{10ffff}]|[<&>\ufffe\uffff\ud800-\udfff]/gu, ''),
      );
      const text = `<r>${clean.map((one) => `<v>${one}</v>`).join('\n')}</r>`;
      const found = readXmlElements(text, 'the document', { ...LIMITS, maxLength: 1e6 }).slice(1);
      assert.deepEqual(
        found.map(({ innerStart, innerEnd }) => text.slice(innerStart, innerEnd)),
        clean,
      );
    }),
  );
});

test('a fault is told shortly, however long the names in the document are', () => {
  assert.throws(
    () => readXmlElements(`<${'s'.repeat(30_000)}>`, 'settings.xml', LIMITS),
    (error) => error instanceof Error && error.message.length < 1_000,
  );
});
