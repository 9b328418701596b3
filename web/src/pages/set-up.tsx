// The first administrator, or a new password, by a link that works once.

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { SessionOrStep } from '../../../src/http/api/factor-contract.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { NewPasswordFields, useNewPassword } from '../parts/new-password.tsx';
import { useAction } from '../parts/use-action.ts';
import { nextOf, SignInStep, type NextStep } from './sign-in-step.tsx';
import { useSecret } from '../parts/use-secret.ts';

export function SetUpPage() {
  const secret = useSecret();
  return (
    <div class="narrow">
      <Page
        title="Set up your account"
        lead="This link works once. Choose the password that you will sign in with, and, where you are the first here, your name."
      >
        {secret === '' ? (
          <Empty title="This link is not complete" command="npm start">
            Open it again as the server printed it, with everything after the # sign. While there is no
            administrator, each start of the server prints a new one.
          </Empty>
        ) : (
          <SetUpForm secret={secret} />
        )}
      </Page>
    </div>
  );
}

function SetUpForm({ secret }: { readonly secret: string }) {
  const { api, refreshSession, announce } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const chosen = useNewPassword();
  const [step, setStep] = useState<NextStep>();
  const submit = async () => {
    if (!chosen.check()) return;
    let next: NextStep | undefined;
    const isDone = await run(async () => {
      next = nextOf(
        await api.send<SessionOrStep>('POST', '/setup', { secret, name, password: chosen.password }),
      );
      await refreshSession();
    });
    if (!isDone) return;
    setStep(next);
    if (next !== undefined) return;
    announce('Your account is ready and you are signed in');
    route('/', true);
  };
  const enter = async () => {
    await refreshSession();
    route('/', true);
  };
  if (step !== undefined) {
    return (
      <div class="panel is-padded">
        <SignInStep next={step} done={enter} restart={() => route('/sign-in')} />
      </div>
    );
  }
  return (
    <div class="panel is-padded">
      <Form
        label="Set up your account"
        submit="Create account and sign in"
        isBusy={isBusy}
        onSubmit={() => void submit()}
      >
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
          hint="Of an account that was made for you: the name that its letter, or whoever made it, told you."
          isRequired
        />
        <NewPasswordFields label="Password" chosen={chosen} />
      </Form>
    </div>
  );
}
