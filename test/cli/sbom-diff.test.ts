// gatehouse sbom diff as a process: two files, of different formats, and what its exit code says.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { SPDX_FACTS, SPDX_SAMPLE } from '../../src/formats/spdx/testing/sample-bill.ts';
import { renderSpdx2 } from '../../src/formats/spdx/write-version-2.ts';
import { renderSpdx3 } from '../../src/formats/spdx/write-version-3.ts';
import { makeCommandLine } from '../support/command-line.ts';

const LOCK = {
  name: 'shop',
  lockfileVersion: 3,
  packages: {
    '': { name: 'shop', dependencies: { '@acme/anvil': '^1.0.0', tide: '^1.0.0' } },
    'node_modules/@acme/anvil': { version: '1.2.0', license: 'ISC' },
    'node_modules/tide': { version: '1.1.0' },
    'node_modules/new': { version: '1.0.0' },
  },
};

test('two files of different formats are compared, and exit codes say what was asked', async (t) => {
  const cli = makeCommandLine(t);
  writeFileSync(join(cli.cwd, 'a.spdx.json'), JSON.stringify(renderSpdx2(SPDX_SAMPLE, SPDX_FACTS)));
  writeFileSync(join(cli.cwd, 'b.spdx3.json'), JSON.stringify(renderSpdx3(SPDX_SAMPLE, SPDX_FACTS)));
  writeFileSync(join(cli.cwd, 'package-lock.json'), JSON.stringify(LOCK));

  const same = await cli.run(['sbom', 'diff', 'a.spdx.json', 'b.spdx3.json', '--exit-code']);
  assert.deepEqual([same.exitCode, same.stdout], [0, 'No package differs.\n']);

  const differs = await cli.run(['sbom', 'diff', 'a.spdx.json', 'package-lock.json']);
  assert.equal(differs.exitCode, 0);
  assert.match(differs.stdout, /^up +npm +@acme\/anvil +1\.0\.0 +1\.2\.0 +licence MIT to ISC$/m);
  assert.match(differs.stdout, /^added +npm +new +1\.0\.0/m);
  assert.match(differs.stdout, /^removed +npm +deep +2\.0\.0/m);

  const strict = await cli.run(['sbom', 'diff', '--exit-code', '--json', 'a.spdx.json', 'package-lock.json']);
  assert.equal(strict.exitCode, 1);
  const { changes, unread } = JSON.parse(strict.stdout) as {
    changes: readonly { kind: string }[];
    unread: [];
  };
  assert.ok(changes.some(({ kind }) => kind === 'up'));
  assert.deepEqual(unread, []);
});

test('a side that cannot be read is told, and is not taken for an empty one', async (t) => {
  const cli = makeCommandLine(t);
  writeFileSync(join(cli.cwd, 'a.spdx.json'), JSON.stringify(renderSpdx2(SPDX_SAMPLE, SPDX_FACTS)));
  writeFileSync(join(cli.cwd, 'sbom.json'), '{}');
  writeFileSync(join(cli.cwd, 'cut.spdx.json'), '{"spdxVersion":');
  writeFileSync(join(cli.cwd, 'notes.md'), 'x');
  const empty = await cli.run(['sbom', 'diff', 'a.spdx.json', 'sbom.json']);
  assert.equal(empty.exitCode, 3);
  assert.match(empty.stderr, /sbom\.json Cannot tell what this file is/);
  assert.doesNotMatch(empty.stdout, /removed/);
  const cut = await cli.run(['sbom', 'diff', 'cut.spdx.json', 'a.spdx.json']);
  assert.equal(cut.exitCode, 3);
  assert.match(cut.stderr, /cut\.spdx\.json Cannot read .+ at line 1/);
  const other = await cli.run(['sbom', 'diff', 'a.spdx.json', 'notes.md']);
  assert.notEqual(other.exitCode, 0);
  assert.match(other.stderr, /Cannot compare notes\.md/);
});
