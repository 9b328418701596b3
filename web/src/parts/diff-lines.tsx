// Lines of a unified diff: what goes and what comes, by its sign and by colour.

import { shownText } from '../words/shown-text.ts';

/** `more`: what is said after the last line. */
export function DiffLines(props: {
  readonly lines: readonly string[];
  readonly label: string;
  readonly more?: string | undefined;
}) {
  return (
    <div class="patch" tabIndex={0} role="region" aria-label={props.label}>
      {props.lines.map((line, at) => (
        <code key={at} class={classOf(line)}>
          {line === '' ? ' ' : shownText(line)}
        </code>
      ))}
      {props.more === undefined ? null : <code class="patch-head">{props.more}</code>}
    </div>
  );
}

function classOf(line: string): string | undefined {
  if (/^(?:diff|---|\+\+\+|@@)/.test(line)) return 'patch-head';
  if (line.startsWith('+')) return 'patch-came';
  return line.startsWith('-') ? 'patch-went' : undefined;
}
