// Another password for one's own account.

import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { NewPasswordFields, useNewPassword } from '../parts/new-password.tsx';
import { useAction } from '../parts/use-action.ts';

export function AccountPassword({ name }: { readonly name: string }) {
  const { api, announce, refreshSession } = useApp();
  const { isBusy, problem, run } = useAction();
  const chosen = useNewPassword();
  const submit = async () => {
    if (!chosen.check()) return;
    if (!(await run(() => api.send('PUT', '/account/password', { password: chosen.password })))) return;
    chosen.clear();
    await refreshSession();
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
          <NewPasswordFields label="New password" chosen={chosen} />
        </Form>
      </div>
    </Section>
  );
}
