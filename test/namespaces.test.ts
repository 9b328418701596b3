// Namespaces over HTTP, with a real DNS server, a real site and a real code host on loopback: claims, proofs, races, what lapses, and
// what strangers get.

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';

import { DAY_MS, HOUR_MS } from '../src/kernel/clock.ts';
import { skipWithoutDns } from './support/dns-server.ts';
import { lettersOf } from './support/letters-of.ts';
import { lineOf, setNamespaceScene } from './support/namespace-scene.ts';
import { seatPerson } from './support/access-callers.ts';

const skip = skipWithoutDns;
const NPM = { ecosystem: 'npm', namespace: '@acme', organisation: 'acme', domain: 'acme.example' };

async function listen(t: TestContext, handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test(
  'a proven namespace is its owner’s: those who publish there create names in it, and nobody else',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, call } = scene;
    const pia = await scene.seat('pia', 'publisher');
    const eve = await scene.seat('eve');
    const mayOf = async (who: typeof ada, name = '%40acme%2Ftide') =>
      (await call(who, `GET /names/npm/${name}`)).body;
    assert.equal((await mayOf(eve))['may'], true, 'before the proof the names are anybody’s');
    const claimed = await scene.claim(ada, NPM);
    assert.deepEqual(
      claimed.tasks.map(({ way, where }) => [way, where]),
      [
        ['dns', 'acme.example'],
        ['file', 'https://acme.example/.well-known/gatehouse-namespace.txt'],
      ],
    );
    const early = await scene.prove(ada, claimed.id);
    assert.deepEqual([early.body['look'], early.body['found']], ['absent', 'acme.example has no TXT record']);
    assert.equal((await mayOf(eve))['may'], true, 'a claim that is not proven changes nothing');

    await scene.showTexts({ 'acme.example': ['v=spf1 -all', lineOf(claimed)] });
    const proven = await scene.prove(ada, claimed.id);
    assert.deepEqual([proven.body['look'], proven.body['waitsFor']], ['shown', []]);
    assert.deepEqual(await mayOf(pia), { name: '@acme/tide', may: true, owner: 'organisation:acme' });
    const refused = await mayOf(eve);
    assert.equal(refused['why'], 'namespace');
    assert.match(
      String(refused['sentence']),
      /^Cannot create @acme\/tide: it lies in the namespace @acme\/\*, which is somebody else's/,
    );
    assert.equal((await mayOf(eve, '%40ACME%2Ftide'))['why'], 'namespace', 'in any spelling of the scope');
    assert.equal(
      (await mayOf(ada))['why'],
      'namespace',
      'who decides about people publishes nothing by that',
    );
    assert.equal((await mayOf(eve, '%40acme-tools%2Ftide'))['may'], true, 'a neighbour is another namespace');

    assert.ok(
      (await lettersOf(gate, 'ada')).some((letter) => /You own the npm namespace @acme\/\* now/.test(letter)),
    );
    assert.ok((await lettersOf(gate, 'root')).some((letter) => /organisation:acme's now/.test(letter)));
    const kinds = (await gate.journal('namespace-claimed', 'namespace-unproven', 'namespace-proven')).map(
      ({ kind }) => kind,
    );
    assert.deepEqual(kinds, ['namespace-claimed', 'namespace-unproven', 'namespace-proven']);
  },
);

test(
  'claims race: none keeps another away, the first proof wins, the others end and hear of it',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, call } = scene;
    const eve = await scene.seat('eve');
    const own = await scene.claim(ada, NPM);
    const squat = await scene.claim(eve, { ecosystem: 'npm', namespace: '@acme', domain: 'acme.example' });
    assert.notEqual(lineOf(own), lineOf(squat), 'what is shown for one claim proves no other');
    await scene.showTexts({ 'acme.example': [lineOf(own)] });
    assert.equal((await scene.prove(eve, squat.id)).body['look'], 'absent');
    const [first, second] = await Promise.all([scene.prove(ada, own.id), scene.prove(eve, squat.id)]);
    assert.deepEqual([first.body['look'], second.body['look'] ?? 'gone'].includes('shown'), true);
    assert.equal((await scene.prove(eve, squat.id)).status, 404, 'the claim has ended');
    assert.ok(
      (await lettersOf(gate, 'eve')).some((letter) =>
        /Your claim of the npm namespace @acme\/\* has ended/.test(letter),
      ),
    );
    const again = await call(eve, 'POST /namespaces', {
      ecosystem: 'npm',
      namespace: '@Acme',
      domain: 'acme.example',
    });
    assert.deepEqual([again.status, again.code], [409, 'conflict']);
    assert.match(again.detail, /overlaps @acme\/\*, which is somebody else's/);
  },
);

test(
  'what overlaps another’s is refused, wider and narrower; one’s own may lie within one’s own',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { ada, root, call } = scene;
    const eve = await scene.seat('eve');
    const grant = { ecosystem: 'maven', namespace: 'com.acme.tools', reason: 'theirs' };
    const owner = { kind: 'organisation', name: 'acme' };
    assert.equal((await call(root, 'POST /namespaces/grants', { ...grant, owner })).status, 201);
    for (const namespace of ['com.acme', 'com.acme.tools', 'com.Acme.Tools.web']) {
      const refused = await call(eve, 'POST /namespaces', { ecosystem: 'maven', namespace });
      assert.deepEqual([refused.status, refused.code], [409, 'conflict'], namespace);
    }
    assert.equal(
      (await call(eve, 'POST /namespaces', { ecosystem: 'maven', namespace: 'com.acmetools' })).status,
      201,
    );
    const wider = { ecosystem: 'maven', namespace: 'com.acme', organisation: 'acme' };
    assert.equal((await call(ada, 'POST /namespaces', wider)).status, 201);
    assert.equal((await call(ada, 'POST /namespaces', wider)).code, 'conflict', 'once is enough');
    const granted = await call(root, 'POST /namespaces/grants', {
      ...grant,
      owner: { kind: 'account', name: 'eve' },
    });
    assert.equal(granted.code, 'conflict', 'an administrator takes away first');
  },
);

test(
  'a place that is called otherwise, or names that were reserved, make a proof wait for an administrator',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, root, call } = scene;
    await gate.reserve('composer', 'acme/*');
    const eve = await scene.seat('eve');
    const other = await scene.claim(eve, { ecosystem: 'npm', namespace: '@babel', domain: 'eve.example' });
    const below = await scene.claim(eve, {
      ecosystem: 'pypi',
      namespace: 'babel',
      domain: 'babel.eve.example',
    });
    const kept = await scene.claim(ada, {
      ecosystem: 'composer',
      namespace: 'acme',
      organisation: 'acme',
      domain: 'acme.example',
    });
    await scene.showTexts({
      'eve.example': [lineOf(other)],
      'babel.eve.example': [lineOf(below)],
      'acme.example': [lineOf(kept)],
    });
    for (const [who, { id }, why] of [
      [eve, other, /called otherwise/],
      [eve, below, /called otherwise/],
      [ada, kept, /names in it are reserved here: acme\/\*/],
    ] as const) {
      const proof = await scene.prove(who, id);
      assert.match(JSON.stringify(proof.body['waitsFor']), why);
      assert.match(JSON.stringify(proof.body['namespace']), /"state":"waiting"/);
    }
    assert.equal(
      (await call(ada, 'GET /names/npm/%40babel%2Fcore')).body['may'],
      true,
      'waiting keeps nobody away',
    );
    assert.ok(
      (await lettersOf(gate, 'root')).some((letter) =>
        /npm namespace @babel\/\* is proven, and waits for you/.test(letter),
      ),
    );
    const agreed = await call(root, 'POST /namespaces/grants', {
      ecosystem: 'composer',
      namespace: 'acme',
      owner: { kind: 'organisation', name: 'acme' },
      reason: 'it is theirs',
    });
    assert.deepEqual([agreed.status, agreed.body['state'], agreed.body['proof']], [201, 'proven', 'dns']);
  },
);

test(
  'a proof that is gone is told of, then lapses; its names stay kept, and what stood there before brings nothing back',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, call } = scene;
    const claimed = await scene.claim(ada, NPM);
    await scene.showTexts({ 'acme.example': [lineOf(claimed)] });
    await scene.prove(ada, claimed.id);
    const show = async () => (await call(ada, `GET /namespaces/${claimed.id}`)).body;
    const turn = async (ms: number) => {
      await scene.passTime(ms, ada);
      return gate.house.namespaces.turn();
    };
    assert.equal(await turn(6 * DAY_MS), 0, 'not due yet');
    assert.equal(await turn(DAY_MS), 1);
    assert.equal((await show())['failingSince'], undefined);

    // The domain is lost.
    await scene.showTexts({});
    await turn(7 * DAY_MS);
    assert.notEqual((await show())['failingSince'], undefined);
    assert.equal(await turn(HOUR_MS), 0, 'what fails is looked for daily');
    for (let day = 1; day < 14; day += 1) assert.equal(await turn(DAY_MS), 1, `day ${day}`);
    assert.equal((await show())['state'], 'proven');
    const warnings = async () =>
      (await lettersOf(gate, 'ada')).filter((letter) => /was not found any more/.test(letter)).length;
    assert.equal(await warnings(), 3);
    await turn(DAY_MS);
    const lapsed = await show();
    assert.equal(lapsed['state'], 'lapsed');
    assert.ok(
      (await lettersOf(gate, 'ada')).some((letter) => /npm namespace @acme\/\* has lapsed/.test(letter)),
    );
    assert.ok(
      (await lettersOf(gate, 'root')).some((letter) => /organisation:acme's, has lapsed/.test(letter)),
    );

    // Fail closed: kept from upstreams and from others, and nothing new in it, not for its own publishers either.
    const index = await gate.ask('/npm/@acme%2ftide');
    assert.equal(index.status, 403);
    assert.match(index.text, /whose proof has lapsed/);
    const pia = await scene.seat('pia', 'publisher');
    assert.equal((await call(pia, 'GET /names/npm/%40acme%2Ftide')).body['why'], 'lapsed');
    const eve = await scene.seat('eve');
    const resurrected = await call(eve, 'POST /namespaces', { ...NPM, organisation: undefined });
    assert.equal(resurrected.code, 'conflict', 'whoever has the domain next does not get the namespace');

    // The domain comes back with what stood there: nothing follows, by itself or by a person.
    await scene.showTexts({ 'acme.example': [lineOf(claimed)] });
    assert.equal(await turn(30 * DAY_MS), 0);
    assert.equal((await scene.prove(ada, claimed.id)).body['look'], 'absent');
    const renewed = (await show()) as unknown as typeof claimed;
    assert.notEqual(lineOf(renewed), lineOf(claimed));
    await scene.showTexts({ 'acme.example': [lineOf(renewed)] });
    assert.equal((await scene.prove(ada, claimed.id)).body['look'], 'shown');
    const pat = await scene.seat('pat', 'publisher');
    const there = await call(pat, 'GET /names/npm/%40acme%2Ftide');
    assert.deepEqual([there.status, there.detail, there.body['may']], [200, '', true]);
  },
);

test(
  'a DNS server that does not answer says nothing for thirty days, and a proof that comes back ends the warning',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, call } = scene;
    const claimed = await scene.claim(ada, NPM);
    await scene.showTexts({ 'acme.example': [lineOf(claimed)] });
    await scene.prove(ada, claimed.id);
    await scene.silence();
    assert.equal((await scene.prove(ada, claimed.id)).body['look'], 'unknown');
    const failing = async () => (await call(ada, `GET /namespaces/${claimed.id}`)).body['failingSince'];
    await scene.passTime(8 * DAY_MS, ada);
    await gate.house.namespaces.turn();
    assert.equal(await failing(), undefined);
    await scene.passTime(23 * DAY_MS, ada);
    await gate.house.namespaces.turn();
    assert.notEqual(await failing(), undefined);
    await scene.showTexts({ 'acme.example': [lineOf(claimed)] });
    await scene.passTime(DAY_MS, ada);
    await gate.house.namespaces.turn();
    assert.equal(await failing(), undefined);
  },
);

test('of two DNS servers both must say so: one that was lied to proves nothing', { skip }, async (t) => {
  const scene = await setNamespaceScene(t, { extraDns: ['127.0.0.1:9'] });
  const claimed = await scene.claim(scene.ada, NPM);
  await scene.showTexts({ 'acme.example': [lineOf(claimed)] });
  assert.equal((await scene.prove(scene.ada, claimed.id)).body['look'], 'unknown');
});

test('a file proves a domain over HTTP, at the place that the operator named for it', { skip }, async (t) => {
  let answer = { status: 404, text: '' };
  const site = await listen(t, (request, response) => {
    response.writeHead(request.url === '/.well-known/gatehouse-namespace.txt' ? answer.status : 500, {
      location: 'https://elsewhere.example/',
    });
    response.end(answer.text);
  });
  const scene = await setNamespaceScene(t, {
    config: { namespaces: { sites: [{ domain: 'acme.example', url: site }] } },
  });
  const claimed = await scene.claim(scene.ada, NPM);
  const prove = async () => (await scene.prove(scene.ada, claimed.id, 'file')).body;
  assert.equal((await prove())['look'], 'absent');
  answer = { status: 302, text: lineOf(claimed) };
  assert.match(String((await prove())['found']), /a redirect \(302\), which is not followed/);
  answer = { status: 200, text: '<html>parked</html>' };
  assert.equal((await prove())['look'], 'absent');
  answer = { status: 200, text: `# Acme\n${lineOf(claimed)}\n` };
  assert.equal((await prove())['look'], 'shown');
});

test(
  'a domain whose address is not public is not asked, and nothing is told of where it leads',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const claimed = await scene.claim(scene.ada, { ...NPM, domain: 'localhost.localdomain' });
    const { body } = await scene.prove(scene.ada, claimed.id, 'file');
    assert.notEqual(body['look'], 'shown');
    assert.doesNotMatch(String(body['found']), /127\.0\.0\.1|::1/);
    for (const domain of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      'acme.example:8080',
      'a@acme.example',
      'acme.example/x',
      '2130706433',
    ]) {
      const refused = await scene.call(scene.ada, 'POST /namespaces', {
        ...NPM,
        namespace: '@other',
        domain,
      });
      assert.deepEqual([refused.status, refused.code], [400, 'invalid-request'], domain);
    }
  },
);

test(
  'a groupId below a code host is proven by a repository of that account, which has not moved',
  { skip },
  async (t) => {
    let status = 404;
    const asked: string[] = [];
    const forge = await listen(t, (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(status, { location: '/other/repository' });
      response.end();
    });
    const scene = await setNamespaceScene(t, {
      config: { namespaces: { code_hosts: [{ name: 'forge', url: forge, groups: ['io.forge'] }] } },
    });
    const { ada, call } = scene;
    const claimed = await scene.claim(ada, {
      ecosystem: 'maven',
      namespace: 'io.forge.acme.tools',
      organisation: 'acme',
    });
    assert.deepEqual(
      claimed.tasks.map(({ way }) => way),
      ['repository'],
    );
    const prove = async () => (await scene.prove(ada, claimed.id, 'repository')).body['look'];
    assert.equal(await prove(), 'absent');
    status = 301;
    assert.equal(await prove(), 'absent', 'an account that was renamed is somebody else’s name by now');
    status = 429;
    assert.equal(await prove(), 'unknown');
    status = 200;
    assert.equal(await prove(), 'shown');
    assert.match(asked[0] ?? '', /^HEAD \/acme\/gatehouse-[0-9a-f]{32}$/);
    assert.equal((await scene.prove(ada, claimed.id, 'dns')).code, 'invalid-request');
    for (const namespace of ['io.forge', 'io']) {
      const whole = await call(ada, 'POST /namespaces', { ecosystem: 'maven', namespace });
      assert.ok(whole.status === 403 || whole.status === 400, `${namespace}: ${whole.status}`);
    }
  },
);

test(
  'what cannot be proven is not claimed: common words, domains that a groupId does not spell, no place',
  { skip },
  async (t) => {
    const { ada, call } = await setNamespaceScene(t);
    const claim = async (wish: object) => {
      const { status, code } = await call(ada, 'POST /namespaces', wish);
      return `${status} ${code}`;
    };
    assert.equal(
      await claim({ ecosystem: 'pypi', namespace: 'django', domain: 'django.example' }),
      '403 not-allowed',
    );
    assert.equal(
      await claim({ ecosystem: 'cargo', namespace: 'ab', domain: 'ab.example' }),
      '403 not-allowed',
    );
    assert.equal(
      await claim({ ecosystem: 'maven', namespace: 'com.acme', domain: 'eve.example' }),
      '400 invalid-request',
    );
    assert.equal(await claim({ ecosystem: 'maven', namespace: 'com.acme_corp' }), '403 not-allowed');
    assert.equal(await claim({ ecosystem: 'npm', namespace: '@acme' }), '400 invalid-request');
    assert.equal(
      await claim({ ecosystem: 'npm', namespace: '@acme', domain: 'a.example', repository: 'github:acme' }),
      '400 invalid-request',
    );
    assert.equal(
      await claim({ ecosystem: 'npm', namespace: '@acme', repository: 'github:../acme' }),
      '400 invalid-request',
    );
    assert.equal(
      await claim({ ecosystem: 'npm', namespace: '@acme', repository: 'nowhere:acme' }),
      '400 invalid-request',
    );
    assert.equal(
      await claim({ ecosystem: 'npm', namespace: 'acme', domain: 'acme.example' }),
      '400 invalid-name',
    );
  },
);

test(
  'strangers learn nothing of a namespace, roles decide who does what, and a password alone claims nothing',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, root, call } = scene;
    const claimed = await scene.claim(ada, NPM);
    await scene.showTexts({ 'acme.example': [lineOf(claimed)] });
    const [eve, pia, max] = [
      await scene.seat('eve'),
      await scene.seat('pia', 'publisher'),
      await scene.seat('max', 'maintainer'),
    ];
    const none = await call(eve, 'GET /namespaces/none-of-this-id');
    for (const request of [`GET /namespaces/${claimed.id}`, `DELETE /namespaces/${claimed.id}`]) {
      const stranger = await call(eve, request);
      assert.deepEqual([stranger.status, stranger.detail], [none.status, none.detail], request);
    }
    assert.equal((await scene.prove(eve, claimed.id)).status, 404);
    assert.deepEqual((await call(eve, 'GET /namespaces')).body.items, []);
    assert.equal((await call(eve, 'GET /namespaces?all=true')).status, 403);
    assert.equal((await call(root, 'GET /namespaces?all=true')).body.items.length, 1);
    assert.equal((await call(pia, 'GET /namespaces')).body.items.length, 1);
    assert.equal((await scene.prove(pia, claimed.id)).status, 403);
    assert.equal((await scene.prove(max, claimed.id)).status, 200);
    assert.equal(
      (await call(max, `DELETE /namespaces/${claimed.id}`)).status,
      403,
      'giving up takes an owner',
    );
    assert.equal((await call(ada, `POST /namespaces/${claimed.id}/removal`, { reason: 'x' })).status, 403);
    const weak = await seatPerson(gate, 'weak', { proof: 'password' });
    assert.equal((await call(weak, 'POST /namespaces', { ...NPM, organisation: undefined })).status, 403);
    assert.equal((await call({ ...ada, headers: ada.token }, 'POST /namespaces', NPM)).status, 403);
  },
);

test(
  'an administrator reserves for nobody and takes away; then upstreams serve the names again',
  { skip },
  async (t) => {
    const { gate, ada, root, call } = await setNamespaceScene(t);
    gate.upstream.npm.publish({ name: '@acme/tide', version: '1.0.0' });
    const reserved = await call(root, 'POST /namespaces/reservations', {
      ecosystem: 'npm',
      namespace: '@acme',
      reason: 'not here',
    });
    assert.equal(reserved.status, 201, reserved.detail);
    const refused = await gate.ask('/npm/@acme%2ftide');
    assert.match(refused.text, /never taken from an upstream: not here/);
    assert.equal((await call(ada, 'GET /names/npm/%40acme%2Ftide')).body['why'], 'reserved');
    assert.equal((await call(ada, 'POST /namespaces', NPM)).code, 'conflict');
    const id = String(reserved.body['id']);
    assert.equal((await call(root, `POST /namespaces/${id}/removal`, { reason: 'a mistake' })).status, 204);
    assert.equal((await call(root, `POST /namespaces/${id}/removal`, { reason: 'again' })).status, 404);
    assert.equal((await gate.ask('/npm/@acme%2ftide')).status, 200);
  },
);

test(
  'an organisation is not deleted while it has namespaces; released, they are upstreams’ again',
  { skip },
  async (t) => {
    const scene = await setNamespaceScene(t);
    const { gate, ada, call } = scene;
    gate.upstream.npm.publish({ name: '@acme/tide', version: '1.0.0' });
    const claimed = await scene.claim(ada, NPM);
    await scene.showTexts({ 'acme.example': [lineOf(claimed)] });
    await scene.prove(ada, claimed.id);
    assert.equal((await gate.ask('/npm/@acme%2ftide')).status, 403);
    const kept = await call(ada, 'DELETE /organisations/acme');
    assert.deepEqual([kept.status, kept.code], [409, 'conflict']);
    assert.match(kept.detail, /1 namespaces or claims/);
    assert.equal((await call(ada, `DELETE /namespaces/${claimed.id}`)).status, 204);
    assert.equal((await gate.ask('/npm/@acme%2ftide')).status, 200);
    assert.equal((await call(ada, 'DELETE /organisations/acme')).status, 204);
    assert.equal((await gate.journal('namespace-ended')).length, 1);
  },
);

test('looks cost: somebody who asks for too many is told to wait', { skip }, async (t) => {
  const scene = await setNamespaceScene(t);
  const claimed = await scene.claim(scene.ada, NPM);
  const statuses = [];
  for (let count = 0; count < 32; count += 1)
    statuses.push((await scene.prove(scene.ada, claimed.id)).status);
  assert.deepEqual([...new Set(statuses)], [200, 429]);
});
