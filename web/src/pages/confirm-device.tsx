// Somebody followed the link of a letter that asks whether it is they who sign in. Opening the page changes nothing.

import { useLocation } from 'preact-iso';

import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { useSecret } from '../parts/use-secret.ts';

export function ConfirmDevicePage() {
  const secret = useSecret();
  return (
    <div class="narrow">
      <Page title="Confirm this browser" lead="A sign-in waits for your word.">
        {secret === '' ? (
          <Empty title="This link is not complete">
            Open it again as it stands in the letter, with everything after the # sign.
          </Empty>
        ) : (
          <ConfirmForm secret={secret} />
        )}
      </Page>
    </div>
  );
}

function ConfirmForm({ secret }: { readonly secret: string }) {
  const { api, refreshSession } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const submit = async () => {
    const isIn = await run(async () => {
      await api.send('POST', '/session/device', { secret });
      await refreshSession();
    }, 'You are signed in');
    if (isIn) route('/', true);
  };
  return (
    <div class="panel is-padded">
      <Form
        label="Confirm this browser"
        submit="It is me who signs in here"
        isBusy={isBusy}
        onSubmit={() => void submit()}
      >
        {problem === undefined ? null : (
          <Banner tone="block">
            <p>{problem.detail}</p>
          </Banner>
        )}
        <p>If you are not signing in just now, close this page, and choose another password.</p>
      </Form>
    </div>
  );
}
