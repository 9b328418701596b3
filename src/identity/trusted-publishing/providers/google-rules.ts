// Tokens of Google Cloud's service accounts.

import { given } from '../../../kernel/given.ts';

import type { Claims, PublisherSettings } from '../trusted-publishing-ports.ts';
import {
  assertSettings,
  differs,
  findMissing,
  NUMBER_ID,
  readText,
  requireText,
  settingOf,
  textOf,
  type ProviderRules,
} from './provider-rules.ts';

const ADDRESS = /^[^\s@<>"'`,;\\\p{Cc}\p{Cf}]{1,100}@[a-z0-9.-]{1,200}$/u;

export const googleRules: ProviderRules = {
  parse(asked) {
    assertSettings(asked, ['email', 'subject']);
    const email = requireText(asked, 'email', ADDRESS, 'the address of a service account');
    const subject = readText(asked, 'subject', NUMBER_ID, "the account's unique number");
    return { settings: { email }, locator: email, pins: { ...given('sub', subject) } };
  },
  // An address that was given up may be another account's later; its number is not.
  pins: [{ claim: 'sub', isRequired: true }],
  hasJti: false,
  locate: (claims) => textOf(claims, 'email'),
  findFault: (claims: Claims) =>
    // The text "true" is no such word.
    claims['email_verified'] === true
      ? findMissing(claims, ['email', 'sub'])
      : 'its email_verified is not true',
  findMismatch: (settings: PublisherSettings, claims: Claims) =>
    textOf(claims, 'email') === settingOf(settings, 'email') ? undefined : differs(claims, 'email'),
  specificity: () => 0,
  told: { account: 'email', account_id: 'sub' },
};
