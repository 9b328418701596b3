// A modal dialog that opens and closes as it is told, and by Escape.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export function Dialog(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (props.isOpen) element.current?.showModal();
    else element.current?.close();
  }, [props.isOpen]);
  return (
    <dialog ref={element} aria-labelledby={id} onClose={props.close}>
      {props.isOpen ? (
        <>
          <h2 id={id}>{props.title}</h2>
          {props.children}
        </>
      ) : null}
    </dialog>
  );
}
