// gatehouse hosted sbom as a process: what is published, as a document that other tools read.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readBill } from '../../src/formats/read-bill.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { publishScene } from '../publish/contents-scene.ts';

test('a version is written as a bill in each format, and what is none is told', async (t) => {
  const { gate, publish } = await publishScene(t);
  await publish.npm({ manifest: { dependencies: { '@acme/base': '^1.2.0' } } });
  const cli = makeCommandLine(t);
  const run = async (...args: readonly string[]) =>
    cli.run(['hosted', 'sbom', 'npm', '@acme/tide', ...args, '--server', gate.url]);
  const formats = {
    cyclonedx: 'CycloneDX 1.6 JSON',
    'cyclonedx-1.7': 'CycloneDX 1.7 JSON',
    spdx: 'SPDX 2.3 JSON',
    spdx3: 'SPDX 3.0.1 JSON',
  };
  for (const [name, format] of Object.entries(formats)) {
    const { exitCode, stdout, stderr } = await run('1.0.0', '--format', name);
    assert.equal(exitCode, 0, stderr);
    const bill = readBill(stdout);
    assert.equal(bill.format, format);
    assert.deepEqual(
      bill.components.map(({ purl }) => purl),
      ['pkg:npm/%40acme/tide@1.0.0', 'pkg:npm/%40acme/base'],
    );
  }
  const unknown = await run('1.0.0', '--format', 'xml');
  assert.deepEqual([unknown.exitCode, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /cyclonedx, cyclonedx-1\.7, spdx, spdx3/);
  const absent = await run('9.9.9');
  assert.equal(absent.exitCode, 1);
  assert.match(absent.stderr, /Cannot find @acme\/tide 9\.9\.9: it is not published here/);
});
