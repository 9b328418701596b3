import assert from 'node:assert/strict';
import { test } from 'node:test';

import { audit } from './audit.ts';
import { routes } from './routes.ts';

test('no route leads to an audit, and an audit is refused rather than answered with nothing found', () => {
  const asked = routes.flatMap((route) =>
    ['GET', 'POST'].map((method) =>
      route.match({ method, segments: ['audit'], query: new URLSearchParams(), headers: {} }),
    ),
  );
  assert.ok(asked.every((request) => request?.kind !== 'audit'));
  assert.throws(() => audit.parse(Buffer.from('{}'), 'bulk', 'application/json'), { code: 'unsupported' });
  assert.throws(() => audit.render([], 'bulk'), { code: 'unsupported' });
});
