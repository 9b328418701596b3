// Who are you?

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { RequestOptions, SessionOrStep } from '../../../src/http/api/factor-contract.ts';
import { askPasskey, knowsPasskeys } from '../api/passkey.ts';
import type { SignUpWay } from '../../../src/http/api/account-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { SsoButtons, useSsoProviders } from '../parts/sso-buttons.tsx';
import { useAction } from '../parts/use-action.ts';
import { localPath } from '../words/local-path.ts';
import { nextOf, SignInStep, type NextStep } from './sign-in-step.tsx';

export function SignInPage() {
  const { session } = useApp();
  const query = useQuery();
  const to = localPath(query.get('to'));
  return (
    <div class="narrow">
      <Page
        title="Sign in"
        lead={
          to.startsWith('/packages/')
            ? undefined
            : 'Package pages are open to readers; everything else asks who you are.'
        }
      >
        {session?.account === undefined ? null : (
          <Banner tone="note">
            <p>
              You are signed in as {session.account.name}. <a href={to}>Go on</a>
            </p>
          </Banner>
        )}
        <SignInForm to={to} />
        <NotSignedInYet />
      </Page>
    </div>
  );
}

function NotSignedInYet() {
  const { data } = useResource<SignUpWay>('/sign-up');
  return (
    <p class="muted">
      <a href="/recovery">Password or second factor lost?</a>
      {data?.way === 'open' ? (
        <>
          {' · '}
          <a href="/sign-up">Sign up</a>
        </>
      ) : null}
    </p>
  );
}

/** `to`: where to go afterwards. */
export function SignInForm({ to }: { readonly to: string }) {
  const { api, session, refreshSession } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [step, setStep] = useState<NextStep>();
  const enter = async () => {
    await refreshSession();
    route(to, true);
  };
  const submit = async () => {
    await run(async () => {
      const next = nextOf(await api.send<SessionOrStep>('POST', '/session', { name, password }));
      if (next === undefined) await enter();
      else setStep(next);
    });
    setPassword('');
  };
  const usePasskey = () =>
    run(async () => {
      const passkey = await askPasskey(await api.send<RequestOptions>('POST', '/session/passkey/options'));
      await api.send('POST', '/session/passkey', { passkey });
      await enter();
    });
  if (step !== undefined) {
    return (
      <div class="panel is-padded">
        <SignInStep next={step} done={enter} restart={() => setStep(undefined)} />
      </div>
    );
  }
  return (
    <div class="panel is-padded">
      <Form label="Sign in" submit="Sign in" isBusy={isBusy} onSubmit={() => void submit()}>
        {session?.needsAdministrator === true ? (
          <Banner tone="note">
            <p>
              <strong>There is no administrator yet.</strong> The server printed a one-time link where it was
              started: open that link. Each start prints a new one until it is used.
            </p>
          </Banner>
        ) : null}
        {problem === undefined ? null : (
          <Banner tone="block">
            <p>{problem.detail}</p>
          </Banner>
        )}
        <TextField label="Name" value={name} onValue={setName} autocomplete="username" isRequired />
        <TextField
          label="Password"
          kind="password"
          value={password}
          onValue={setPassword}
          autocomplete="current-password"
          isRequired
        />
      </Form>
      <OtherWays to={to} isBusy={isBusy} usePasskey={() => void usePasskey()} />
    </div>
  );
}

function OtherWays(props: {
  readonly to: string;
  readonly isBusy: boolean;
  readonly usePasskey: () => void;
}) {
  const providers = useSsoProviders();
  if (providers.length === 0 && !knowsPasskeys()) return null;
  return (
    <div class="other-ways" role="group" aria-label="Other ways to sign in">
      {knowsPasskeys() ? (
        <button type="button" class="button" onClick={props.usePasskey} disabled={props.isBusy}>
          Use a passkey
        </button>
      ) : null}
      <SsoButtons providers={providers} verb="Sign in with" how="start" to={props.to} />
    </div>
  );
}
