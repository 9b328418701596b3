// A policy document in numbered lines, to read or to edit, with each fault said at its line.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import type { PlacedFault } from './place-faults.ts';

interface EditorProps {
  readonly text: string;
  readonly faults: readonly PlacedFault[];
  readonly onText: (text: string) => void;
}

/** The textarea lies over the same lines, which carry the faults and give it its size. */
export function PolicyEditor({ text, faults, onText }: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const first = faults.find(({ line }) => line !== undefined)?.line;
  useEffect(() => {
    if (first !== undefined && area.current !== null) moveTo(area.current, text, first);
  }, [faults]);
  return (
    <div class="editor">
      <div class="editor-inner">
        <LineNumbers text={text} faults={faults} />
        <div class="editor-text">
          <div class="editor-lines" aria-hidden="true">
            {text.split('\n').map((line, index) => {
              const said = faults.filter((fault) => fault.line === index + 1);
              return (
                <div key={index} class={said.length === 0 ? undefined : 'is-faulty'}>
                  <span class="is-ghost">{line}</span>
                  {said.length === 0 ? null : (
                    <span class="editor-fault">{said.map((fault) => fault.text).join('; ')}</span>
                  )}
                </div>
              );
            })}
          </div>
          <textarea
            ref={area}
            class="editor-area"
            aria-label="Policy document (TOML)"
            aria-invalid={faults.length > 0}
            aria-describedby={faults.length > 0 ? 'policy-faults' : undefined}
            wrap="off"
            spellcheck={false}
            autocomplete="off"
            value={text}
            onInput={(event) => onText(event.currentTarget.value)}
          />
        </div>
      </div>
    </div>
  );
}

/** The document to read, its comments, tables and texts told apart. */
export function PolicyText({ text }: { readonly text: string }) {
  return (
    <div class="editor is-shown" role="region" aria-label="Policy document" tabIndex={0}>
      <div class="editor-inner">
        <LineNumbers text={text} faults={[]} />
        <pre class="editor-lines is-read">
          {text.split('\n').map((line, index) => (
            <div key={index}>{colourLine(line)}</div>
          ))}
        </pre>
      </div>
    </div>
  );
}

function LineNumbers({ text, faults }: Pick<EditorProps, 'text' | 'faults'>) {
  const faulty = new Set(faults.map(({ line }) => line));
  return (
    <div class="editor-numbers" aria-hidden="true">
      {text.split('\n').map((_, index) => (
        <div key={index} class={faulty.has(index + 1) ? 'is-faulty' : undefined}>
          {index + 1}
        </div>
      ))}
    </div>
  );
}

/** Moves the caret to the line and shows it. */
export function moveTo(area: HTMLTextAreaElement, text: string, line: number): void {
  const start = text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0);
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, start);
  const frame = area.closest('.editor');
  if (frame !== null) frame.scrollTop = Math.max(0, (line - 6) * LINE_HEIGHT);
}

const LINE_HEIGHT = 20;

function colourLine(line: string): ComponentChildren {
  if (/^\s*#/.test(line)) return <span class="toml-comment">{line}</span>;
  if (/^\s*\[/.test(line)) return <span class="toml-table">{line}</span>;
  const text = /^(.*?=\s*)(".*"|\[.*\])(\s*(?:#.*)?)$/.exec(line);
  if (text === null) return line;
  return (
    <>
      {text[1]}
      <span class="toml-text">{text[2]}</span>
      <span class="toml-comment">{text[3]}</span>
    </>
  );
}
