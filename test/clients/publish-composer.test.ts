// A package that is published to Composer, installed by composer beside one that an upstream has.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask } from '../support/ask.ts';
import { composer } from '../support/client-composer.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate } from '../support/gate.ts';
import { copyProjectFiles } from '../support/workspace.ts';
import { packZip } from '../support/zip.ts';
import { jobOn, makeMachine, printed, requireGateAlone, requireInstalled } from './gate-clients.ts';

const options = { skip: skipUnlessInstalled(composer) };

test(
  'composer: a published package and one of an upstream are installed together, from ranges and from the lock file',
  options,
  async (t) => {
    const gate = await startGate(t, { records: [] });
    await gate.upstream.composer.publish({ name: 'shore/base', version: '1.2.0' });
    const person = await makeGatePerson(gate, { email: 'ada@example.com' });
    const token = await person.mint({
      name: 'ci',
      scope: 'write',
      actions: ['publish'],
      packages: [{ ecosystem: 'composer', pattern: 'acme/*' }],
    });
    const publish = async (version: string) => {
      const manifest = {
        name: 'acme/tide',
        description: 'Of the sea',
        license: 'MIT',
        require: { 'shore/base': '^1.0' },
        autoload: { files: ['tide.php'] },
      };
      const body = packZip([
        { name: 'composer.json', content: JSON.stringify(manifest) },
        { name: 'tide.php', content: `<?php\nfunction tide() { return '${version}'; }\n` },
      ]);
      const answer = await ask(`${gate.urls.composer}/packages/acme/tide/${version}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}` },
        body,
      });
      assert.equal(answer.status, 201, answer.text);
    };
    await publish('1.0.0');
    await publish('1.1.0');

    const machine = await makeMachine(t, gate, composer);
    const installed = await composer.install(jobOn(gate, composer, machine, { 'acme/tide': '^1.0' }));
    requireInstalled(installed, { 'acme/tide': '1.1.0', 'shore/base': '1.2.0' });
    requireGateAlone(gate.upstream);

    const other = await makeMachine(t, gate, composer);
    copyProjectFiles(machine, other, composer.projectFiles);
    const locked = await composer.lockInstall(jobOn(gate, composer, other));
    requireInstalled(locked, { 'acme/tide': '1.1.0', 'shore/base': '1.2.0' });
    const audited = await composer.run(jobOn(gate, composer, other), ['audit']);
    assert.equal(audited.exitCode, 0, printed(audited));
  },
);
