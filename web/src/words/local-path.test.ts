import assert from 'node:assert/strict';
import { test } from 'node:test';

import { localPath } from './local-path.ts';

test('the way on after the sign-in leads to a page of ours alone', () => {
  for (const path of ['/', '/packages/npm/@acme/kit?version=1.0.0', '/decisions?rule=a&mode=b#x']) {
    assert.equal(localPath(path), path);
  }
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'packages',
    '',
  ];
  for (const to of [...elsewhere, undefined]) assert.equal(localPath(to), '/', JSON.stringify(to));
});
