// A button that asks once more, in its place, before it does what cannot be taken back.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export function Sure(props: {
  /** On the button. */
  readonly verb: string;
  /** What it says to those who hear it alone: `Remove bo`. */
  readonly label: string;
  /** `Remove bo, with their teams and grants?` */
  readonly ask: ComponentChildren;
  readonly isBusy?: boolean;
  readonly act: () => void;
}) {
  const [isAsked, setAsked] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const wasAsked = useRef(false);
  useEffect(() => {
    // Whoever goes by keys stays where they are, on what changes nothing.
    if (isAsked) no.current?.focus();
    else if (wasAsked.current) first.current?.focus();
    wasAsked.current = isAsked;
  }, [isAsked]);
  if (!isAsked) {
    return (
      <button
        type="button"
        class="button is-small"
        ref={first}
        aria-label={props.label}
        aria-disabled={props.isBusy}
        onClick={() => setAsked(props.isBusy !== true)}
      >
        {props.verb}
      </button>
    );
  }
  return (
    <span class="row" role="group" aria-label={props.label}>
      <span>{props.ask}</span>
      <button
        type="button"
        class="button is-small is-danger"
        onClick={() => {
          setAsked(false);
          props.act();
        }}
      >
        Yes
      </button>
      <button type="button" class="button is-small" ref={no} onClick={() => setAsked(false)}>
        No
      </button>
    </span>
  );
}
