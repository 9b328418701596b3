// Somebody makes an account for themself, where that is open.

import { useState } from 'preact/hooks';

import type { SignUpWay } from '../../../src/http/api/account-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { NewPasswordFields, useNewPassword } from '../parts/new-password.tsx';
import { useAction } from '../parts/use-action.ts';

export function SignUpPage() {
  const { data, problem, isLoading, reload } = useResource<SignUpWay>('/sign-up');
  const [sentTo, setSentTo] = useState<string>();
  return (
    <div class="narrow">
      <Page title="Sign up" lead="An account is made once you follow the link in a letter to your address.">
        {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
        {data === undefined && isLoading ? <Loading what="how accounts are made here" /> : null}
        {sentTo !== undefined ? (
          <Sent to={sentTo} />
        ) : data?.way === 'open' ? (
          <SignUpForm done={setSentTo} />
        ) : data === undefined ? null : (
          <Closed way={data.way} />
        )}
      </Page>
    </div>
  );
}

function Sent({ to }: { readonly to: string }) {
  return (
    <Banner tone="allow">
      <p>
        <strong>A letter goes to {to}.</strong> Open the link in it within 24 hours. Until then there is no
        account, and no name is held for you.
      </p>
    </Banner>
  );
}

function Closed({ way }: { readonly way: SignUpWay['way'] }) {
  return (
    <Banner tone="note">
      <p>
        {way === 'sso'
          ? 'Accounts come by single sign-on here: sign in with it, and yours is made.'
          : 'Accounts are made by an administrator here: ask one to add you.'}{' '}
        <a href="/sign-in">Sign in</a>
      </p>
    </Banner>
  );
}

function SignUpForm({ done }: { readonly done: (sentTo: string) => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const chosen = useNewPassword();
  const submit = async () => {
    if (!chosen.check()) return;
    const request = { name: name.trim(), email: email.trim(), password: chosen.password };
    if (await run(() => api.send('POST', '/sign-up', request))) done(request.email);
  };
  return (
    <div class="panel is-padded">
      <Form label="Sign up" submit="Send me a letter" isBusy={isBusy} onSubmit={() => void submit()}>
        {problem === undefined ? null : (
          <Banner tone="block">
            <p>{problem.detail}</p>
          </Banner>
        )}
        <TextField
          label="Name"
          value={name}
          onValue={setName}
          autocomplete="username"
          hint="What you will sign in with; it stands beside everything that you change."
          isRequired
        />
        <TextField
          label="Address"
          value={email}
          onValue={setEmail}
          autocomplete="email"
          hint="Letters about your account go here, and it recovers the account."
          isRequired
        />
        <NewPasswordFields label="Password" chosen={chosen} />
      </Form>
    </div>
  );
}
