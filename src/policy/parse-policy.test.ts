import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { GatehouseError } from '../kernel/errors.ts';
import { parsePolicy } from './parse-policy.ts';
import { usesEpss } from './policy.ts';
import { PRESET_NAMES, PRESETS } from './presets.ts';

function refusal(text: string): GatehouseError {
  try {
    parsePolicy(text);
  } catch (error) {
    assert.ok(error instanceof GatehouseError);
    assert.equal(error.code, 'invalid-policy');
    return error;
  }
  return assert.fail('the policy was accepted');
}

for (const preset of PRESET_NAMES) {
  test(`preset ${preset} stands by itself, and by its name`, () => {
    assert.deepEqual(parsePolicy(`preset = "${preset}"`), parsePolicy(PRESETS[preset]));
  });

  test(`preset ${preset} enforces the floor and keeps it from waivers`, () => {
    const floor = parsePolicy(PRESETS[preset]).rules.filter(({ on }) =>
      ['malware', 'digest-changed', 'reserved-name'].includes(on),
    );
    assert.deepEqual(
      floor.map(({ on, mode, waivable }) => [on, mode, waivable]),
      [
        ['malware', 'enforce', false],
        ['digest-changed', 'enforce', false],
        ['reserved-name', 'enforce', false],
      ],
    );
  });
}

test('a rule of the preset changes in the fields that are named, in its place; a new rule comes last', () => {
  const policy = parsePolicy(`preset = "balanced"
unknown = "hide"
without = ["critical-advisory"]

[[rules]]
id = "young-version"
hide_under_hours = 168

[[rules]]
id = "no-gpl"
on = "licence"
deny = ["GPL-*"]
action = "block"
mode = "observe"
`);
  assert.equal(policy.unknown, 'hide');
  const ids = policy.rules.map(({ id }) => id);
  assert.ok(!ids.includes('critical-advisory'));
  assert.equal(ids.at(-1), 'no-gpl');
  assert.equal(ids.indexOf('young-version'), 5);
  assert.deepEqual(policy.rules[5], {
    id: 'young-version',
    on: 'young-version',
    mode: 'enforce',
    waivable: true,
    blockUnderHours: 24,
    hideUnderHours: 168,
  });
});

test('all bad fields are reported together, each with its path', () => {
  const error = refusal(`unknown = "maybe"
colour = "red"
without = ["nothing"]
[[rules]]
id = "young-version"
on = "young-version"
block_under_hours = "day"
hide_hours = 3
[[rules]]
on = "licence"
id = "Licence"
action = "block"
allow = ["MIT"]
[[rules]]
id = "x"
on = "weather"
[[rules]]
id = "d"
on = "deny-list"
entries = [{ name = "a", versions = "^1.2" }]
[[rules]]
id = "d"
on = "yanked"
action = "hide"
[[rules]]
id = "m"
on = "malware"
waivable = true
[[rules]]
id = "waiver"
on = "yanked"
action = "warn"
`);
  const problems = error.facts['problems'] as readonly string[];
  const starts = [
    'unknown: ',
    'unknown key colour',
    'without: the preset has no rule nothing',
    'rules[4] (d): there is a rule of this id already',
    'rules[0] (young-version).block_under_hours: expected number',
    'rules[0] (young-version): unknown key hide_hours',
    'rules[1] (Licence).id: expected lower-case letters',
    'rules[2] (x).on: expected one of malware,',
    'rules[5] (m).waivable: ',
    'rules[6] (waiver).id: ',
  ];
  for (const start of starts)
    assert.ok(
      problems.some((problem) => problem.startsWith(start)),
      start,
    );
  assert.equal(problems.length, starts.length);
});

test('fields that contradict each other are refused', () => {
  const young = refusal(
    '[[rules]]\nid = "y"\non = "young-version"\nblock_under_hours = 48\nhide_under_hours = 24',
  );
  assert.match(young.message, /rules\[0\] \(y\)\.hide_under_hours: expected at least block_under_hours/);
  const licence = refusal('[[rules]]\nid = "l"\non = "licence"\naction = "block"');
  assert.match(licence.message, /expected a list of licences/);
});

test('what is no TOML is refused with its line', () => {
  const error = refusal('preset = "balanced"\n\n[[rules]\nid = 1');
  assert.equal(error.facts['line'], 3);
  assert.match(error.message, /^Cannot read policy: line 3, column \d+: /);
});

test('keys in camel case, prototype keys and dates that are none are refused', () => {
  assert.match(
    refusal('[[rules]]\nid = "y"\non = "young-version"\nblockUnderHours = 1').message,
    /rules\[0\] \(y\)\.blockUnderHours: unknown key/,
  );
  refusal('__proto__ = { unknown = "allow" }');
  refusal('[[rules]]\nid = "y"\non = "constructor"');
  refusal('[[rules]]\nid = "f"\non = "freeze"\nat = 07:32:00');
});

test('an overlong or deeply nested document is refused', () => {
  refusal(`# ${'x'.repeat(600_000)}`);
  refusal(`a = ${'['.repeat(5_000)}${']'.repeat(5_000)}`);
  refusal('[[rules]]\n'.repeat(201));
});

test('a policy tells whether EPSS scores matter to it', () => {
  assert.equal(usesEpss(parsePolicy('preset = "strict"')), false);
  const rule = '[[rules]]\nid = "e"\non = "advisory"\nmin_epss = 0.5\naction = "warn"';
  assert.equal(usesEpss(parsePolicy(rule)), true);
});

test('whatever the text, the answer is a policy or a refusal on one line', () => {
  const fragments = fc.constantFrom(
    '[[rules]]\n',
    'id = "a"\n',
    'on = "malware"\n',
    'on = "deny-list"\n',
    'entries = [{ name = "x" }]\n',
    'preset = "strict"\n',
    'names = [',
    '"\u0000"',
    ']\n',
    'mode = 3\n',
    'except = []\n',
    '= ',
    '{',
    '\u001b[2J',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(fragments).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (text) => {
      try {
        parsePolicy(text);
      } catch (error) {
        assert.ok(error instanceof GatehouseError && error.code === 'invalid-policy');
        // oxlint-disable-next-line no-control-regex -- what must not be in it
        assert.doesNotMatch(error.message, /[\u0000-\u001f\u007f-\u009f]/);
      }
    }),
    { numRuns: 1_000 },
  );
});
