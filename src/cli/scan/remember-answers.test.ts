import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { rememberAnswers } from './remember-answers.ts';

test('each question is asked once, and a dozen are on their way at most', async () => {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const ask = rememberAnswers({
    async document(name, version) {
      asked.push(`${name} ${version}`);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return { text: version };
    },
    versions: async (name) => [name],
  });
  const name = asPackageName('t:a');
  const questions = Array.from({ length: 80 }, (_, at) => ask.document(name, `${at % 40}`, 'a.pom'));
  assert.deepEqual((await Promise.all(questions)).slice(0, 2), [{ text: '0' }, { text: '1' }]);
  assert.equal(asked.length, 40);
  assert.equal(most, 12);
  assert.deepEqual(await ask.versions(name), ['t:a']);
});
