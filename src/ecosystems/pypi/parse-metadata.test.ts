import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startCpuTime } from '../../../test/support/cpu-time.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { parseMetadata } from './parse-metadata.ts';

const parse = (text: string) => parseMetadata(Buffer.from(text), 'tide-1.0.tar.gz');

test('fields are read with the lines that go on with them, and what stands behind them is the description', () => {
  const { one, many } = parse(
    'Metadata-Version: 2.4\r\nName: tide\r\nSummary: Of\r\n  the sea\r\nClassifier: a\r\nClassifier: b\r\n\r\nHello\r\n',
  );
  assert.deepEqual(
    [one.get('name'), one.get('summary'), one.get('description')],
    ['tide', 'Of\nthe sea', 'Hello\n'],
  );
  assert.deepEqual(many.get('classifier'), ['a', 'b']);
  assert.equal(parse('Metadata-Version: 2.4\nName: tide\n\r\r\n').one.get('name'), 'tide');
});

test('what readers differ in is refused, in time that grows with its length', () => {
  const cpuMs = startCpuTime();
  for (const hostile of [
    `Metadata-Version: 2.4\nName: tide\nVe${'\r'.repeat(500_000)}x`,
    'Metadata-Version: 2.4\nName: a\nName: b\n',
    ' Metadata-Version: 2.4\n',
    'Metadata-Version: 9.9\n',
  ])
    assert.throws(
      () => parse(hostile),
      (error) => isGatehouseError(error, 'invalid-request'),
      hostile.slice(0, 60),
    );
  assert.ok(cpuMs() < 4_000);
});
