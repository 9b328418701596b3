import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { domainOf, isSameAddress, parseEmailAddress } from './email-address.ts';

test('one mailbox is taken, its domain in lower case and ASCII, what is before the @ as it was given', () => {
  for (const [given, taken] of [
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace+gate@Example.COM', 'Ada.Lovelace+gate@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ["o'hara_{x}@mail.example.co", "o'hara_{x}@mail.example.co"],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ] as const) {
    assert.equal(parseEmailAddress(given), taken);
    assert.equal(parseEmailAddress(taken), taken);
  }
  assert.equal(domainOf('ada@example.com'), 'example.com');
  assert.ok(isSameAddress('Ada@example.com', 'ada@example.com'));
});

test('whatever could be two, a header, an option, a machine or a look-alike is refused by its field', () => {
  for (const given of [
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@example',
    'ada@@example.com',
    'ada@example.com,eve@example.com',
    'ada@example.com eve@example.com',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    '"ada"@example.com',
    'ada(comment)@example.com',
    ' ada@example.com',
    'ada@example.com\n',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada\u0000@example.com',
    'a\u202eda@example.com',
    'аda@example.com',
    'ada..l@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@exa_mple.com',
    'ada@example..com',
    'ada@.example.com',
    'ada@example.com.',
    'ada@127.0.0.1',
    'ada@0x7f.1',
    'ada@[127.0.0.1]',
    'ada@2130706433',
    'ada@exa%6dple.com',
    'ada@example.com/x',
    'ada@example.com:25',
    'ada@\u00ad.example',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.example`,
    `ada@${'a.'.repeat(130)}example`,
    `ada@${'ü'.repeat(120)}.example`,
  ]) {
    assert.throws(
      () => parseEmailAddress(given),
      (error) => isGatehouseError(error, 'invalid-request') && error.facts['field'] === 'email',
      given,
    );
  }
});
