import { strict as assert } from 'node:assert';
import { test } from 'node:test';

import { clientsNamed } from './list-clients.ts';
import { checkClients } from '../doctor/check-clients.ts';
import { findElsewhereHome } from './java-home.ts';

const place = { environment: {}, home: '/tmp/job', accountHome: '/home/ann' };

test('where HOME is not the account’s home, clients on Java are told how to look there', () => {
  const found = findElsewhereHome(place, 'mvn');
  assert.match(found?.text ?? '', /mvn does not look into \/tmp\/job.*\/home\/ann/);
  assert.equal(found?.fix, 'export MAVEN_OPTS="-Duser.home=/tmp/job"');
  assert.equal(findElsewhereHome(place, 'gradle')?.fix, 'export GRADLE_OPTS="-Duser.home=/tmp/job"');
  assert.equal(findElsewhereHome(place, 'npm'), undefined);
});

test('nothing is said where they look into the same home, or were told', () => {
  for (const [same, client] of [
    [{ ...place, home: '/home/ann/' }, 'mvn'],
    [{ environment: {}, home: '/tmp/job' }, 'mvn'],
    [{ ...place, environment: { MAVEN_OPTS: '-Xmx1g -Duser.home=/tmp/job' } }, 'mvn'],
    [{ ...place, environment: { JAVA_TOOL_OPTIONS: '-Duser.home=/tmp/job' } }, 'mvn'],
    [{ ...place, environment: { GRADLE_USER_HOME: '/gradle' } }, 'gradle'],
  ] as const) {
    assert.equal(findElsewhereHome(same, client), undefined);
  }
  const told = { ...place, environment: { MAVEN_OPTS: '-Duser.home=/elsewhere' } };
  assert.notEqual(findElsewhereHome(told, 'mvn'), undefined);
});

test('doctor counts a settings.xml that mvn does not read as no set-up', () => {
  const machine = { ...place, cwd: '/tmp/job/project', platform: 'linux' } as const;
  const [finding] = checkClients(machine, clientsNamed(['mvn']), 'http://gate.example');
  assert.deepEqual([finding?.level, finding?.fix], ['fault', 'export MAVEN_OPTS="-Duser.home=/tmp/job"']);
});
