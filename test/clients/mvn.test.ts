// mvn at a gate that keeps versions out: what a range becomes, what is refused, what the user reads.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { mvn } from '../support/client-maven.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { runGatehouse } from './gate-clients.ts';
import { testClient } from './maven-composer-scenarios.ts';

const TIDE = { groupId: 'org.acme', artifactId: 'tide' } as const;

testClient({
  client: mvn,
  ref: { ecosystem: 'maven', name: asPackageName('org.acme:tide') },
  purl: 'pkg:maven/org.acme/tide@1.1.0',
  ranges: { all: '[1.0,2.0)', exact: '1.1.0', newer: '[1.1,2.0)' },
  reserved: 'org.acme.*',
  file: '.m2/settings.xml',
  text: '<?xml version="1.0"?>\r\n<settings>\r\n  <!-- mine -->\r\n  <offline>false</offline>\r\n</settings>\r\n',
  publish: ({ maven }, version, publishedAt) =>
    maven.publish({ ...TIDE, version, ...(publishedAt === undefined ? {} : { publishedAt }) }),
  remove: ({ maven }, version) => maven.remove('org.acme:tide', version),
  shown: (rule) => new RegExp(`org\\.acme:tide.*1\\.1\\.0.*${rule}.*see http\\S+/packages/maven/`, 's'),
  // Maven has no place for a reason here.
  shownRange: /No versions available for org\.acme:tide:jar:\[1\.1,2\.0\) within specified range/,
  shownName: (rule) => new RegExp(rule),
});

test('gradle: the init script that is written names the gate, and is taken back', async (t) => {
  const machine = makeWorkspace(t);
  const done = await runGatehouse(machine, ['setup', 'gradle', '--gate', 'http://localhost:4870']);
  assert.equal(done.exitCode, 0, done.stderr);
  const script = readFileSync(join(machine.home, '.gradle/init.d/gatehouse.gradle'), 'utf8');
  assert.match(script, /http:\/\/localhost:4870\/maven\//);
  const undone = await runGatehouse(machine, ['setup', '--undo']);
  assert.equal(undone.exitCode, 0, undone.stderr);
});
