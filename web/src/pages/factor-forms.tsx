// Adds a second factor to one's own account: a passkey with a name, or an authenticator by a picture that its camera reads.

import { useState } from 'preact/hooks';

import type { CreationOptions, EnrolledFactor, TotpOffer } from '../../../src/http/api/factor-contract.ts';
import { createPasskey } from '../api/passkey.ts';
import { useApp } from '../app/context.ts';
import { Form, TextField } from '../parts/field.tsx';
import { QrPicture } from '../parts/qr-picture.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { describeAgent } from '../words/agent-words.ts';
import { MAX_FACTOR_NAME } from './factor-table.tsx';

interface FormProps {
  readonly done: (answer: EnrolledFactor) => Promise<void>;
  readonly close: () => void;
}

export function PasskeyForm({ done, close }: FormProps) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState(() => describeAgent(navigator.userAgent));
  const submit = () =>
    run(async () => {
      const options = await api.send<CreationOptions>('POST', '/account/factors/passkey/options');
      const passkey = await createPasskey(options);
      const request = { name: name.trim(), passkey };
      await done(await api.send<EnrolledFactor>('POST', '/account/factors/passkey', request));
    }, 'The passkey was added');
  return (
    <div class="panel is-padded">
      <Form
        label="Add a passkey"
        submit="Make the passkey"
        isBusy={isBusy}
        onSubmit={() => void submit()}
        more={
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        <TextField
          label="Name of the passkey"
          value={name}
          onValue={setName}
          maxLength={MAX_FACTOR_NAME}
          hint="The device or key that keeps it, so that you know which one to remove when it is lost."
          isRequired
        />
      </Form>
    </div>
  );
}

export function TotpForm({ offer, done, close }: FormProps & { readonly offer: TotpOffer }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [code, setCode] = useState('');
  const [name, setName] = useState('Authenticator');
  const submit = () =>
    run(async () => {
      const request = { ticket: offer.ticket, code, name: name.trim() };
      await done(await api.send<EnrolledFactor>('POST', '/account/factors/totp/confirm', request));
    }, 'The authenticator was added');
  return (
    <div class="panel is-padded">
      <Form
        label="Add an authenticator"
        submit="Add it"
        isBusy={isBusy}
        onSubmit={() => void submit()}
        more={
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
        }
      >
        <p>
          Point the camera of your authenticator at this, or <a href={offer.uri}>open it there</a>:
        </p>
        <QrPicture
          text={offer.uri}
          label="QR code for your authenticator; the secret below says the same as text"
        />
        <p>Or type this secret into it:</p>
        <pre>{offer.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</pre>
        <TextField
          label="The code that it shows"
          value={code}
          onValue={setCode}
          autocomplete="one-time-code"
          fault={problem?.detail}
          isRequired
        />
        <TextField
          label="Name of the authenticator"
          value={name}
          onValue={setName}
          maxLength={MAX_FACTOR_NAME}
          hint="The application or device that makes the codes."
          isRequired
        />
      </Form>
    </div>
  );
}
