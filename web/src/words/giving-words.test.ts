import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  describeGiven,
  describeMinutes,
  describeMoney,
  describePart,
  placeOf,
  stateOf,
  weightsText,
} from './giving-words.ts';

const nothing = { money: [], minutes: 0, gifts: 0 };

test('amounts have their thousands apart, whatever digits the currency has', () => {
  assert.equal(describeMoney({ amount: '1234567.89', currency: 'EUR' }), '1,234,567.89 EUR');
  assert.equal(describeMoney({ amount: '1200', currency: 'JPY' }), '1,200 JPY');
  assert.equal(describeMinutes(90), '1.5 h');
});

test('what was given is told, each currency by itself, and nothing is not a sum', () => {
  const money = [
    { minor: 500, amount: '5.00', currency: 'EUR' },
    { minor: 700, amount: '7.00', currency: 'USD' },
  ];
  assert.equal(describeGiven({ money, minutes: 60, gifts: 3 }), '5.00 EUR, 7.00 USD, 1 h');
  assert.equal(describeGiven(nothing), undefined);
});

test('a small share is not none, and an unknown one neither', () => {
  assert.deepEqual([0, 0.0004, 0.125, 1, undefined].map(describePart), [
    '0\u00a0%',
    '<0.1\u00a0%',
    '12.5\u00a0%',
    '100\u00a0%',
    'unknown',
  ]);
});

test('a place is called by its platform, else by its host', () => {
  assert.equal(placeOf({ platform: 'github', url: 'https://github.com/sponsors/ada' }), 'GitHub Sponsors');
  assert.equal(placeOf({ platform: 'custom', url: 'https://tide.example/give' }), 'tide.example');
});

test('whoever got something counts as given to, with a link or without', () => {
  const link = {
    url: 'https://tide.example',
    platform: 'custom' as const,
    source: 'packument',
    by: 'pkg:npm/tide',
    since: '2026-01-01T00:00:00Z',
  };
  assert.equal(stateOf({ given: { ...nothing, gifts: 1 }, links: [] }), 'given');
  assert.equal(stateOf({ given: nothing, links: [link] }), 'link');
  assert.equal(stateOf({ given: nothing, links: [] }), 'none');
});

test('weights are told to the server unless all count alike', () => {
  const alike = { applications: '1', production: '1', direct: '1', dependents: '1', criticality: '1' };
  assert.equal(weightsText(alike), undefined);
  assert.equal(
    weightsText({ ...alike, direct: '2', criticality: '0' }),
    'applications=1,production=1,direct=2,dependents=1',
  );
});
