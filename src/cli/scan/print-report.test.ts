import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPrinter } from '../terminal/printer.ts';
import { printReport } from './print-report.ts';

test('why something is not known stands before what all is not known by it', () => {
  let text = '';
  const gap = (at: number) => ({ file: 'pom.xml', message: `Cannot read the parent ${at}` });
  printReport(
    createPrinter({
      isTerminal: false,
      columns: 200,
      hasColour: false,
      write: (more) => void (text += more),
    }),
    {
      files: [],
      unread: [],
      componentCount: 0,
      findings: [],
      cleared: [],
      unknown: Array.from({ length: 25 }, (_, at) => ({
        file: 'pom.xml',
        name: `part-${at}`,
        because: 'no version',
      })),
      gaps: Array.from({ length: 7 }, (_, at) => gap(at)),
    },
  );
  const [, ...told] = text.slice(text.indexOf('Not known (32)')).split('\n');
  assert.match(told[0] ?? '', /Cannot read the parent 0$/);
  assert.match(told[4] ?? '', /Cannot read the parent 4$/);
  assert.match(told[5] ?? '', /part-0: no version$/);
  assert.match(told[9] ?? '', /part-4: no version$/);
  assert.match(told[10] ?? '', /and 22 more$/);
});
