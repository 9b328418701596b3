import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from './errors.ts';
import { describeMoney, minorDigits, MOST_MINOR, parseAmount, parseCurrency, plainAmount } from './money.ts';

const refuses = (read: () => unknown) =>
  assert.throws(read, (error) => isGatehouseError(error, 'invalid-request'));

test('an amount is whole numbers of the smallest unit, in each currency its own', () => {
  assert.deepEqual(parseAmount('12000', 'EUR'), { minor: 1_200_000, currency: 'EUR' });
  assert.deepEqual(parseAmount('12000.5', 'EUR'), { minor: 1_200_050, currency: 'EUR' });
  assert.deepEqual(parseAmount('0.01', 'USD'), { minor: 1, currency: 'USD' });
  assert.deepEqual(parseAmount('12000', 'JPY'), { minor: 12_000, currency: 'JPY' });
  assert.deepEqual(parseAmount('1.234', 'KWD'), { minor: 1_234, currency: 'KWD' });
  assert.equal(minorDigits('JPY'), 0);
});

test('what could be read in two ways is refused', () => {
  for (const text of ['1,200', '1.200.00', '1e3', '-1', '', '0x10', '1.234', '.5', '1.', '99999999999999']) {
    refuses(() => parseAmount(text, 'EUR'));
  }
  refuses(() => parseAmount('1.5', 'JPY'));
  for (const text of ['EURO', '€', '', 'ZZZ', '__proto__']) refuses(() => parseCurrency(text));
  assert.equal(parseCurrency(' eur '), 'EUR');
});

test('an amount is written for people and for machines', () => {
  assert.equal(describeMoney({ minor: 123_456_789, currency: 'EUR' }), '1,234,567.89 EUR');
  assert.equal(describeMoney({ minor: 5, currency: 'EUR' }), '0.05 EUR');
  assert.equal(describeMoney({ minor: 1_200, currency: 'JPY' }), '1,200 JPY');
  assert.equal(plainAmount({ minor: 120_000, currency: 'EUR' }), '1200.00');
});

test('whatever is written is read back the same', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: MOST_MINOR }),
      fc.constantFrom('EUR', 'JPY', 'KWD'),
      (minor, currency) => {
        const money = { minor, currency };
        assert.deepEqual(parseAmount(plainAmount(money), currency), money);
      },
    ),
  );
});
