// Trusted publishers of crates as Cargo's registries have them: the fields, statuses and pages of `github_configs` and
// `gitlab_configs`, and what stands between a token and who publishes tomorrow.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import type { Seated } from '../support/access-callers.ts';
import { ask, type Answer } from '../support/ask.ts';
import { callApi } from '../support/call-api.ts';
import { lettersOf } from '../support/letters-of.ts';
import { npmScene, seatMembers } from './npm-person.ts';

const GITHUB = {
  crate: 'acme-tide',
  repository_owner: 'acme',
  repository_name: 'tide',
  workflow_filename: 'release.yml',
};
const GITLAB = {
  crate: 'acme-tide',
  namespace: 'acme/sea',
  project: 'tide',
  workflow_filepath: 'ci/release.yml',
};
type Config = Readonly<Record<string, unknown>> & { readonly id: number };

interface Sent {
  readonly body?: object;
  readonly otp?: string;
  /** Asked of the host in place of the registry. */
  readonly atHost?: boolean;
}

/** Ada, who owns acme, whose crate acme-tide is, and crates of her own. */
async function scene(test: TestContext) {
  const person = await npmScene(test);
  const { gate, browser } = person;
  const members = await seatMembers(person, { bo: 'publisher', cy: 'maintainer' });
  const owned = { ecosystem: 'cargo', name: 'acme-tide', visibility: 'public' };
  await browser.json('POST', '/organisations/acme/packages', owned, 204);
  const { account } = await browser.json('GET', '/session');
  const mint = (patterns: readonly string[] = ['acme-*'], actions: readonly string[] = ['manage-owners']) =>
    person.mint({ actions, packages: patterns.map((pattern) => ({ ecosystem: 'cargo', pattern })) });
  const token = await mint();
  const send = (method: string, path: string, { body, otp, atHost }: Sent = {}, as = token) =>
    ask(`${atHost === true ? gate.url : gate.urls.cargo}/api/v1/trusted_publishing/${path}`, {
      method,
      // As cargo sends it: without a scheme.
      headers: {
        authorization: as,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(otp === undefined ? {} : { 'gatehouse-otp': otp }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const add = async (more: object = {}, provider: 'github' | 'gitlab' = 'github'): Promise<Config> => {
    const body = { [`${provider}_config`]: { ...(provider === 'github' ? GITHUB : GITLAB), ...more } };
    const answer = await send('POST', `${provider}_configs`, { body, otp: person.freshCode() });
    assert.equal(answer.status, 200, answer.text);
    return read(answer)[`${provider}_config`] as Config;
  };
  const own = (name: string, accountId = String(account.id)) =>
    gate.house.storage.work.transact(({ ownership }) =>
      ownership.save({
        ecosystem: 'cargo',
        name: asPackageName(name),
        owner: { kind: 'account', id: accountId },
        visibility: 'private',
        since: 1,
      }),
    );
  return {
    ...person,
    freshCode: () => person.freshCode(),
    accountId: String(account.id),
    members,
    mint,
    token,
    send,
    add,
    own,
  };
}

function read({ text }: Answer): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

function assertRefused(answer: Answer, status: number, detail: RegExp): void {
  assert.equal(answer.status, status, answer.text);
  const { errors } = JSON.parse(answer.text) as { readonly errors: readonly { readonly detail: string }[] };
  assert.match(errors[0]?.detail ?? '', detail);
}

function numberOf(accountId: string): number {
  return createHash('sha256').update(accountId).digest().readUInt32LE(0);
}

describe('github_configs', () => {
  it('are added, listed and ended with a code of the authenticator, each time another', async (test) => {
    const { gate, browser, send, freshCode, clock } = await scene(test);
    const otp = freshCode();
    const made = await send('POST', 'github_configs', { body: { github_config: GITHUB }, otp });
    assert.equal(made.status, 200, made.text);
    const { github_config: config } = read(made) as { readonly github_config: Config };
    assert.ok(Number.isInteger(config.id) && config.id < 2 ** 31, 'clients read 32 bits');
    assert.deepEqual(config, {
      id: config.id,
      crate: 'acme-tide',
      repository_owner: 'acme',
      repository_owner_id: null,
      repository_name: 'tide',
      workflow_filename: 'release.yml',
      environment: null,
      created_at: new Date(clock.now()).toISOString(),
    });
    const listed = await send('GET', 'github_configs?crate=acme-tide');
    assert.equal(listed.headers['cache-control'], 'no-store');
    assert.deepEqual(read(listed), { github_configs: [config], meta: { total: 1, next_page: null } });
    const seen = await browser.json('GET', '/publishers?ecosystem=cargo&name=acme-tide');
    assert.deepEqual(seen.items[0].settings, {
      repository: 'acme/tide',
      workflow: 'release.yml',
      allowsSelfHosted: false,
    });
    const path = `github_configs/${config.id}`;
    assertRefused(await send('DELETE', path, { otp }), 403, /used before/);
    const gone = await send('DELETE', path, { otp: freshCode() });
    assert.deepEqual([gone.status, gone.text], [204, '']);
    assert.deepEqual(read(await send('GET', 'github_configs?crate=acme-tide')).github_configs, []);
    const kinds = ['publisher-added', 'publisher-removed'] as const;
    for (const kind of kinds) assert.equal((await gate.journal(kind))[0]?.actor, 'account:ada', kind);
  });

  it('are asked of the host as well, as the exchange is', async (test) => {
    const { send, freshCode } = await scene(test);
    const body = { github_config: { ...GITHUB, environment: 'release', repository_owner_id: 4711 } };
    const made = await send('POST', 'github_configs', { body, otp: freshCode(), atHost: true });
    const { github_config: config } = read(made) as { readonly github_config: Config };
    assert.deepEqual([config['environment'], config['repository_owner_id']], ['release', 4711], made.text);
    const listed = await send('GET', 'github_configs?crate=ACME-tide', { atHost: true });
    assert.deepEqual(read(listed)['github_configs'], [config]);
    const ended = await send('DELETE', `github_configs/${config.id}`, { otp: freshCode(), atHost: true });
    assert.equal(ended.status, 204);
  });

  it('are told to every owner by letter', async (test) => {
    const { gate, add, accountId } = await scene(test);
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(accountId);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, email: { address: 'ada@example.com', verifiedAt: 1 } });
    });
    await add();
    assert.match(
      (await lettersOf(gate, 'ada')).at(-1) ?? '',
      /acme\/tide, release\.yml may publish cargo acme-tide/,
    );
  });

  it('come page by page, oldest first', async (test) => {
    const { add, send, clock } = await scene(test);
    const ids: number[] = [];
    for (const environment of ['a', 'b', 'c']) {
      clock.passTime(1_000);
      ids.push((await add({ environment })).id);
    }
    const found: number[] = [];
    let query = '?crate=acme-tide&per_page=2';
    for (const size of [2, 1]) {
      const page = read(await send('GET', `github_configs${query}`)) as {
        readonly github_configs: readonly Config[];
        readonly meta: { readonly total: number; readonly next_page: string | null };
      };
      assert.deepEqual([page.github_configs.length, page.meta.total], [size, 3]);
      found.push(...page.github_configs.map(({ id }) => id));
      query = page.meta.next_page ?? 'none';
    }
    assert.deepEqual([found, query], [ids, 'none']);
  });

  it('are listed by user, of crates that are theirs and that the token is for', async (test) => {
    const { add, own, send, mint, accountId } = await scene(test);
    await own('acme-own');
    await own('acme-other');
    await own('acme-theirs', 'somebody-else');
    const first = await add({ crate: 'acme-own' });
    await add({ crate: 'acme-other' });
    await add();
    const path = `github_configs?user_id=${numberOf(accountId)}`;
    const all = read(await send('GET', path))['github_configs'] as readonly Config[];
    assert.deepEqual(all.map((one) => String(one['crate'])).sort(), ['acme-other', 'acme-own']);
    const narrow = await mint(['acme-own']);
    assert.deepEqual(read(await send('GET', path, {}, narrow))['github_configs'], [first]);
    assertRefused(await send('GET', 'github_configs?user_id=1'), 403, /of somebody else/);
  });
});

describe('gitlab_configs', () => {
  it('are a list of their own, whose ids are no ids of the other', async (test) => {
    const { add, send, freshCode } = await scene(test);
    const config = await add({ namespace_id: '77' }, 'gitlab');
    const { id, created_at: createdAt, ...rest } = config;
    assert.deepEqual(rest, {
      crate: 'acme-tide',
      namespace: 'acme/sea',
      namespace_id: '77',
      project: 'tide',
      workflow_filepath: 'ci/release.yml',
      environment: null,
    });
    assert.match(String(createdAt), /^\d{4}-.*Z$/);
    const other = await send('GET', 'github_configs?crate=acme-tide');
    assert.deepEqual(read(other), { github_configs: [], meta: { total: 0, next_page: null } });
    const otp = freshCode();
    assertRefused(await send('DELETE', `github_configs/${id}`, { otp }), 404, /none of this id/);
    assert.equal((await send('DELETE', `gitlab_configs/${id}`, { otp })).status, 204);
  });
});

describe('who adds and ends them', () => {
  it('is nobody by a token alone, and is told what to do', async (test) => {
    const { send, add, browser, freshCode } = await scene(test);
    const { id } = await add();
    const body = { github_config: { ...GITHUB, environment: 'x' } };
    const asked = await send('POST', 'github_configs', { body });
    assertRefused(
      asked,
      403,
      /let a trusted publisher publish acme-tide.*Gatehouse-OTP: the six digits of your authenticator, or the code that http:\S+\/client-proof\/\S+ shows; or .*"gatehouse publisher"/,
    );
    assertRefused(await send('DELETE', `github_configs/${id}`), 403, /end a trusted publisher of acme-tide/);
    const page = /client-proof\/(\S+) /.exec(asked.text)?.[1] ?? '';
    await browser.json('POST', '/session/confirm', { code: freshCode() });
    const { code } = await browser.json('POST', `/client-proofs/${page}`, { isSparing: false });
    // It is good for the request that it was given for.
    const other = await send('DELETE', `github_configs/${id}`, { otp: code });
    assertRefused(other, 403, /./);
    const again = (await send('POST', 'github_configs', { body })).text;
    const second = /client-proof\/(\S+) /.exec(again)?.[1] ?? '';
    const granted = await browser.json('POST', `/client-proofs/${second}`, { isSparing: false });
    const made = await send('POST', 'github_configs', { body, otp: granted.code });
    assert.equal(made.status, 200, made.text);
  });

  it('takes a token that governs, for this crate', async (test) => {
    const { mint, send, add, freshCode } = await scene(test);
    const { id } = await add();
    const weak = await mint(['acme-*'], ['publish', 'yank']);
    const other = await mint(['acme-sand']);
    const otp = freshCode();
    const body = { github_config: GITHUB };
    for (const [method, path, sent] of [
      ['GET', 'github_configs?crate=acme-tide', {}],
      ['POST', 'github_configs', { body, otp }],
      ['DELETE', `github_configs/${id}`, { otp }],
    ] as const) {
      assertRefused(await send(method, path, sent, weak), 403, /not made for this/);
      const refused = await send(method, path, sent, other);
      // What an id is of, is not told to a token that is not for it.
      if (method === 'DELETE') assertRefused(refused, 404, /none of this id/);
      else assertRefused(refused, 403, /bound to other packages/);
    }
    const good = await send('DELETE', `github_configs/${id}`, { otp });
    assert.equal(good.status, 204, 'the code is still good');
  });

  it('is a role that settles things, and who may not know a crate learns nothing of its publishers', async (test) => {
    const { gate, members, own, add, send, freshCode, browser } = await scene(test);
    const act = (who: Seated, request: string, body?: object) =>
      callApi(gate, who, request.replace(' ', ' /trusted_publishing/'), body);
    const { bo, cy } = members as { readonly bo: Seated; readonly cy: Seated };
    const { id } = await add();
    const wish = { github_config: { ...GITHUB, environment: 'release' } };
    assert.equal((await act(bo, 'POST github_configs', wish)).status, 403, 'publishes, and settles nothing');
    assert.equal((await act(bo, `DELETE github_configs/${id}`)).status, 403);
    const made = await act(cy, 'POST github_configs', wish);
    assert.equal(made.status, 200, 'maintains');
    const [, entry] = await gate.journal('publisher-added');
    assert.equal(entry?.actor, 'account:cy');
    await own('acme-theirs', bo.id);
    const theirs = await act(bo, 'POST github_configs', {
      github_config: { ...GITHUB, crate: 'acme-theirs' },
    });
    const { github_config: hidden } = theirs.body as unknown as { readonly github_config: Config };
    const otp = freshCode();
    const [known, none] = [
      await send('DELETE', `github_configs/${hidden.id}`, { otp }),
      await send('DELETE', 'github_configs/1', { otp }),
    ];
    assert.deepEqual([known.status, known.text], [404, none.text]);
    for (const crate of ['acme-theirs', 'acme-none']) {
      assert.equal((await send('GET', `github_configs?crate=${crate}`)).status, 404, crate);
    }
    const still = await callApi(gate, bo, 'GET /publishers?ecosystem=cargo&name=acme-theirs');
    assert.equal((still.body['items'] as unknown[]).length, 1);
    // Of another ecosystem: no id of this registry's.
    await browser.json(
      'POST',
      '/organisations/acme/packages',
      {
        ecosystem: 'npm',
        name: '@acme/tide',
        visibility: 'public',
      },
      204,
    );
    const npm = await browser.json(
      'POST',
      '/publishers',
      {
        ecosystem: 'npm',
        name: '@acme/tide',
        issuer: 'github',
        settings: { repository: 'acme/tide', workflow: 'a.yml' },
      },
      201,
    );
    assert.equal((await send('DELETE', `github_configs/${npm.id}`, { otp })).status, 404);
  });

  it('is of crates, not of a whole namespace', async (test) => {
    const { browser, send, freshCode } = await scene(test);
    const owner = { kind: 'organisation', name: 'acme' };
    const grant = { ecosystem: 'cargo', namespace: 'acme', owner, reason: 'theirs' };
    await browser.json('POST', '/namespaces/grants', grant, 201);
    const settings = { repository: 'acme/tide', workflow: 'a.yml' };
    const wish = { ecosystem: 'cargo', name: 'acme-*', issuer: 'github', settings };
    const { id } = await browser.json('POST', '/publishers', wish, 201);
    const refused = await send('DELETE', `github_configs/${id}`, { otp: freshCode() });
    assertRefused(refused, 404, /none of this id/);
  });

  it('is no page of another site', async (test) => {
    const { gate, members } = await scene(test);
    const { cy } = members as { readonly cy: Seated };
    for (const site of ['same-site', 'cross-site']) {
      const answer = await ask(`${gate.urls.cargo}/api/v1/trusted_publishing/github_configs`, {
        method: 'POST',
        headers: { ...cy.headers, 'sec-fetch-site': site, 'content-type': 'application/json' },
        body: JSON.stringify({ github_config: GITHUB }),
      });
      assertRefused(answer, 403, /not come from a page of this server/);
    }
  });
});

describe('what cannot be read', () => {
  it('is told by its field, and changes nothing', async (test) => {
    const { gate, send, freshCode } = await scene(test);
    const otp = freshCode();
    for (const [provider, config, status, detail] of [
      ['github', { environment: '' }, 400, /environment: expected a text/],
      ['github', { repository_name: 'sea/tide' }, 400, /repository_name: found a slash/],
      ['github', { repository_owner: 7 }, 400, /repository_owner: expected a text/],
      ['github', { workflow_filename: 'x'.repeat(300) }, 400, /workflow_filename: expected/],
      ['github', { crate: '../x' }, 400, /crate name/],
      ['gitlab', { project: 'a/b' }, 400, /project: found a slash/],
    ] as const) {
      const body = { [`${provider}_config`]: { ...(provider === 'github' ? GITHUB : GITLAB), ...config } };
      assertRefused(await send('POST', `${provider}_configs`, { body, otp }), status, detail);
    }
    assertRefused(
      await send('POST', 'github_configs', { body: { gitlab_config: GITLAB }, otp }),
      400,
      /"github_config"/,
    );
    const large = { github_config: { ...GITHUB, more: 'x'.repeat(70_000) } };
    assertRefused(await send('POST', 'github_configs', { body: large, otp }), 413, /at most 65536/);
    // Read by the provider's own rules, once it is known who asks.
    const bad = { github_config: { ...GITHUB, workflow_filename: 'dir/a.yml' } };
    assertRefused(
      await send('POST', 'github_configs', { body: bad, otp }),
      400,
      /workflow: expected the name of a file/,
    );
    assert.deepEqual(await gate.journal('publisher-added'), []);
    for (const [query, detail] of [
      ['', /Must specify either `crate` or `user_id`/],
      ['?crate=acme-tide&user_id=1', /Cannot specify both/],
      ['?crate=acme-tide&per_page=101', /cannot request more than 100/],
      ['?crate=acme-tide&per_page=0', /per_page/],
      ['?crate=acme-tide&page=2', /\?page= is not supported/],
      ['?crate=acme-tide&seek=x', /invalid seek/],
    ] as const) {
      assertRefused(await send('GET', `github_configs${query}`), 400, detail);
    }
  });

  it('stops at the same settings twice, and at twenty', async (test) => {
    const { add, send, freshCode } = await scene(test);
    await add();
    const twice = { body: { github_config: GITHUB }, otp: freshCode() };
    assertRefused(await send('POST', 'github_configs', twice), 409, /exactly these settings/);
    for (let count = 1; count < 20; count += 1) await add({ environment: `e${count}` });
    const more = { body: { github_config: { ...GITHUB, environment: 'more' } }, otp: freshCode() };
    assertRefused(await send('POST', 'github_configs', more), 409, /has 20 already/);
  });

  it('is a provider whose public server is not believed here', async (test) => {
    const { send } = await scene(test);
    assert.equal((await send('GET', 'google_configs?crate=acme-tide')).status, 404);
  });
});
