import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { assertKeepsFloor } from './floor.ts';
import { parsePolicy } from './parse-policy.ts';

const floor = parsePolicy('preset = "balanced"');

function problemsOf(text: string): readonly string[] {
  try {
    assertKeepsFloor(floor, parsePolicy(text));
    return [];
  } catch (error) {
    assert.ok(isGatehouseError(error, 'invalid-policy'));
    return error.facts['problems'] as readonly string[];
  }
}

const changed = (id: string, change: string) =>
  problemsOf(`preset = "balanced"\n[[rules]]\nid = "${id}"\n${change}`);

test('the same policy, a stricter one, and one that is laxer only above the floor are accepted', () => {
  assert.deepEqual(problemsOf('preset = "balanced"'), []);
  assert.deepEqual(problemsOf('preset = "strict"'), []);
  assert.deepEqual(problemsOf('preset = "balanced"\nwithout = ["young-version", "known-exploited"]'), []);
  assert.deepEqual(
    changed('malware', 'young_package_days = 400\nwindow_days = 60\nothers_action = "block"'),
    [],
  );
});

test('a laxer rule of the floor is refused by its name', () => {
  const laxer: readonly (readonly [string, string])[] = [
    ['malware', 'action = "hide"'],
    ['malware', 'mode = "observe"'],
    ['malware', 'young_package_days = 179'],
    ['malware', 'window_days = 7'],
    ['malware', 'others_action = "allow"'],
    ['malware', 'except = ["left-*"]'],
    ['malware', 'names = ["@scope/*"]'],
    ['malware', 'ecosystems = ["npm", "pypi"]'],
    ['digest-changed', 'undeclared_action = "allow"'],
    ['digest-changed', 'action = "warn"'],
    ['reserved-name', 'action = "warn"'],
    ['quarantine', 'action = "hide"'],
    ['quarantine', 'waivable = true'],
    ['quarantine', 'except = ["left-*"]'],
  ];
  for (const [id, change] of laxer) {
    assert.deepEqual(
      changed(id, change),
      [`rule ${id} (on ${id}) is missing or laxer than the floor's`],
      change,
    );
  }
});

test('a floor rule that is left out is refused by its name, and a laxer unknown action by that', () => {
  assert.deepEqual(problemsOf('preset = "balanced"\nwithout = ["reserved-name"]'), [
    "rule reserved-name (on reserved-name) is missing or laxer than the floor's",
  ]);
  assert.deepEqual(problemsOf('preset = "balanced"\nunknown = "warn"'), [
    `unknown = "warn" is laxer than the floor's "block"`,
  ]);
});

test('a view does without required feeds only where the floor does', () => {
  const requiring = parsePolicy('preset = "balanced"\nrequire_feeds = true');
  assert.doesNotThrow(() => assertKeepsFloor(requiring, requiring));
  assert.doesNotThrow(() => assertKeepsFloor(floor, requiring));
  assert.throws(() => assertKeepsFloor(requiring, floor), /require_feeds = false is laxer/);
});

test('a view keeps the floor under a rule of its own name, and may except what the floor excepts', () => {
  const own = 'preset = "balanced"\nwithout = ["malware"]\n[[rules]]\nid = "ours"\non = "malware"';
  assert.deepEqual(problemsOf(own), []);
  const excepting = 'preset = "balanced"\n[[rules]]\nid = "malware"\nexcept = ["left-pad"]';
  assert.doesNotThrow(() => assertKeepsFloor(parsePolicy(excepting), parsePolicy(excepting)));
});
