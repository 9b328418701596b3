// composer at a gate that keeps versions out: ranges, lock files, audits, and what the user reads.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { composer } from '../support/client-composer.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { startGate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { copyProjectFiles, makeWorkspace } from '../support/workspace.ts';
import {
  jobOn,
  makeMachine,
  printed,
  readProject,
  requireGateAlone,
  requireInstalled,
  runGatehouse,
} from './gate-clients.ts';
import { testClient } from './maven-composer-scenarios.ts';

const NAME = 'acme/tide';
const options = { skip: skipUnlessInstalled(composer) };

testClient({
  client: composer,
  ref: { ecosystem: 'composer', name: asPackageName(NAME) },
  purl: 'pkg:composer/acme/tide@1.1.0',
  ranges: { all: '^1.0', exact: '1.1.0', newer: '^1.1' },
  reserved: 'acme/*',
  file: '.config/composer/config.json',
  text: '{\n    "config": { "sort-packages": true,\n "process-timeout":   300 }\n}\n',
  publish: ({ composer: registry }, version, publishedAt) =>
    registry.publish({
      name: NAME,
      version,
      shasum: true,
      ...(publishedAt === undefined ? {} : { publishedAt }),
    }),
  remove: ({ composer: registry }, version) => registry.remove(NAME, version),
  shown: (rule) => new RegExp(`acme/tide.*${rule}.*see http\\S+/packages/composer/`, 's'),
  shownRange: /Gatehouse keeps back acme\/tide@1\.2\.0 \(young-version: .*see http\S+\/packages\/composer\//,
  shownName: (rule) => new RegExp(rule),
});

/** What a rewritten lock file must keep of an entry. */
const digestsOf = ({ dist }: Lock['packages'][number]) => [dist['type'], dist['reference'], dist['shasum']];

interface Lock {
  readonly packages: readonly { readonly dist: Readonly<Record<string, string>>; readonly source?: object }[];
}

test(
  'composer: a lock file made elsewhere is adopted, one made here is released, digests untouched',
  options,
  async (t) => {
    const gate = await startGate(t);
    const { upstream } = gate;
    await upstream.composer.publish({ name: NAME, version: '1.0.0', shasum: true });
    const outside = { registryUrl: upstream.urls.composer };
    const elsewhere = makeWorkspace(t);
    const made = await composer.install({ ...elsewhere, ...outside, packages: { [NAME]: '^1.0' } });
    requireInstalled(made, { [NAME]: '1.0.0' });
    const before = JSON.parse(readProject(elsewhere, 'composer.lock')) as Lock;

    const machine = await makeMachine(t, gate, composer);
    copyProjectFiles(elsewhere, machine, composer.projectFiles);
    const around = await runGatehouse(machine, ['doctor', '--gate', gate.url]);
    assert.match(printed(around), /composer\.lock/);
    const adopted = await runGatehouse(machine, ['lock', 'adopt', 'composer.lock', '--gate', gate.url]);
    assert.equal(adopted.exitCode, 0, printed(adopted));
    const after = JSON.parse(readProject(machine, 'composer.lock')) as Lock;
    assert.deepEqual(after.packages.map(digestsOf), before.packages.map(digestsOf));
    assert.ok(
      after.packages.every(
        ({ dist, source }) => dist['url']?.startsWith(gate.url) === true && source === undefined,
      ),
    );
    const seen = upstream.requests.length;
    requireInstalled(await composer.lockInstall(jobOn(gate, composer, machine)), { [NAME]: '1.0.0' });
    requireGateAlone(upstream, seen);

    const here = await makeMachine(t, gate, composer);
    requireInstalled(await composer.install(jobOn(gate, composer, here, { [NAME]: '^1.0' })), {
      [NAME]: '1.0.0',
    });
    const released = await runGatehouse(here, [
      'lock',
      'release',
      'composer.lock',
      '--gate',
      gate.url,
      '--server',
      gate.url,
    ]);
    assert.equal(released.exitCode, 0, printed(released));
    assert.equal(readProject(here, 'composer.lock').includes(gate.url), false);
    const outsider = makeWorkspace(t);
    copyProjectFiles(here, outsider, composer.projectFiles);
    const manifest = JSON.parse(readFileSync(join(outsider.project, 'composer.json'), 'utf8')) as object;
    const repositories = [{ type: 'composer', url: outside.registryUrl }, { packagist: false }];
    writeFileSync(
      join(outsider.project, 'composer.json'),
      JSON.stringify({ ...manifest, repositories, config: { 'secure-http': false } }),
    );
    requireInstalled(await composer.lockInstall({ ...outsider, ...outside }), { [NAME]: '1.0.0' });
  },
);

test('composer: audits are answered from the gate’s own evidence, or not at all', options, async (t) => {
  const gate = await startGate(t, { records: [] });
  await gate.upstream.composer.publish({ name: NAME, version: '1.0.0', abandoned: 'acme/ebb' });
  const machine = await makeMachine(t, gate, composer);
  const installed = await composer.install(jobOn(gate, composer, machine, { [NAME]: '^1.0' }));
  requireInstalled(installed, { [NAME]: '1.0.0' });
  assert.match(printed(installed), /acme\/tide is abandoned.*Use acme\/ebb instead/);
  const job = jobOn(gate, composer, machine);
  const clean = await composer.run(job, ['audit', '--locked', '--format=plain']);
  assert.match(printed(clean), /No security vulnerability advisories found/);

  await gate.addRecords(
    vulnerabilityRecord({ ecosystem: 'composer', name: NAME, fixed: '1.0.1', id: 'GHSA-aaaa-bbbb-cccc' }),
  );
  const found = await composer.run(job, ['audit', '--locked', '--format=plain']);
  assert.notEqual(found.exitCode, 0, printed(found));
  assert.match(printed(found), /GHSA-aaaa-bbbb-cccc|A hole in acme\/tide/);

  await gate.addRecords(malwareRecord({ ecosystem: 'composer', name: NAME, versions: ['1.0.0'] }));
  const filter = await gate.ask('/composer/api/filter', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ packages: [`pkg://composer/${NAME}`], lists: ['malware'] }),
  });
  assert.equal(filter.status, 200, filter.text);
  assert.match(filter.text, /acme\/tide/);
});

test('composer: an audit without any feed fails, instead of finding nothing', options, async (t) => {
  const gate = await startGate(t);
  await gate.upstream.composer.publish({ name: NAME, version: '1.0.0' });
  const machine = await makeMachine(t, gate, composer);
  requireInstalled(await composer.install(jobOn(gate, composer, machine, { [NAME]: '^1.0' })), {
    [NAME]: '1.0.0',
  });
  const audit = await composer.run(jobOn(gate, composer, machine), ['audit', '--locked', '--format=plain']);
  t.diagnostic(`NOFEED ${printed(audit)}`);
  assert.notEqual(audit.exitCode, 0, printed(audit));
  assert.doesNotMatch(printed(audit), /No security vulnerability advisories found/);
  const filter = await gate.ask('/composer/api/filter', { method: 'POST', body: '{"packages":[]}' });
  assert.equal(filter.status, 503, filter.text);
});
