import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answers } from './answers.ts';
import { names } from './name.ts';

const GATE = 'https://gate.example/composer';

function root(): Readonly<Record<string, unknown>> {
  const answer = answers.settings?.({ registryUrl: GATE, isAuthRequired: false });
  return JSON.parse(String(answer?.body)) as Record<string, unknown>;
}

test('K4, K6: packages.json declares metadata, advisories and the malware list, and no list of packages', () => {
  assert.deepEqual(root(), {
    packages: [],
    'metadata-url': `${GATE}/p2/%package%.json`,
    search: `${GATE}/search.json?q=%query%&type=%type%`,
    'security-advisories': { metadata: true, 'api-url': `${GATE}/api/security-advisories` },
    filter: { metadata: true, lists: { malware: { enabled: true } }, 'api-url': `${GATE}/api/filter` },
  });
});

test('K7, K9, K10: it declares no mirrors, no address for notices and nothing of the first protocol', () => {
  const keys = [
    'mirrors',
    'notify',
    'notify-batch',
    'providers',
    'providers-url',
    'provider-includes',
    'providers-lazy-url',
    'includes',
  ];
  assert.deepEqual(
    keys.filter((key) => Object.hasOwn(root(), key)),
    [],
  );
});

test('search answers in the form that Composer prints', () => {
  const found = {
    name: names.parse('acme/lib'),
    description: 'A library',
    pageUrl: 'https://gate.example/x',
  };
  const answer = answers.search?.([found], 1);
  assert.deepEqual(JSON.parse(String(answer?.body)), {
    results: [{ name: 'acme/lib', description: 'A library', url: 'https://gate.example/x' }],
    total: 1,
  });
});
