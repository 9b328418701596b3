// Before anything else: another password, in place of one that is known from leaks.

import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Page } from '../parts/page.tsx';
import { AccountPassword } from './account-password.tsx';

export function LeakedPasswordPage() {
  const { session } = useApp();
  return (
    <div class="narrow">
      <Page title="Choose another password">
        <Banner tone="warn">
          <p>
            <strong>Your password is known from leaks of other places.</strong> Attackers try those first, so
            nothing else is open to you here until you chose another one. Choose one that you use nowhere
            else.
          </p>
        </Banner>
        <AccountPassword name={session?.account?.name ?? ''} />
      </Page>
    </div>
  );
}
