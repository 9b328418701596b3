// Labelled controls.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  readonly fault?: string | undefined;
  readonly isRequired?: boolean;
  readonly kind?: 'text' | 'search' | 'password';
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly lines?: number;
  readonly maxLength?: number;
}

export function TextField(props: FieldProps) {
  const id = useId();
  const words = [
    props.hint === undefined ? [] : `${id}-hint`,
    props.fault === undefined ? [] : `${id}-fault`,
  ].flat();
  const common = {
    id,
    class: 'input',
    value: props.value,
    onInput: (event: Event) => props.onValue((event.currentTarget as HTMLInputElement).value),
    'aria-describedby': words.length === 0 ? undefined : words.join(' '),
    'aria-invalid': props.fault === undefined ? undefined : ('true' as const),
    required: props.isRequired,
    placeholder: props.placeholder,
    maxLength: props.maxLength,
    spellcheck: false,
  };
  const type = props.kind ?? 'text';
  return (
    <div class={`field${type === 'search' ? ' is-text' : ''}`}>
      <label for={id}>{props.label}</label>
      {props.lines !== undefined ? (
        <textarea {...common} rows={props.lines} />
      ) : type === 'password' ? (
        <input {...common} type="password" autocomplete={props.autocomplete ?? 'off'} />
      ) : (
        <input
          {...common}
          type="text"
          inputMode={type === 'search' ? 'search' : 'text'}
          autocomplete={props.autocomplete ?? 'off'}
        />
      )}
      {props.hint === undefined ? null : (
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      {props.fault === undefined ? null : (
        <span class="fault" id={`${id}-fault`} role="alert">
          {props.fault}
        </span>
      )}
    </div>
  );
}

export function SelectField(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, title: string])[];
  readonly onValue: (value: string) => void;
  readonly hint?: string;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        class="select"
        value={props.value}
        onChange={(event) => props.onValue(event.currentTarget.value)}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
      >
        {props.options.map(([value, title]) => (
          <option key={value} value={value} selected={value === props.value}>
            {title}
          </option>
        ))}
      </select>
      {props.hint === undefined ? null : (
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
    </div>
  );
}

/** A form that sends itself by Enter and says so while it does. */
export function Form(props: {
  readonly label: string;
  readonly submit: string;
  readonly isBusy: boolean;
  readonly onSubmit: () => void;
  readonly isWide?: boolean;
  readonly more?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <form
      class={`form${props.isWide === true ? ' is-wide' : ''}`}
      aria-label={props.label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!props.isBusy) props.onSubmit();
      }}
    >
      {props.children}
      <div class="row">
        <button type="submit" class="button is-primary" aria-disabled={props.isBusy}>
          {props.isBusy ? 'Working…' : props.submit}
        </button>
        {props.more}
      </div>
    </form>
  );
}
