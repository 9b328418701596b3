import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isTellable, tellImports } from './reach-words.ts';

const NOT_SEEN = { state: 'not-seen', because: 'no import', says: 'no import' } as const;
const COMPUTED = {
  state: 'unknown',
  because: 'a.js:1 loads a module whose name it works out',
  about: 'project',
  says: '…',
} as const;

test('imports are counted, what was not seen is called no proof, and what is not known has its reason', () => {
  assert.deepEqual(
    tellImports([
      { ecosystem: 'npm', reach: NOT_SEEN },
      { ecosystem: 'npm', reach: COMPUTED },
      { ecosystem: 'pypi' },
      { ecosystem: 'cargo' },
    ]),
    [
      'Imports by its own code: 2 not known, 1 of which no import was found, which is no proof that they do not run.',
      'Not known, since a.js:1 loads a module whose name it works out.',
      'Not known, since the newest push did not tell (gatehouse app push looks into the code).',
    ],
  );
});

test('nothing is told where no code is looked into, or of what is to be removed in any case', () => {
  assert.deepEqual(tellImports([{ ecosystem: 'cargo' }, { ecosystem: 'maven' }]), []);
  assert.equal(isTellable('malware', NOT_SEEN), false);
  assert.equal(isTellable('vulnerability', NOT_SEEN), true);
  assert.equal(isTellable('vulnerability', undefined), false);
});
