import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Problem } from '../../../src/http/api/contract.ts';
import { placeFaults } from './place-faults.ts';

const TEXT = `preset = "balanced"
unknown = "maybe"

[[rules]]
id = "young-version"
hide_under_hours = -3

# [[rules]] in a comment is none
[[rules]]
id = "ours"
on = "deny-list"
entries = [
  { name = "x" },
]
`;

function problemOf(problems: readonly string[], more: Record<string, unknown> = {}): Problem {
  return {
    type: 'about:blank',
    title: 'Unprocessable Entity',
    status: 422,
    code: 'invalid-policy',
    detail: 'Cannot read policy',
    facts: { problems, ...more },
  };
}

function linesOf(...problems: string[]): readonly (number | undefined)[] {
  return placeFaults(TEXT, problemOf(problems)).map(({ line }) => line);
}

test('a fault stands at the line of its key', () => {
  assert.deepEqual(linesOf('rules[0] (young-version).hide_under_hours: Too small'), [6]);
  assert.deepEqual(linesOf('rules[1] (ours).entries[0].versions: expected comparators'), [12]);
  assert.deepEqual(linesOf('unknown: expected one of allow, warn'), [2]);
});

test('a fault about a key that is missing stands at its rule', () => {
  assert.deepEqual(linesOf('rules[1] (ours).action: expected one of allow'), [9]);
  assert.deepEqual(linesOf('rules[1] (ours): there is a rule of this id already'), [10]);
});

test('an unknown key is found by its name', () => {
  assert.deepEqual(linesOf('rules[0] (young-version): unknown key hide_under_hours'), [6]);
  assert.deepEqual(linesOf('unknown key preset'), [1]);
});

test('what is no TOML comes with its line', () => {
  const [fault] = placeFaults(TEXT, problemOf(['missing quote'], { line: 4, column: 2 }));
  assert.deepEqual(fault, { line: 4, text: 'missing quote' });
});

test('a fault without a line keeps its words and comes first', () => {
  const faults = placeFaults(
    TEXT,
    problemOf(['unknown: bad', 'preset rule malware.action: bad', 'rules[9].on: bad']),
  );
  assert.deepEqual(
    faults.map(({ line }) => line),
    [undefined, undefined, 2],
  );
});
