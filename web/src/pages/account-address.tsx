// The address of one's own account: where letters go, and what recovers it.

import { useState } from 'preact/hooks';

import type { OwnAccount } from '../../../src/http/api/account-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

export function AccountAddress() {
  const { api } = useApp();
  const { data: account, problem: fault, isLoading, reload } = useResource<OwnAccount>('/account');
  const { isBusy, problem, run } = useAction();
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string>();
  const submit = async () => {
    const to = email.trim();
    const isSent = await run(async () => {
      await api.send('POST', '/account/email', { email: to });
    });
    if (!isSent) return;
    setSentTo(to);
    setEmail('');
  };
  return (
    <Section
      title="Address"
      lead="Letters about your account go here, and it is what recovers your account when the password is lost."
    >
      {fault === undefined ? null : <Failure problem={fault} retry={reload} />}
      {account === undefined && isLoading ? <Loading what="your address" /> : null}
      {account === undefined ? null : <Present account={account} />}
      {sentTo === undefined ? null : (
        <Banner tone="allow">
          <p>
            <strong>A letter goes to {sentTo}.</strong> Open the link in it within 24 hours; until then
            nothing changes.
          </p>
        </Banner>
      )}
      <div class="panel is-padded">
        <Form
          label="Give an address"
          submit="Send a letter with a link"
          isBusy={isBusy}
          onSubmit={() => void submit()}
        >
          {problem === undefined ? null : <Failure problem={problem} />}
          <TextField
            label={account?.email?.verifiedAt === undefined ? 'Your address' : 'Another address'}
            value={email}
            onValue={setEmail}
            autocomplete="email"
            hint="Only you read it, and its domain will stay yours."
            isRequired
          />
        </Form>
      </div>
    </Section>
  );
}

function Present({ account: { email } }: { readonly account: OwnAccount }) {
  if (email === undefined)
    return (
      <Banner tone="warn">
        <p>
          <strong>No address yet.</strong> Without one you are told of no change to your account, and only an
          administrator in person can let you in again.
        </p>
      </Banner>
    );
  if (email.lapsedAt !== undefined)
    return (
      <Banner tone="block">
        <p>
          <strong>{email.address} recovers nothing any more.</strong> Its domain was gone on{' '}
          <Time at={email.lapsedAt} />, and may be somebody else’s now. Give another address, or verify this
          one anew.
        </p>
      </Banner>
    );
  return (
    <p>
      <strong>{email.address}</strong>{' '}
      {email.verifiedAt === undefined ? (
        <span class="muted">not verified: the letter with its link was not followed yet</span>
      ) : (
        <span class="muted">
          verified <Time at={email.verifiedAt} />
        </span>
      )}
    </p>
  );
}
