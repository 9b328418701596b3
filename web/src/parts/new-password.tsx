// A password that is being chosen, typed twice.

import { useState } from 'preact/hooks';

import { faultsOfPassword, MIN_PASSWORD } from '../words/password-words.ts';
import { TextField } from './field.tsx';

/** What was typed so far, and whether it will do. */
export interface NewPassword {
  readonly password: string;
  readonly again: string;
  readonly setPassword: (text: string) => void;
  readonly setAgain: (text: string) => void;
  /** Shown once somebody tried to send it. */
  readonly faults: { readonly password?: string; readonly again?: string };
  /** To be called before it is sent: shows what is wrong, and answers whether nothing is. */
  readonly check: () => boolean;
  readonly clear: () => void;
}

export function useNewPassword(): NewPassword {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [isTried, setTried] = useState(false);
  const faults = faultsOfPassword(password, again);
  return {
    password,
    again,
    setPassword,
    setAgain,
    faults: isTried ? faults : {},
    check() {
      setTried(true);
      return faults.password === undefined && faults.again === undefined;
    },
    clear() {
      setPassword('');
      setAgain('');
      setTried(false);
    },
  };
}

export function NewPasswordFields({
  label,
  chosen,
}: {
  readonly label: string;
  readonly chosen: NewPassword;
}) {
  return (
    <>
      <TextField
        label={label}
        kind="password"
        value={chosen.password}
        onValue={chosen.setPassword}
        autocomplete="new-password"
        hint={`At least ${MIN_PASSWORD} characters.`}
        fault={chosen.faults.password}
        isRequired
      />
      <TextField
        label={`${label} again`}
        kind="password"
        value={chosen.again}
        onValue={chosen.setAgain}
        autocomplete="new-password"
        fault={chosen.faults.again}
        isRequired
      />
    </>
  );
}
