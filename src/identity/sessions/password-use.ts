// Who may sign in by password: everybody, or, where people come by single sign-on, the administrators alone, who must get in
// when the provider is down.

import { GatehouseError } from '../../kernel/errors.ts';

import type { SignUpWay } from '../accounts/sign-up-ways.ts';
import type { Account } from '../ports.ts';

export interface PasswordUse {
  /** How people come to accounts. */
  readonly signUp: SignUpWay;
}

export function mayUsePassword({ signUp }: PasswordUse, account: Pick<Account, 'role'>): boolean {
  return signUp !== 'sso' || account.role === 'administrator';
}

export function passwordsClosed(): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    'Cannot sign in by password: people sign in by their provider here, and administrators alone by password',
  );
}
