// Targets for what a request says beside its path: addresses, credentials, ranges, bodies, questions to the API.

import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { clientName, CLIENT_NAME_MAX_LENGTH } from '../../../src/exposure/client-name.ts';
import { parseRequest } from '../../../src/http/api/parse-request.ts';
import { patchedFiles } from '../../../src/http/api/read-sent-plan.ts';
import { ROUTES } from '../../../src/http/api/routes.ts';
import { parseRange } from '../../../src/http/byte-range.ts';
import { clientAddress, parseNetworks, parseTrustedProxies } from '../../../src/http/client-address.ts';
import { createHostCheck } from '../../../src/http/host-check.ts';
import { readBody } from '../../../src/http/read-body.ts';
import { splitPath } from '../../../src/http/split-path.ts';
import {
  parseDisplayName,
  parseOrganisationName,
} from '../../../src/identity/organisations/organisation-name.ts';
import { parseAccountName } from '../../../src/identity/accounts/account-name.ts';
import { parseEmailAddress } from '../../../src/identity/accounts/email-address.ts';
import { parseCredentials } from '../../../src/identity/sessions/credentials.ts';
import { formOfToken, mintTokenText } from '../../../src/identity/tokens/token-text.ts';
import { networkOf, normalizeAddress, shortenAddress } from '../../../src/kernel/address.ts';
import { createHopTrail } from '../../../src/outbound/hop-trail.ts';
import { permitUrl, readOrigins } from '../../../src/outbound/origins.ts';
import { isPublicAddress } from '../../../src/outbound/public-address.ts';
import { formatPurl, parsePurl } from '../../../src/formats/purl.ts';
import { isCommandOf } from '../../../src/formats/shell-words.ts';
import { unifiedDiff } from '../../../src/formats/unified-diff.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const ADDRESSES = [
  '192.0.2.7',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::7f00:1',
  '2001:db8::7',
  'fe80::1%eth0',
  '8.8.8.8',
  '2606:4700::1111',
  '0:0:0:0:0:ffff:127.0.0.1',
];
const addresses = mutatedText(ADDRESSES, ['::', ':', '.', 'ffff', '127.0.0.1', '%', '/8', '/', '0x7f', '00']);

const networks = fc.array(
  mutatedText(
    ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1'],
    ['/', '/0', '/32', '/128', '/129', '/ 8', '/0x8', '/-1', '/1e1'],
  ),
  { minLength: 1, maxLength: 3 },
);

/** Whatever is taken for a network holds the address that it is written with, and all of it only where it says so. */
function assertNetworks(entries: readonly string[]): void {
  const isWithin = attempt(['invalid-config'], () => parseNetworks(entries, 'access.views'));
  if (isWithin === undefined) return;
  for (const entry of entries) {
    assert.match(entry, /^[0-9a-fA-F:.]+(?:\/\d{1,3})?$/);
    assert.ok(isWithin(entry.split('/')[0] ?? ''), `${entry} is outside of itself`);
  }
  if (entries.every((entry) => !entry.endsWith('/0'))) {
    const all = ['1.2.3.4', '250.1.1.1', '2606:4700::1', 'fd00::1'];
    assert.ok(!all.every((address) => isWithin(address)), `${entries.join()} hold everything`);
  }
}

const TRUST_NONE = parseTrustedProxies([]);
const TRUST_TEN = parseTrustedProxies(['10.0.0.0/8']);

function assertClientAddress(peer: string, forwarded: string): void {
  const direct = attempt([], () => clientAddress(peer, forwarded, TRUST_NONE));
  assert.equal(direct, normalizeAddress(peer) ?? 'unknown', 'an untrusted peer was believed');
  const behind = attempt([], () => clientAddress('10.1.1.1', forwarded, TRUST_TEN)) ?? '';
  assert.ok(isIP(behind) !== 0, behind);
}

function assertAddress(text: string): void {
  const isPublic = attempt([], () => isPublicAddress(text));
  const normal = attempt([], () => normalizeAddress(text));
  if (normal === undefined) {
    assert.ok(isPublic === false || text.length > 64);
    return;
  }
  assert.equal(normalizeAddress(normal), normal);
  if (isPublic === true) assert.ok(isPublicAddress(normal), `${text} is public, ${normal} is not`);
  const short = attempt([], () => shortenAddress(normal)) ?? '';
  const [network = '', bits] = short.split('/');
  assert.ok(isIP(network) !== 0 && parseNetworks([short], 'it')(normal), `${short} does not hold ${normal}`);
  assert.ok(['24', '48'].includes(bits ?? ''));
  assert.equal(networkOf(normal, { v4: 24, v6: 48 }), short);
}

const headerText = (seeds: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> =>
  mutatedText(seeds, words).map((text) => Buffer.from(text).toString('latin1'));

const TOKEN = mintTokenText('read', (count) => Buffer.alloc(count, 7));

const credentials = fc.record(
  {
    authorization: headerText([
      `Bearer ${TOKEN}`,
      `Basic ${Buffer.from(`user:${TOKEN}`).toString('base64')}`,
      TOKEN,
      'token abc',
    ]),
    cookie: headerText(
      [`gatehouse_session=${'a'.repeat(43)}; theme=dark`, `x="y"; gatehouse_session="${'b'.repeat(43)}"`],
      ['gatehouse_session=', ';', '"'],
    ),
  },
  { requiredKeys: [] },
);

const NAMES_OF_HOSTS = ['gate.example', 'gate.example:4870', 'localhost:1', '[::1]:80', '127.0.0.1'];

async function assertBody(bytes: Uint8Array, encoding: string): Promise<void> {
  const message = Object.assign(Readable.from([bytes]), { headers: { 'content-encoding': encoding } });
  const body = await attemptAsync(['invalid-request', 'too-large'], () =>
    readBody(message as unknown as IncomingMessage),
  );
  if (body === undefined) return;
  assert.ok(body.byteLength <= 16 * 1024 * 1024);
  if (encoding === 'identity') assert.ok(body.equals(bytes));
}

const bodies = fc.oneof(
  ...(
    [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
      ['identity', (bytes: Buffer) => bytes],
    ] as const
  ).map(([encoding, pack]) =>
    fc.tuple(
      mutatedBytes([pack(Buffer.from('{"a":["1.0.0"]}')), pack(Buffer.alloc(2_000_000))]),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant<string>(encoding) },
        headerText(['gzip, br', 'x-gzip', '__proto__']),
      ),
    ),
  ),
);

/** What a body, a query and parts of a path may hold, of every route alike; each route takes what it knows of it. */
const API_SEEDS = [
  {
    name: 'build',
    password: 'correct horse battery staple',
    reason: 'because',
    purl: 'pkg:npm/left-pad@1.0.0',
    ecosystem: 'npm',
    pattern: '@acme/*',
    view: 'default',
    text: 'preset = "balanced"',
    expiresAt: '2026-12-31T00:00:00Z',
    scope: 'read',
    role: 'auditor',
    rules: ['young-version'],
    entries: [{ name: 'left-pad', version: '1.0.0', file: 'left-pad-1.0.0.tgz' }],
    id: 'x',
    version: '1.0.0',
    limit: '20',
    after: 'x',
    since: '2026-01-01',
    q: 'left',
    digest: 'a'.repeat(64),
  },
];

function assertApiRequest(body: string, query: Readonly<Record<string, string>>): void {
  const parsed = attempt([], () => parseLoosely(body));
  for (const route of ROUTES) {
    const parts = attempt(['invalid-request', 'invalid-purl', 'invalid-name', 'invalid-digest'], () =>
      parseRequest(route, { params: query, query, body: parsed }),
    );
    if (parts === undefined) continue;
    for (const part of ['params', 'query', 'body'] as const) {
      assert.equal(parts[part] === undefined, route[part] === undefined, `${route.url}: ${part}`);
    }
  }
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const ORIGINS = readOrigins([
  {
    name: 'npm:main',
    url: 'http://registry.example/npm',
    artifactHosts: ['files.example'],
    auth: { kind: 'bearer', token: TOKEN },
  },
]);

const urls = mutatedText(
  [
    'https://files.example/a-1.0.0.tgz',
    'http://registry.example/npm/a',
    'https://user:pass@files.example/x',
    'http://169.254.1.1/latest',
    '//files.example/x',
  ],
  ['@', 'http:', 'https:', 'file:', 'registry.example', ':80', ':443', '.', '%2e', '\\', '[::1]', '\t'],
);

function assertPermitted(text: string): void {
  const url = URL.parse(text, 'https://upstream.example/base/');
  if (url === null) return;
  const isPermitted = attempt(['not-allowed'], () => {
    permitUrl(url, ORIGINS);
    return true;
  });
  if (isPermitted !== true) return;
  assert.ok(
    url.protocol === 'https:' ||
      url.origin === 'http://registry.example' ||
      url.origin === 'http://files.example',
  );
  assert.equal(`${url.username}${url.password}`, '');
  const told = ORIGINS.authorize('npm:main', url.origin);
  assert.equal(told !== undefined, url.origin === 'http://registry.example', `credentials at ${url.origin}`);
}

function assertPurl(text: string): void {
  const read = attempt(['invalid-purl'], () => parsePurl(ADAPTERS, text));
  if (read === undefined) return;
  const { ref, ...parts } = read;
  const written = attempt([], () => formatPurl(ADAPTERS, ref, parts)) ?? '';
  assert.match(written, /^[!-~]+$/);
  // What is written longer than it may be read, since it is escaped, cannot be read again.
  if (written.length > 4_096) return;
  const again = attempt([], () => parsePurl(ADAPTERS, written));
  assert.deepEqual(again, read, written);
  assert.equal(formatPurl(ADAPTERS, ref, parts), written);
}

export const requestTargets: readonly Target[] = [
  target(
    'sent patch',
    ['src/http/api/read-sent-plan.ts#patchedFiles'],
    mutatedText(
      [unifiedDiff('a/package-lock.json', 'one\ntwo\nthree', 'one\n2\nthree\n')],
      [
        'diff --git a/x b/y',
        '--- a/../x',
        '+++ /dev/null',
        '@@ -1,9 +1,9 @@',
        'rename to x',
        '\n',
        '\\ No',
        '+',
        '-',
      ],
    ),
    (patch) => {
      const files = attempt([], () => patchedFiles(patch));
      // Whatever reads such a patch finds no file in it beside these.
      const headers = [...patch.matchAll(/^diff --git a\/(.+) b\/(.+)$/gm)].map(([, path]) => path ?? '');
      if (files !== undefined) for (const path of files) assert.ok(headers.includes(path), path);
    },
  ),
  target(
    'sent command',
    ['src/formats/shell-words.ts#isCommandOf'],
    mutatedText(
      ["npm install 'a b' --flag=1", 'npm ci'],
      ["'", "\\'", ';', '&&', '$(', '`', '\n', ' ', '>', '|'],
    ),
    (text) => {
      if (attempt([], () => isCommandOf('npm', text)) !== true) return;
      // Outside of quotes nothing means anything to a shell.
      assert.match(text.replaceAll(/'[^']*'|\\'/g, ''), /^[A-Za-z0-9_@%+=:,./^ -]*$/);
    },
  ),
  target('networks', ['src/http/client-address.ts#parseNetworks'], networks, assertNetworks),
  target(
    'address of a client',
    ['src/http/client-address.ts#clientAddress', 'src/http/client-address.ts#parseTrustedProxies'],
    fc.tuple(addresses, mutatedText(['203.0.113.9, 10.0.0.2', '10.0.0.1'], [...ADDRESSES, ',', ' '])),
    ([peer, forwarded]) => assertClientAddress(peer, forwarded),
  ),
  target(
    'network address',
    ['src/kernel/address.ts#normalizeAddress', 'src/outbound/public-address.ts#isPublicAddress'],
    addresses,
    assertAddress,
  ),
  target(
    'byte range',
    ['src/http/byte-range.ts#parseRange'],
    fc.tuple(
      mutatedText(
        ['bytes=0-99', 'bytes=-5', 'bytes=10-', 'bytes=0-1,5-9'],
        ['-', '0', '99999999999999999', 'bytes='],
      ),
      fc.constantFrom(0, 1, 100, 2 ** 40),
    ),
    ([header, size]) => {
      const range = attempt([], () => parseRange(header, size));
      if (range?.kind !== 'part') return;
      assert.ok(0 <= range.start && range.start <= range.end && range.end < size);
      assert.ok(Number.isSafeInteger(range.start) && Number.isSafeInteger(range.end));
    },
  ),
  target(
    'host header',
    ['src/http/host-check.ts#createHostCheck'],
    fc.array(headerText(NAMES_OF_HOSTS, [':4870', '.', '@', '#', '/', 'gate.example']), {
      minLength: 1,
      maxLength: 20,
    }),
    (hosts) => {
      const check = createHostCheck('https://gate.example');
      for (const host of hosts) {
        const passed = attempt(['not-allowed'], () => {
          check(host);
          return true;
        });
        if (passed === true)
          assert.match(host, /^(?:gate\.example|localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i);
      }
    },
  ),
  target(
    'credentials',
    [
      'src/identity/sessions/credentials.ts#parseCredentials',
      'src/identity/tokens/token-text.ts#formOfToken',
    ],
    credentials,
    (headers) => {
      const presented = attempt([], () => parseCredentials(headers));
      assert.ok(presented !== undefined);
      if (presented.kind === 'token') attempt([], () => formOfToken(presented.presented));
      if (presented.kind === 'session') assert.match(presented.secret, /^[\w-]+$/);
      if (presented.kind === 'unreadable')
        assert.ok(!presented.why.includes(TOKEN) && presented.why.length < 200);
    },
  ),
  target(
    'token',
    ['src/identity/tokens/token-text.ts#formOfToken'],
    mutatedText([TOKEN], ['ghr_', 'gha_', '0', 'z']),
    (text) => {
      const form = attempt([], () => formOfToken(text));
      // A checksum that lets one of four billion changes through is no reason to fail.
      if (form === 'read' && text !== TOKEN) assert.equal(text.length, TOKEN.length);
      if (text === TOKEN) assert.equal(form, 'read');
    },
  ),
  target(
    'name of a client',
    ['src/exposure/client-name.ts#clientName'],
    headerText([
      'npm/11.2.0 node/v24.0.0 linux x64',
      'pip/25.0 {"ci":null}',
      'cargo 1.58.0 (x)',
      'Apache-Maven/3.9.9 (Java 21)',
    ]),
    (header) => {
      const name = attempt([], () => clientName(header)) ?? '';
      assert.match(name, /^[!-~]+$/);
      assert.ok(name.length <= CLIENT_NAME_MAX_LENGTH);
    },
  ),
  target(
    'name of an account',
    ['src/identity/accounts/account-name.ts#parseAccountName'],
    mutatedText(['ann.smith', 'Bob_7'], ['.', '-', 'İ']),
    (raw) => {
      const name = attempt(['invalid-request'], () => parseAccountName(raw));
      if (name !== undefined) assert.equal(parseAccountName(name), name);
    },
  ),
  target(
    'names of organisations',
    [
      'src/identity/organisations/organisation-name.ts#parseOrganisationName',
      'src/identity/organisations/organisation-name.ts#parseDisplayName',
    ],
    mutatedText(['acme', ' Acme-7 '], ['-', '.', 'İ', '\u202e', '/']),
    (raw) => {
      const name = attempt(['invalid-request'], () => parseOrganisationName(raw));
      if (name !== undefined) assert.equal(parseOrganisationName(name), name);
      const shown = attempt(['invalid-request'], () => parseDisplayName(raw));
      if (shown !== undefined) assert.equal(parseDisplayName(shown), shown);
    },
  ),
  target(
    'e-mail address',
    ['src/identity/accounts/email-address.ts#parseEmailAddress'],
    mutatedText(
      ['ada@example.com', 'Ada.L+x@bücher.example', 'a@1.2.3.example'],
      ['@', '.', '"', '<', '>', ',', ' ', '\r\n', '%40', 'xn--', '。', '\u00ad', '[127.0.0.1]', '0x7f'],
    ),
    (raw) => {
      const address = attempt(['invalid-request'], () => parseEmailAddress(raw));
      if (address === undefined) return;
      assert.match(address, /^[!-?A-~]+@[a-z0-9.-]+\.[a-z0-9-]+$/);
      assert.ok(!/[\s<>,;:"()[\]\\]/.test(address) && address.length <= 254, address);
      assert.equal(parseEmailAddress(address), address);
    },
  ),
  asyncTarget('body of a request', ['src/http/read-body.ts#readBody'], bodies, ([bytes, encoding]) =>
    assertBody(bytes, encoding),
  ),
  target(
    'path of the API',
    ['src/http/split-path.ts#splitPath'],
    headerText(
      ['/api/v1/packages/npm/@acme%2fanvil?version=1.0.0', '/api/v1/events'],
      ['%2e%2e', '%2f', '%00', '%5c', '//', '/../'],
    ),
    (path) => {
      const split = attempt(['invalid-request'], () => splitPath(path));
      for (const segment of split?.segments ?? []) {
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
        assert.ok(!['', '.', '..'].includes(segment) && !/[\u0000-\u001f\\]/.test(segment));
      }
    },
  ),
  target(
    'request to the API',
    ['src/http/api/parse-request.ts#parseRequest'],
    fc.tuple(
      fc.oneof(hostileJson(API_SEEDS), mutatedText(API_SEEDS.map((seed) => JSON.stringify(seed)))),
      fc.dictionary(
        fc.constantFrom(...Object.keys(API_SEEDS[0] ?? {}), '__proto__', 'kind', 'package'),
        mutatedText(['20', '1', 'npm', 'left-pad', '2026-01-01', 'true']).map((text) =>
          text.slice(0, 20_000),
        ),
        { maxKeys: 8 },
      ),
    ),
    ([body, query]) => assertApiRequest(body, query),
  ),
  target('address to fetch', ['src/outbound/origins.ts#permitUrl'], urls, assertPermitted),
  target(
    'trail of hops',
    ['src/outbound/hop-trail.ts#createHopTrail'],
    headerText(['aaaa, bbbb', 'own'], ['own', ',', 'a,']),
    (header) => {
      const trail = createHopTrail('own');
      const next = attempt(['upstream-loop'], () => trail.within(header, () => trail.leaving()));
      if (next === undefined) return;
      assert.match(next, /^(?:\w+, )*own$/);
      assert.throws(() => trail.within(next, () => undefined));
    },
  ),
  target(
    'package-URL',
    ['src/formats/purl.ts#parsePurl'],
    mutatedText(
      [
        'pkg:npm/%40acme/anvil@1.0.0?arch=x64&os=linux#lib/index.js',
        'pkg:maven/org.example/app@1.0',
        'pkg:pypi/Demo.Pack@1!2.0+local',
        'pkg:composer/acme/lib@dev-feature%2Fx',
        'pkg://cargo/tide-pool',
      ],
      ['pkg:', '@', '%40', '%2F', '%2e%2e', '?', '=', '&', '#', '/', '//', '%zz', '+'],
    ),
    assertPurl,
  ),
];
