import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isLicenceAccepted, parseLicence } from './licence-expression.ts';

const licence = (id: string) => ({ kind: 'licence', id });

test('AND binds closer than OR, brackets closer than both', () => {
  assert.deepEqual(parseLicence('MIT OR A-1 AND B-2'), {
    kind: 'or',
    parts: [licence('MIT'), { kind: 'and', parts: [licence('A-1'), licence('B-2')] }],
  });
  assert.deepEqual(parseLicence('(MIT or A-1) and B-2'), {
    kind: 'and',
    parts: [{ kind: 'or', parts: [licence('MIT'), licence('A-1')] }, licence('B-2')],
  });
  assert.deepEqual(parseLicence('GPL-2.0+ WITH Classpath-exception-2.0'), {
    kind: 'licence',
    id: 'GPL-2.0+',
    exception: 'Classpath-exception-2.0',
  });
});

test('what is no expression is undefined', () => {
  const texts = [
    '',
    'MIT License',
    'MIT OR',
    'OR MIT',
    '(MIT',
    'MIT)',
    'A WITH',
    '()',
    'MIT/Apache',
    '\u0000',
  ];
  for (const text of texts) assert.equal(parseLicence(text), undefined, text);
});

test('depth and length are bounded', () => {
  assert.notEqual(parseLicence(`${'('.repeat(16)}MIT${')'.repeat(16)}`), undefined);
  assert.equal(parseLicence(`${'('.repeat(17)}MIT${')'.repeat(17)}`), undefined);
  assert.equal(parseLicence('('.repeat(900)), undefined);
  assert.equal(parseLicence(`MIT OR ${'A'.repeat(1_000)}`), undefined);
});

test('whatever the text, parsing ends, and accepting everything accepts what parses', () => {
  const word = fc.constantFrom('MIT', 'A-1', 'OR', 'and', 'WITH', '(', ')', ' ');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        const expression = parseLicence(text);
        if (expression === undefined) return;
        assert.equal(
          isLicenceAccepted(expression, () => true),
          true,
        );
        assert.equal(
          isLicenceAccepted(expression, () => false),
          false,
        );
      },
    ),
  );
});
