// A link to another site. What is no web address stays text, since addresses come from outside.

import type { ComponentChildren } from 'preact';

export function OutsideLink({
  url,
  children,
}: {
  readonly url: string | undefined;
  readonly children: ComponentChildren;
}) {
  if (url === undefined || !/^https?:\/\//i.test(url)) return <span>{children}</span>;
  return (
    <a href={url} rel="noreferrer noopener" target="_blank">
      {children}
    </a>
  );
}
