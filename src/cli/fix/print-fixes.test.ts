import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { createPrinter } from '../terminal/printer.ts';
import { printFix } from './print-fixes.ts';

test('a record against packages that move together is named once', () => {
  const flaws = ['sail-web', 'sail-beans', 'sail-core'].map((name, at) => ({
    name: asPackageName(name),
    version: '1.0.0',
    record: at === 2 ? 'CVE-2022-2' : 'CVE-2022-1',
    gravity: 7.5 + at,
  }));
  const weight = { fixed: flaws, introduced: [], moves: [] };
  let text = '';
  printFix(
    createPrinter({
      isTerminal: false,
      columns: 200,
      hasColour: false,
      write: (more) => void (text += more),
    }),
    {
      path: 'pom.xml',
      base: '',
      ecosystem: 'maven',
      client: 'mvn',
      plan: {
        ecosystem: 'maven',
        before: { holdings: [], flaws },
        patches: [
          {
            ...weight,
            upgrades: [{ name: asPackageName('sail-web'), from: '1.0.0', to: '1.0.1', way: 'override' }],
            bump: 'patch',
            commands: [],
          },
        ],
        unfixed: [],
      },
      changes: [],
      suggestions: [],
    },
    false,
  );
  assert.match(text, /^ +patch; fixes CVE-2022-2 \(critical\), CVE-2022-1 \(high\)$/m);
});
