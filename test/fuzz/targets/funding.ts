// Targets for giving back: files about funding, addresses, amounts, weights, and for whom something was given.

import assert from 'node:assert/strict';

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { parseFundingLink, parseFundingUrl } from '../../../src/formats/funding/funding-link.ts';
import { readFunding } from '../../../src/formats/funding/read-funding.ts';
import { parseTarget } from '../../../src/inventory/giving/record-gift.ts';
import { PARTS, parseWeights } from '../../../src/inventory/giving/weights.ts';
import { parseAmount, parseCurrency, plainAmount } from '../../../src/kernel/money.ts';
import { attempt } from '../support/attempt.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';

const YML = `github: [ada, grace]
patreon: ada
tidelift: npm/@tide/core
thanks_dev: u/gh/ada
custom:
  - https://tide.example/give
  - tide.example
`;

const JSON_FILE = JSON.stringify({
  version: 'v1.0.0',
  entity: { type: 'individual', role: 'owner', name: 'Ada' },
  projects: [{ guid: 'tide', name: 'Tide' }],
  funding: {
    channels: [{ guid: 'oc', type: 'payment-provider', address: 'https://opencollective.com/tide' }],
    plans: [{ guid: 'a', status: 'active', name: 'x', amount: 5, currency: 'EUR', frequency: 'monthly' }],
  },
});

const ADDRESSES = [
  'https://github.com/sponsors/ada',
  'http://bücher.example:8080/a?b#c',
  'https://a@b.example',
];
const WORDS = ['https://', 'javascript:', '@', '127.0.0.1', '[::1]', '..', '//', 'xn--', '\u202e', ' '];

/** What comes out may be followed by a person: http or https, of a name that can be registered, without a secret in it. */
function assertFollowable(text: string): void {
  const url = new URL(text);
  assert.match(url.protocol, /^https?:$/);
  assert.equal(`${url.username}${url.password}`, '');
  assert.match(url.hostname, /^(?=.*\.)[a-z0-9.-]+\.[a-z][a-z0-9-]*$/);
  assert.equal(parseFundingUrl(text), text, 'one spelling for one place');
}

const INVALID = ['invalid-document'] as const;
const REFUSED = ['invalid-request'] as const;

export const fundingTargets: readonly Target[] = [
  target(
    'funding file',
    [
      'src/formats/funding/read-funding.ts#readFunding',
      'src/formats/funding/funding-yml.ts#readFundingYml',
      'src/formats/funding/funding-json.ts#readFundingJson',
    ],
    mutatedText([YML, JSON_FILE], WORDS),
    (text) => {
      const read = attempt(['invalid-document', 'unsupported', 'too-large'], () => readFunding(text));
      for (const { url } of read?.links ?? []) assertFollowable(url);
      assert.ok((read?.links.length ?? 0) <= 300);
    },
  ),
  target(
    'funding link',
    [
      'src/formats/funding/funding-link.ts#parseFundingUrl',
      'src/formats/funding/funding-link.ts#parseFundingLink',
    ],
    mutatedText(ADDRESSES, WORDS),
    (text) => {
      const link = attempt(INVALID, () => parseFundingLink(text));
      if (link !== undefined) assertFollowable(link.url);
    },
  ),
  target(
    'amount, currency and weights',
    [
      'src/kernel/money.ts#parseAmount',
      'src/kernel/money.ts#parseCurrency',
      'src/inventory/giving/weights.ts#parseWeights',
    ],
    mutatedText(['12000.50', 'EUR', 'direct=2,dependents=1.5'], ['e9', '-', ',', 'Infinity', '٣']),
    (text) => {
      const currency = attempt(REFUSED, () => parseCurrency(text)) ?? 'EUR';
      const money = attempt(REFUSED, () => parseAmount(text, currency));
      if (money !== undefined) assert.deepEqual(parseAmount(plainAmount(money), currency), money);
      const weights = attempt(REFUSED, () => parseWeights(text));
      if (weights === undefined) return;
      const sum = PARTS.reduce((all, part) => all + weights[part], 0);
      assert.ok(Math.abs(sum - 1) < 1e-9 && PARTS.every((part) => weights[part] >= 0));
    },
  ),
  target(
    'for whom something was given',
    ['src/inventory/giving/record-gift.ts#parseTarget'],
    mutatedText([...ADDRESSES, 'pkg:npm/%40tide/core@1.0.0', 'The sea fund'], WORDS),
    (text) => {
      const found = attempt(REFUSED, () => parseTarget(ADAPTERS, text));
      if (found !== undefined) assert.equal(parseTarget(ADAPTERS, found), found);
    },
  ),
];
