// A form in a panel of its own: its fault stands in it, and where it was opened it can be closed again.

import type { ComponentChildren } from 'preact';

import { Form } from './field.tsx';
import { Failure } from './states.tsx';
import type { Action } from './use-action.ts';

export function PanelForm(props: {
  readonly label: string;
  readonly submit: string;
  readonly action: Pick<Action, 'isBusy' | 'problem'>;
  readonly onSubmit: () => void;
  /** Absent: it is always there. */
  readonly close?: () => void;
  readonly children: ComponentChildren;
}) {
  const { label, submit, onSubmit, close } = props;
  const { isBusy, problem } = props.action;
  return (
    <div class="panel is-padded is-below">
      <Form
        {...{ label, submit, isBusy, onSubmit }}
        more={
          close === undefined ? undefined : (
            <button type="button" class="button" onClick={close}>
              Cancel
            </button>
          )
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        {props.children}
      </Form>
    </div>
  );
}
