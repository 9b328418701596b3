import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { parseFundingLink, parseFundingUrl } from './funding-link.ts';
import { readFunding } from './read-funding.ts';

const urls = (text: string) => readFunding(text).links.map(({ url }) => url);

function refuses(text: string, code: 'invalid-document' | 'too-large' | 'unsupported', says: RegExp): void {
  assert.throws(
    () => readFunding(text),
    (error) => {
      assert.ok(isGatehouseError(error, code), String(error));
      assert.match(error.message, says);
      return true;
    },
  );
}

const TEMPLATE = `# These are supported funding model platforms

github: # Replace with up to 4 GitHub Sponsors-enabled usernames e.g., [user1, user2]
patreon: # Replace with a single Patreon username
tidelift: # Replace with a single Tidelift platform-name/package-name e.g., npm/babel
custom: # Replace with up to 4 custom sponsorship URLs e.g., ['link1', 'link2']
`;

test('every key of FUNDING.yml leads to its platform', () => {
  const text = `github: [ada, grace]
patreon: ada
open_collective: tide
ko_fi: ada
tidelift: npm/@tide/core
community_bridge: cloud-tide
liberapay: ada
issuehunt: ada
lfx_crowdfunding: tide
polar: ada
buy_me_a_coffee: ada
thanks_dev: u/gh/ada
custom:
  - https://tide.example/give
  - tide.example/shop
`;
  const { links, format } = readFunding(text);
  assert.equal(format, 'FUNDING.yml');
  assert.deepEqual(
    links.map(({ platform, url }) => `${platform} ${url}`),
    [
      'github https://github.com/sponsors/ada',
      'github https://github.com/sponsors/grace',
      'patreon https://www.patreon.com/ada',
      'open_collective https://opencollective.com/tide',
      'ko_fi https://ko-fi.com/ada',
      'tidelift https://tidelift.com/funding/github/npm/@tide/core',
      'community_bridge https://funding.communitybridge.org/projects/cloud-tide',
      'liberapay https://liberapay.com/ada',
      'issuehunt https://issuehunt.io/r/ada',
      'lfx_crowdfunding https://crowdfunding.lfx.linuxfoundation.org/projects/tide',
      'polar https://polar.sh/ada',
      'buy_me_a_coffee https://buymeacoffee.com/ada',
      'thanks_dev https://thanks.dev/u/gh/ada',
      'custom https://tide.example/give',
      'custom https://tide.example/shop',
    ],
  );
});

test('the template without names says nothing, and so does an empty file', () => {
  assert.deepEqual(urls(TEMPLATE), []);
  assert.deepEqual(urls(''), []);
  assert.deepEqual(urls('\uFEFFgithub: []\r\npatreon: null\r\n'), []);
});

test('what GitHub does not know is told, and keeps nothing else from being read', () => {
  const { links, passedOver } = readFunding('otechie: ada\r\ngithub: ada\r\n');
  assert.deepEqual(passedOver, ['"otechie"']);
  assert.equal(links.length, 1);
});

test('the same address twice is one link, whatever its spelling', () => {
  assert.deepEqual(urls("custom: ['https://Tide.example/', 'https://tide.example#now']"), [
    'https://tide.example',
  ]);
});

test('names that would lead elsewhere are refused', () => {
  for (const name of ['../../evil', 'a/b', '"a?b=c"', '"a b"', '-a', '"<script>"']) {
    refuses(`github: ${name}`, 'invalid-document', /FUNDING\.yml/);
  }
  refuses('thanks_dev: u/../../x', 'invalid-document', /under thanks_dev/);
  refuses('github: {a: b}', 'invalid-document', /a mapping or list under github/);
  refuses('- ada', 'invalid-document', /expected platforms/);
});

test('only public web addresses are links', () => {
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://tide.example/x',
    'https://ada:secret@tide.example',
    'https://127.0.0.1/give',
    'https://[::1]/give',
    'https://localhost/give',
    'https://tide',
    `https://tide.example/${'a'.repeat(3_000)}`,
  ]) {
    refuses(`custom: ${JSON.stringify(url)}`, 'invalid-document', /funding link/);
  }
  assert.equal(parseFundingUrl(' https://bücher.example/x '), 'https://xn--bcher-kva.example/x');
  assert.deepEqual(parseFundingLink('https://www.patreon.com/ada/'), {
    url: 'https://www.patreon.com/ada',
    platform: 'patreon',
  });
  assert.equal(parseFundingLink('https://github.com/ada/tide').platform, 'custom');
  assert.equal(parseFundingLink('https://opencollective.com.evil.example/tide').platform, 'custom');
});

test('a file that is too large, too deep or has aliases is refused in bounded time', () => {
  refuses(`github: ${'a'.repeat(70_000)}`, 'too-large', /65536/);
  refuses(`github: [${Array.from({ length: 30 }, (_, at) => `a${at}`).join(',')}]`, 'invalid-document', /30/);
  refuses('a: &x [b]\ngithub: *x\n', 'invalid-document', /alias/);
  refuses('github: ada\ngithub: eve\n', 'invalid-document', /a second time/);
  refuses(`github: ${'['.repeat(500)}`, 'invalid-document', /FUNDING\.yml/);
});

const manifest = (more: object = {}) => ({
  version: 'v1.0.0',
  entity: {
    type: 'individual',
    role: 'owner',
    name: 'Ada',
    email: 'ada@tide.example',
    description: 'x',
    webpageUrl: { url: 'https://tide.example' },
  },
  projects: [
    {
      guid: 'tide',
      name: 'Tide',
      description: 'x',
      webpageUrl: { url: 'https://tide.example' },
      repositoryUrl: { url: 'https://git.example/tide' },
      licenses: ['spdx:MIT'],
      tags: ['sea'],
    },
  ],
  funding: {
    channels: [
      { guid: 'bank', type: 'bank', address: 'XX00 1234', description: '' },
      { guid: 'oc', type: 'payment-provider', address: 'https://opencollective.com/tide', description: '' },
    ],
    plans: [
      {
        guid: 'a',
        status: 'active',
        name: 'Upkeep',
        amount: 500,
        currency: 'eur',
        frequency: 'monthly',
        channels: ['oc'],
      },
      { guid: 'b', status: 'inactive', name: 'Old', amount: 1, currency: 'EUR', frequency: 'yearly' },
      { guid: 'c', status: 'active', name: 'Any', amount: 0, currency: 'EUR', frequency: 'one-time' },
    ],
    history: [],
  },
  ...more,
});

test('funding.json tells who asks, for what, and where; a bank account is no link', () => {
  assert.deepEqual(readFunding(JSON.stringify(manifest())), {
    format: 'funding.json 1.0.0',
    asks: 'Ada',
    links: [{ url: 'https://opencollective.com/tide', platform: 'open_collective' }],
    plans: [
      { name: 'Upkeep', amount: '500', currency: 'EUR', frequency: 'monthly' },
      { name: 'Any', frequency: 'one-time' },
    ],
    passedOver: ['a channel of type bank without a web address'],
  });
});

test('funding.json of another version, or that says too little or too much, is refused with its place', () => {
  const text = (more: object) => JSON.stringify(manifest(more), null, 1);
  refuses(text({ version: 'v2.0.0' }), 'unsupported', /v2\.0\.0, expected v1\.0\.x/);
  refuses(text({ version: 'now' }), 'invalid-document', /version "now"/);
  refuses(text({ entity: undefined }), 'invalid-document', /nothing in entity at line 1/);
  refuses(text({ entity: { type: 'cult', role: 'owner', name: 'x' } }), 'invalid-document', /entity\.type/);
  refuses(text({ funding: { channels: {} } }), 'invalid-document', /funding\.channels/);
  refuses(
    text({ funding: { channels: Array.from({ length: 101 }, () => ({ type: 'cash' })) } }),
    'invalid-document',
    /101 channels.*at most 100/,
  );
  refuses(
    text({ funding: { channels: [{ type: 'other', address: 'https://10.0.0.1/x' }] } }),
    'invalid-document',
    /an address that is none at line \d+/,
  );
  refuses('{"version": "v1.0.0", "version": "v1.0.0"}', 'invalid-document', /funding\.json/);
  refuses(JSON.stringify(manifest()).slice(0, -5), 'invalid-document', /funding\.json/);
  refuses(`{"a": "${'x'.repeat(600_000)}"}`, 'too-large', /524288/);
});
