// Principles for Package Repository Security, G1.2: typosquatting is prevented, by namespaces that are proven and by names that are
// compared with those that matter. Against a real DNS server on loopback.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ECOSYSTEMS, type Ecosystem } from '../../src/kernel/ecosystem.ts';
import { seatPerson } from '../support/access-callers.ts';
import { skipWithoutDns } from '../support/dns-server.ts';
import { lettersOf } from '../support/letters-of.ts';
import { lineOf, setNamespaceScene } from '../support/namespace-scene.ts';
import { SAMPLES, type PublishedSample } from '../support/samples.ts';

const skip = skipWithoutDns;

/** The namespaces that hold the samples, and the domains that prove them. */
const CLAIMS: Readonly<Record<Ecosystem, { readonly namespace: string; readonly domain: string }>> = {
  npm: { namespace: '@acme', domain: 'acme.example' },
  pypi: { namespace: 'tide-pool', domain: 'tide-pool.example' },
  cargo: { namespace: 'tide-pool', domain: 'tide-pool.example' },
  maven: { namespace: 'org.acme', domain: 'acme.org' },
  composer: { namespace: 'acme', domain: 'acme.example' },
};

/** How clients are refused a whole name, so that each shows why (docs/refusals.md). */
const REFUSALS: readonly number[] = [403, 404, 410, 451];

test(
  'G1.2: once a namespace is proven, nothing in it comes from an upstream, in all five ecosystems and at once',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, root, call } = scene;
    const published = new Map<Ecosystem, PublishedSample>();
    const lines: Record<string, string[]> = {};
    const ids = new Map<Ecosystem, string>();
    for (const ecosystem of ECOSYSTEMS) {
      const sample = SAMPLES[ecosystem];
      published.set(ecosystem, await sample.publish(gate.upstream, { version: '1.0.0' }));
      assert.equal((await gate.ask(sample.indexPath, { headers: sample.indexHeaders })).status, 200);
      assert.equal((await gate.ask(published.get(ecosystem)?.path ?? '')).status, 200);
      await gate.exposure(sample.ref);
      const { namespace, domain } = CLAIMS[ecosystem];
      const given = ecosystem === 'maven' ? {} : { domain };
      const claimed = await scene.claim(ada, { ecosystem, namespace, organisation: 'acme', ...given });
      assert.equal(claimed.tasks[0]?.where, domain);
      ids.set(ecosystem, claimed.id);
      (lines[domain] ??= []).push(lineOf(claimed));
    }
    await scene.showTexts(lines);
    for (const ecosystem of ECOSYSTEMS) {
      const sample = SAMPLES[ecosystem];
      // People here rely on these packages, so that a proof alone does not take them away.
      const proof = await scene.prove(ada, ids.get(ecosystem) ?? '');
      assert.deepEqual([proof.status, proof.body['look']], [200, 'shown'], proof.detail);
      assert.match(JSON.stringify(proof.body['waitsFor']), new RegExp(sample.ref.name.replace('/', '/')));
      assert.equal((await gate.ask(sample.indexPath, { headers: sample.indexHeaders })).status, 200);
      const wish = { ecosystem, namespace: CLAIMS[ecosystem].namespace, reason: 'it is theirs' };
      const agreed = await call(root, 'POST /namespaces/grants', {
        ...wish,
        owner: { kind: 'organisation', name: 'acme' },
      });
      assert.deepEqual([agreed.status, agreed.body['proof']], [201, 'dns'], agreed.detail);

      gate.upstream.requests.length = 0;
      const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
      assert.ok(REFUSALS.includes(index.status), `${ecosystem}: ${index.status} ${index.text}`);
      const said = `${index.text} ${index.reason}`;
      assert.match(said, /reserved-name/, ecosystem);
      assert.match(said, /the namespace is proven by its owner here/, ecosystem);
      assert.doesNotMatch(said, /organisation|ada/, 'whose it is is nobody’s business');
      const file = await gate.ask(published.get(ecosystem)?.path ?? '');
      assert.notEqual(file.status, 200, ecosystem);
      assert.ok(!file.body.includes(published.get(ecosystem)?.bytes ?? ''), ecosystem);
      assert.deepEqual(gate.upstream.requests, [], `${ecosystem}: the upstream was not asked`);
    }
  },
);

test(
  'G1.2: a name that looks like one that matters is refused with which and why; an appeal is answered by somebody else',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, root, call } = scene;
    const known = await SAMPLES.pypi.publish(gate.upstream, { version: '1.0.0' });
    assert.equal((await gate.ask(SAMPLES.pypi.indexPath)).status, 200);
    assert.equal((await gate.ask(known.path)).status, 200);
    await gate.exposure(SAMPLES.pypi.ref);
    const [eve, bo] = [await scene.seat('eve'), await scene.seat('bo')];
    const rex = await seatPerson(gate, 'rex', { role: 'reviewer' });
    for (const [name, how] of [
      ['tidepool', 'the same but for separators'],
      ['pool-tide', 'the same words in another order'],
      ['tide-p00l', 'characters that look alike'],
      ['tide-pooll', 'a repeated letter'],
      ['tide-pond-pool', undefined],
      ['tide-pook', 'one letter differs'],
      ['python-tide-pool', 'the same but for a word such as js, node or python'],
    ] as const) {
      const { body } = await call(eve, `GET /names/pypi/${name}`);
      if (how === undefined) {
        assert.equal(body['may'], true, name);
        continue;
      }
      assert.equal(body['why'], 'look-alike', name);
      const said = `Cannot create ${name}: it looks like tide-pool (${how}); `;
      assert.ok(String(body['sentence']).startsWith(said), String(body['sentence']));
      assert.match(String(body['sentence']), /gatehouse name appeal pypi [\w-]+ --reason TEXT/);
    }
    assert.equal((await call(eve, 'GET /names/npm/tidepool')).body['may'], true, 'another ecosystem');

    const wish = { ecosystem: 'pypi', name: 'Tide_Pook', reason: 'a fish, not a pool' };
    const asked = await call(rex, 'POST /names/appeals', wish);
    assert.deepEqual(
      [asked.status, asked.body['name'], asked.body['looksLike']],
      [201, 'tide-pook', 'tide-pool'],
    );
    assert.equal((await call(rex, 'POST /names/appeals', wish)).code, 'conflict', 'once is enough');
    assert.equal(
      (await call(eve, 'POST /names/appeals', { ...wish, name: 'zebra' })).code,
      'conflict',
      'nothing to appeal',
    );
    const decide = (who: typeof eve, decision: string) =>
      call(who, `PUT /names/appeals/${String(asked.body['id'])}`, {
        decision,
        answer: 'they are two things',
      });
    assert.equal((await decide(eve, 'granted')).status, 403);
    assert.equal((await decide(rex, 'granted')).status, 403, 'nobody answers their own');
    assert.deepEqual((await call(eve, 'GET /names/appeals')).body.items, []);
    assert.equal((await call(eve, 'GET /names/appeals?all=true')).status, 403);
    assert.equal((await call(root, 'GET /names/appeals?all=true')).body.items.length, 1);
    assert.equal((await decide(root, 'granted')).status, 200);
    assert.equal((await call(rex, 'GET /names/pypi/tide-pook')).body['may'], true);
    assert.equal((await call(bo, 'GET /names/pypi/tide-pook')).body['may'], false, 'for whoever asked alone');
    assert.ok(
      (await lettersOf(gate, 'rex')).some((letter) =>
        /You may create the pypi package tide-pook/.test(letter),
      ),
    );
    assert.equal((await decide(root, 'refused')).status, 200);
    assert.equal((await call(rex, 'GET /names/pypi/tide-pook')).body['may'], false);
    const told = await gate.journal('name-appealed', 'name-appeal-decided');
    assert.equal(told.length, 3);
  },
);

test(
  'G1.2: where names are given within namespaces alone, nobody names a package elsewhere',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t, { config: { publish: { new_names: 'namespaces' } } });
    const { ada, root, call } = scene;
    const outside = (await call(ada, 'GET /names/cargo/acme-db')).body;
    assert.deepEqual([outside['may'], outside['why']], [false, 'outside']);
    const grant = {
      ecosystem: 'cargo',
      namespace: 'acme',
      owner: { kind: 'account', name: 'ada' },
      reason: 'hers',
    };
    assert.equal((await call(root, 'POST /namespaces/grants', grant)).status, 201);
    for (const name of ['acme', 'acme-db', 'Acme_db']) {
      assert.equal((await call(ada, `GET /names/cargo/${name}`)).body['may'], true, name);
      assert.equal((await call(root, `GET /names/cargo/${name}`)).body['why'], 'namespace', name);
    }
  },
);
