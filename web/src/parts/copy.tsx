// Text to copy: a command, a purl, a snippet, a token.

import { useState } from 'preact/hooks';

import { useApp } from '../app/context.ts';

interface CopyProps {
  readonly text: string;
  /** What it is, for the button: `Copy command`. */
  readonly what: string;
  readonly isInline?: boolean;
}

export function Copy({ text, what, isInline = false }: CopyProps) {
  const { announce } = useApp();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(`Copied ${what}`);
      window.setTimeout(() => setCopied(false), 2_000);
    } catch {
      // Browsers allow the clipboard to secure pages only: the text can still be marked by hand.
      announce(`This browser does not allow copying here: mark the ${what} and press Ctrl-C`);
    }
  };
  return (
    <div class={`copy${isInline ? ' is-inline' : ''}`}>
      <pre
        tabIndex={isInline ? -1 : 0}
        role={isInline ? undefined : 'region'}
        aria-label={isInline ? undefined : what}
      >
        {text}
      </pre>
      <button
        type="button"
        class="button is-small is-quiet"
        onClick={() => void copy()}
        aria-label={`${isCopied ? 'Copied' : 'Copy'} ${what}`}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
