// The kinds of change as a list, for those who ask for all of them or read one from outside.

import type { ChangeKind } from './changes.ts';

const KINDS: Readonly<Record<ChangeKind, true>> = {
  'evidence-added': true,
  'evidence-withdrawn': true,
  'index-changed': true,
  'artifact-stored': true,
  'artifact-removed': true,
  'version-blocked': true,
  'feed-updated': true,
  'policy-applied': true,
  'reservation-added': true,
  'reservation-withdrawn': true,
  'vetting-requested': true,
  'vetting-withdrawn': true,
  'account-created': true,
  'account-role-changed': true,
  'account-disabled': true,
  'password-set': true,
  'link-issued': true,
  'email-verified': true,
  'letter-posted': true,
  'letter-sent': true,
  'letter-lost': true,
  'signed-in': true,
  'signed-out': true,
  'sign-in-failed': true,
  'person-confirmed': true,
  'token-minted': true,
  'token-revoked': true,
  'application-added': true,
  'application-changed': true,
  'application-renamed': true,
  'application-removed': true,
  'snapshot-pushed': true,
  'fix-plan-kept': true,
  'vex-added': true,
  'vex-withdrawn': true,
  'finding-opened': true,
  'finding-resolved': true,
  'finding-decided': true,
  'gift-recorded': true,
  'gift-withdrawn': true,
};

/** Every kind of change; the types see to it that none is missing. */
export const CHANGE_KINDS = Object.keys(KINDS) as readonly ChangeKind[];
