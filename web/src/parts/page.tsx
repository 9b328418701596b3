// The frame of one page: its name in the tab and as heading, what it is for, what can be done.

import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

export function Page(props: {
  readonly title: string;
  readonly heading?: ComponentChildren;
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${props.title} · Gatehouse`;
  }, [props.title]);
  return (
    <>
      <div class="page-head">
        <div>
          <h1 tabIndex={-1}>{props.heading ?? props.title}</h1>
          {props.lead === undefined ? null : <div class="page-lead">{props.lead}</div>}
        </div>
        {props.actions === undefined ? null : <div class="row">{props.actions}</div>}
      </div>
      {props.children}
    </>
  );
}

export function Section(props: {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly more?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly id?: string;
}) {
  return (
    <section class="section" id={props.id} aria-label={props.title}>
      <div class="section-head">
        <div>
          <h2>{props.title}</h2>
          {props.lead === undefined ? null : <p>{props.lead}</p>}
        </div>
        {props.more}
      </div>
      {props.children}
    </section>
  );
}
