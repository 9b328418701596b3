// Says that something takes a sign-in with a second factor, and leads there.

import { useApp } from '../app/context.ts';
import { Banner } from './banner.tsx';

/** Nothing where the session may do `action`, or where a factor would change nothing. */
export function NeedsFactor({ action, what }: { readonly action: string; readonly what: string }) {
  const { session } = useApp();
  if (session?.mayWithFactor.includes(action) !== true) return null;
  return (
    <Banner tone="note">
      <p>
        <strong>{what} takes a second factor.</strong>{' '}
        {session.strongestFactor === undefined ? (
          <>
            <a href="/account">Add a passkey or an authenticator</a> to your account: this sign-in counts as
            one with it from then on.
          </>
        ) : (
          'You have one: sign out, and sign in with it.'
        )}
      </p>
    </Banner>
  );
}
