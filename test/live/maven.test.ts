// mvn through a whole gate over the repository that this machine's Maven is configured with, else the one that the first start takes.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { jobOn, makeMachine, requireInstalled } from '../clients/gate-clients.ts';
import { mvn, publishResolvePlugin } from '../support/client-maven.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { findMavenRepository } from '../support/find-maven-repository.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { startGate } from '../support/gate.ts';

const JAR = 'junit/junit/4.13.2/junit-4.13.2.jar';

const repository = await findMavenRepository(JAR);

test(
  'mvn: a real library installs through the gate with its parent and its dependency',
  { skip: repository.skip === false ? skipUnlessInstalled(mvn) : repository.skip },
  async (t) => {
    // The plugin with which the test makes mvn resolve is in no public repository.
    const upstream = await startFixtureUpstream();
    t.after(async () => upstream.close());
    await publishResolvePlugin(upstream.maven);
    const maven = [
      { name: 'fixture', url: upstream.urls.maven, namespaces: ['example.fixture.*'] },
      { name: 'main', url: repository.url },
    ];
    const gate = await startGate(t, { upstream, config: { upstreams: { maven } } });
    const machine = await makeMachine(t, gate, mvn);
    requireInstalled(await mvn.install(jobOn(gate, mvn, machine, { 'junit:junit': '4.13.2' })), {
      'junit:junit': '4.13.2',
      'org.hamcrest:hamcrest-core': '1.3',
    });
    const [jar, sha1] = [await gate.ask(`/maven/${JAR}`), await gate.ask(`/maven/${JAR}.sha1`)];
    assert.equal(jar.status, 200, jar.text.slice(0, 300));
    assert.equal(sha1.text.trim(), createHash('sha1').update(jar.body).digest('hex'));
    const metadata = await gate.ask('/maven/junit/junit/maven-metadata.xml');
    assert.match(metadata.text, /<version>4\.13\.2<\/version>/);
  },
);
