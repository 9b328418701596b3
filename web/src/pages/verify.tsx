// Somebody followed the link of a letter. Opening the page changes nothing: readers of mail open links by themselves.

import { useState } from 'preact/hooks';

import type { VerifyAnswer } from '../../../src/http/api/account-contract.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { useSecret } from '../parts/use-secret.ts';

export function VerifyPage() {
  const secret = useSecret();
  const [answer, setAnswer] = useState<VerifyAnswer>();
  return (
    <div class="narrow">
      <Page
        title="Verify your address"
        lead="The link in a letter shows that you read what comes to an address."
      >
        {answer !== undefined ? (
          <Done answer={answer} />
        ) : secret === '' ? (
          <Empty title="This link is not complete">
            Open it again as it stands in the letter, with everything after the # sign.
          </Empty>
        ) : (
          <VerifyForm secret={secret} done={setAnswer} />
        )}
      </Page>
    </div>
  );
}

function VerifyForm(props: { readonly secret: string; readonly done: (answer: VerifyAnswer) => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const submit = () =>
    run(async () => props.done(await api.send<VerifyAnswer>('POST', '/verify', { secret: props.secret })));
  return (
    <div class="panel is-padded">
      <Form
        label="Verify your address"
        submit="This address is mine"
        isBusy={isBusy}
        onSubmit={() => void submit()}
      >
        {problem === undefined ? null : (
          <Banner tone="block">
            <p>{problem.detail}</p>
          </Banner>
        )}
        <p>If you did not ask for this letter, close this page: nothing has changed.</p>
      </Form>
    </div>
  );
}

function Done({ answer }: { readonly answer: VerifyAnswer }) {
  const { session } = useApp();
  const next =
    session?.account === undefined ? <a href="/sign-in">Sign in</a> : <a href="/account">Your account</a>;
  return (
    <Banner tone="allow">
      {answer.done === 'signed-up' ? (
        <p>
          <strong>The account {answer.name} is made.</strong> {next}
        </p>
      ) : (
        <p>
          <strong>Done.</strong> Letters about the account {answer.name} come to this address, and it recovers
          the account. {next}
        </p>
      )}
    </Banner>
  );
}
