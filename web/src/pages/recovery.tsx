// What recovers an account, and the letter that does. docs/accounts.md says the same at length.

import { useState } from 'preact/hooks';

import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Page, Section } from '../parts/page.tsx';
import { useAction } from '../parts/use-action.ts';

export function RecoveryPage() {
  return (
    <div class="narrow">
      <Page title="Recover an account">
        <RecoveryForm />
        <Policy />
      </Page>
    </div>
  );
}

function RecoveryForm() {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [isAsked, setAsked] = useState(false);
  const submit = async () => setAsked(await run(() => api.send('POST', '/recovery', { name: name.trim() })));
  return (
    <Section title="The password is lost">
      {isAsked ? (
        <Banner tone="note">
          <p>
            <strong>If there is such an account with a verified address, a letter goes there.</strong> Open
            the link in it within an hour. Whether there is one is told to nobody else.
          </p>
        </Banner>
      ) : null}
      <div class="panel is-padded">
        <Form label="Recover" submit="Send a letter" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : (
            <Banner tone="block">
              <p>{problem.detail}</p>
            </Banner>
          )}
          <TextField
            label="Name or address"
            value={name}
            onValue={setName}
            autocomplete="username"
            hint="The letter goes to the account’s verified address, at most five times a day."
            isRequired
          />
        </Form>
      </div>
    </Section>
  );
}

function Policy() {
  return (
    <>
      <Section title="The second factor is lost">
        <p>
          Use one of the recovery codes that you were given when you enrolled it. Without them speak to an
          administrator in person, who takes the factors off after making sure that it is you. A letter alone
          never does, and a new password leaves the second factor as it is.
        </p>
      </Section>
      <Section title="The address is lost">
        <p>
          While you can sign in, give another one on <a href="/account">your account’s page</a>; the one of
          before is told. When its domain is gone the address recovers nothing any more, also when the domain
          comes back. If the password is lost, too, speak to an administrator in person.
        </p>
      </Section>
    </>
  );
}
