// The person's own account: who they are here, and what proves it.

import { useApp } from '../app/context.ts';
import { FreezeAll } from '../parts/freeze-all.tsx';
import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { AccountAddress } from './account-address.tsx';
import { AccountFactors } from './account-factors.tsx';
import { AccountDeletion, AccountExportSection } from './account-leaving.tsx';
import { AccountPassword } from './account-password.tsx';
import { AccountSessions } from './account-sessions.tsx';
import { AccountProviders } from './account-providers.tsx';

export function AccountPage() {
  const { session } = useApp();
  if (session === undefined) return null;
  const { account } = session;
  if (account === undefined) {
    return (
      <Page title="Your account">
        <Empty title="You are not signed in">
          <a href="/sign-in?to=%2Faccount">Sign in</a> to see your account.
        </Empty>
      </Page>
    );
  }
  return (
    <Page title="Your account" lead={`${account.name}, ${account.role}`}>
      <AccountAddress />
      <AccountPassword name={account.name} />
      <AccountFactors />
      <AccountProviders />
      <AccountSessions />
      <FreezeAll />
      <AccountExportSection name={account.name} />
      <AccountDeletion name={account.name} />
    </Page>
  );
}
