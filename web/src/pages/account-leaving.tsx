// Taking along what is kept about oneself, and leaving for good.

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { AccountExport } from '../../../src/http/api/account-export-contract.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';

export function AccountExportSection({ name }: { readonly name: string }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const save = () =>
    run(async () => {
      const exported = await api.send<AccountExport>('POST', '/account/export', {});
      saveFile(`gatehouse-${name}.json`, 'application/json', `${JSON.stringify(exported, undefined, 2)}\n`);
    }, 'What is kept about you was saved');
  return (
    <Section
      title="What is kept about you"
      lead="Your account, how it signs in, sessions, tokens, organisations, what you fetched, and what the journal says of you, in one JSON file. No password, key or code is in it."
    >
      {problem === undefined ? null : <Failure problem={problem} />}
      <div class="row">
        <button type="button" class="button" disabled={isBusy} onClick={() => void save()}>
          Save what is kept about me
        </button>
      </div>
    </Section>
  );
}

export function AccountDeletion({ name }: { readonly name: string }) {
  const { api, refreshSession } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const [typed, setTyped] = useState('');
  const submit = () =>
    run(async () => {
      await api.send('DELETE', '/account', { name: typed });
      await refreshSession();
      route('/sign-in');
      return `Your account ${name} was deleted`;
    });
  return (
    <Section title="Delete your account" lead="For good: nobody can bring it back, an administrator neither.">
      <div class="panel is-padded">
        <Form
          label="Delete your account"
          submit="Delete my account"
          isBusy={isBusy}
          onSubmit={() => void submit()}
        >
          {problem === undefined ? null : (
            <Banner tone="block">
              <p>{problem.detail}</p>
            </Banner>
          )}
          <ul class="notes">
            <li>Your sessions end, and your tokens do nothing any more.</li>
            <li>Password, address, second factors and sign-in providers are erased.</li>
            <li>You leave your organisations and teams; what was granted to you ends.</li>
            <li>The name {name} stays taken, and the journal keeps what was done under it.</li>
          </ul>
          <p>
            Packages that are yours, and organisations that you alone own, are to be passed on or deleted
            first.
          </p>
          <TextField
            label="Type the name of your account"
            value={typed}
            onValue={setTyped}
            autocomplete="off"
            hint={`It is ${name}.`}
            isRequired
          />
        </Form>
      </div>
    </Section>
  );
}
