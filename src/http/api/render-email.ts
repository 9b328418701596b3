// An account's address, as the API tells it to its person and to administrators.

import type { EmailAddress } from '../../identity/ports.ts';
import type { EmailItem } from './identity-contract.ts';
import { timeField } from './render-verdict.ts';

export function renderEmail(email: EmailAddress | undefined): EmailItem | undefined {
  if (email === undefined) return undefined;
  const { address, verifiedAt, lapsedAt } = email;
  return { address, ...timeField('verifiedAt', verifiedAt), ...timeField('lapsedAt', lapsedAt) };
}
