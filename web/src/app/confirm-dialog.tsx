// Asks the person for the second factor, or the password of whoever has none, again, before something that a stolen session must not do.

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { RequestOptions } from '../../../src/http/api/factor-contract.ts';
import { askPasskey } from '../api/passkey.ts';
import { Form, TextField } from '../parts/field.tsx';
import { SsoButtons, useSsoProviders } from '../parts/sso-buttons.tsx';
import { useAction } from '../parts/use-action.ts';
import { useApp } from './context.ts';
import { Dialog } from './dialog.tsx';

export interface Question {
  /** The server's words. */
  readonly why: string;
  readonly answer: (isConfirmed: boolean) => void;
}

export function ConfirmDialog({
  question,
  close,
}: {
  readonly question: Question | undefined;
  readonly close: () => void;
}) {
  const { api, session, refreshSession } = useApp();
  const factor = session?.strongestFactor;
  const { isBusy, problem, run, clear } = useAction();
  const [password, setPassword] = useState('');
  useEffect(() => {
    setPassword('');
    clear();
  }, [question]);
  const finish = (isConfirmed: boolean) => {
    question?.answer(isConfirmed);
    close();
  };
  const submit = async (answer: object) => {
    const isConfirmed = await run(async () => {
      await api.send('POST', '/session/confirm', answer);
      await refreshSession();
    });
    if (isConfirmed) finish(true);
  };
  const typed = () => submit(factor === undefined ? { password } : answerOf(password));
  const usePasskey = async () => {
    let passkey: unknown;
    const isAsked = await run(async () => {
      passkey = await askPasskey(await api.send<RequestOptions>('POST', '/session/confirm/options'));
    });
    if (isAsked) await submit({ passkey });
  };
  return (
    <Dialog title="Confirm that it is you" isOpen={question !== undefined} close={() => finish(false)}>
      <Form
        label={factor === undefined ? 'Confirm your password' : 'Confirm with your second factor'}
        submit="Confirm and go on"
        isBusy={isBusy}
        onSubmit={() => void typed()}
        more={
          <button type="button" class="button" onClick={() => finish(false)}>
            Cancel
          </button>
        }
      >
        <p class="muted">
          What you are about to do loosens a control or hands out power, so a stolen session must not be
          enough. The confirmation counts for five minutes.
        </p>
        {factor === 'passkey' ? (
          <p>
            <button type="button" class="button" disabled={isBusy} onClick={() => void usePasskey()}>
              Confirm with your passkey
            </button>
          </p>
        ) : null}
        <TextField
          label={factor === undefined ? 'Password' : 'Code of your authenticator, or a recovery code'}
          kind={factor === undefined ? 'password' : 'text'}
          autocomplete={factor === undefined ? 'current-password' : 'one-time-code'}
          value={password}
          onValue={setPassword}
          isRequired
          fault={problem?.detail}
        />
      </Form>
      {question === undefined ? null : <ConfirmByProvider />}
    </Dialog>
  );
}

/** Who signs in by a provider may have no password here: they prove themselves there, and come back to this page. */
function ConfirmByProvider() {
  const providers = useSsoProviders();
  const { url } = useLocation();
  if (providers.length === 0) return null;
  return (
    <div class="other-ways" role="group" aria-label="Without a password">
      <p class="muted">Or sign in again by a provider; what is not saved on this page is lost.</p>
      <SsoButtons providers={providers} verb="Sign in again with" how="start" to={url} isFresh />
    </div>
  );
}

function answerOf(typed: string): object {
  return /^[0-9 ]{6,7}$/.test(typed.trim()) ? { code: typed } : { recoveryCode: typed };
}
