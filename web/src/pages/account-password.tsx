// Another password for one's own account.

import { useState } from 'preact/hooks';

import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { useAction } from '../parts/use-action.ts';
import { faultsOfPassword } from '../words/password-words.ts';

export function AccountPassword({ name }: { readonly name: string }) {
  const { api, announce } = useApp();
  const { isBusy, problem, run } = useAction();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [isTried, setTried] = useState(false);
  const faults = faultsOfPassword(password, again);
  const submit = async () => {
    setTried(true);
    if (faults.password !== undefined || faults.again !== undefined) return;
    if (!(await run(() => api.send('PUT', '/account/password', { password })))) return;
    setPassword('');
    setAgain('');
    setTried(false);
    announce('Your password was changed; your other sessions have ended');
  };
  return (
    <Section
      title="Password"
      lead="Another one ends your other sessions, and links for a password that were given out."
    >
      <div class="panel is-padded">
        <Form label="Change password" submit="Change password" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : (
            <Banner tone="block">
              <p>{problem.detail}</p>
            </Banner>
          )}
          {/* For the browser's own keeper of passwords. */}
          <input type="text" name="username" autocomplete="username" value={name} hidden readOnly />
          <TextField
            label="New password"
            kind="password"
            value={password}
            onValue={setPassword}
            fault={isTried ? faults.password : undefined}
            autocomplete="new-password"
            isRequired
          />
          <TextField
            label="New password again"
            kind="password"
            value={again}
            onValue={setAgain}
            fault={isTried ? faults.again : undefined}
            autocomplete="new-password"
            isRequired
          />
        </Form>
      </div>
    </Section>
  );
}
