// The second step of a sign-in: a passkey, a code, a recovery code; or the letter that was sent.

import { useState } from 'preact/hooks';

import type { RequestOptions, SessionOrStep } from '../../../src/http/api/factor-contract.ts';
import { askPasskey } from '../api/passkey.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { useAction } from '../parts/use-action.ts';

export type NextStep = Extract<SessionOrStep, { next: unknown }>['next'];

/** What is to come after `answer`; undefined when the session is there. */
export function nextOf(answer: SessionOrStep): NextStep | undefined {
  return 'next' in answer ? answer.next : undefined;
}

interface StepProps {
  readonly next: NextStep;
  /** Called when the session is there. */
  readonly done: () => Promise<void>;
  readonly restart: () => void;
}

export function SignInStep({ next, done, restart }: StepProps) {
  const [later, setLater] = useState<NextStep>();
  const step = later ?? next;
  if ('confirmDevice' in step) {
    return (
      <Banner tone="note">
        <p>
          <strong>A letter is on its way to your address.</strong> This browser was not seen with your account
          before: open the link of the letter here, in this browser, within 15 minutes.
        </p>
      </Banner>
    );
  }
  return <FactorForm step={step} done={done} restart={restart} goOn={setLater} />;
}

interface FactorFormProps extends Omit<StepProps, 'next'> {
  readonly step: Exclude<NextStep, { confirmDevice: true }>;
  readonly goOn: (next: NextStep) => void;
}

function FactorForm({ step, done, restart, goOn }: FactorFormProps) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const { ticket, methods } = step;
  const [isRecovery, setRecovery] = useState(!methods.includes('totp') && !methods.includes('passkey'));
  const [code, setCode] = useState('');
  const finish = async (answer: object) => {
    const next = nextOf(
      await api.send<SessionOrStep>('POST', '/session/second-factor', { ticket, ...answer }),
    );
    if (next === undefined) await done();
    else goOn(next);
  };
  const usePasskey = () =>
    run(async () => {
      const path = '/session/second-factor/options';
      await finish({ passkey: await askPasskey(await api.send<RequestOptions>('POST', path, { ticket })) });
    });
  const takesCode = isRecovery || methods.includes('totp');
  return (
    <Form
      label="Second factor"
      submit={takesCode ? 'Sign in' : 'Sign in with your passkey'}
      isBusy={isBusy}
      onSubmit={() =>
        void (takesCode ? run(() => finish(isRecovery ? { recoveryCode: code } : { code })) : usePasskey())
      }
      more={
        <button type="button" class="button" onClick={restart}>
          Start again
        </button>
      }
    >
      {problem === undefined ? null : (
        <Banner tone="block">
          <p>{problem.detail}</p>
        </Banner>
      )}
      {methods.includes('passkey') && takesCode ? (
        <p>
          <button type="button" class="button" onClick={() => void usePasskey()} disabled={isBusy}>
            Use your passkey
          </button>
        </p>
      ) : null}
      {takesCode ? (
        <TextField
          label={isRecovery ? 'Recovery code' : 'Code of your authenticator'}
          value={code}
          onValue={setCode}
          autocomplete={isRecovery ? 'off' : 'one-time-code'}
          hint={isRecovery ? 'Sixteen letters and digits; each works once.' : 'Six digits.'}
          isRequired
        />
      ) : null}
      {methods.includes('recovery-code') && !isRecovery ? (
        <p>
          <button type="button" class="button" onClick={() => setRecovery(true)}>
            Use a recovery code
          </button>
        </p>
      ) : null}
    </Form>
  );
}
