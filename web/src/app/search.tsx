// One box that takes a name, a purl, a digest, an advisory's id, or the name of a page.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import { SearchIcon } from '../parts/icons.tsx';
import { isTyping } from '../parts/row-keys.ts';
import { useSuggestions, type Suggestion } from './use-suggestions.ts';

export function Search() {
  const { route } = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { suggestions, isLoading } = useSuggestions(isOpen ? text : '');
  useFocusKeys(input);
  useEffect(() => setAt(0), [text]);
  const isShown = isOpen && text.trim() !== '';
  const go = (suggestion: Suggestion | undefined) => {
    if (suggestion === undefined) return;
    setOpen(false);
    setText('');
    input.current?.blur();
    route(suggestion.href);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && suggestions.length > 0) {
      event.preventDefault();
      setAt((at + step + suggestions.length) % suggestions.length);
    } else if (event.key === 'Escape') {
      setOpen(false);
      input.current?.blur();
    }
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(suggestions[at]);
      }}
    >
      <SearchIcon />
      <input
        ref={input}
        class="input"
        type="text"
        role="combobox"
        aria-label="Search: package name, purl, digest, CVE or page"
        aria-expanded={isShown}
        aria-controls="search-list"
        aria-autocomplete="list"
        aria-activedescendant={isShown && suggestions.length > 0 ? `search-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="Package, purl, digest, CVE or page"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      {text === '' ? (
        <span class="search-keys" aria-hidden="true">
          <kbd>/</kbd>
          <kbd>Ctrl K</kbd>
        </span>
      ) : null}
      <SearchList {...{ isShown, suggestions, at, isLoading, go }} />
    </form>
  );
}

function SearchList(props: {
  readonly isShown: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly at: number;
  readonly isLoading: boolean;
  readonly go: (suggestion: Suggestion) => void;
}) {
  const { isShown, suggestions, at, isLoading, go } = props;
  return (
    <div class="search-list" hidden={!isShown}>
      <div id="search-list" role="listbox" aria-label="Found">
        {suggestions.map((suggestion, index) => (
          <div
            key={suggestion.href}
            id={`search-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseDown={(event) => {
              event.preventDefault();
              go(suggestion);
            }}
          >
            <span>{suggestion.title}</span>
            <span class="muted nowrap">{suggestion.kind}</span>
          </div>
        ))}
      </div>
      {isLoading ? (
        <p class="search-note" role="status">
          Searching…
        </p>
      ) : null}
    </div>
  );
}

function useFocusKeys(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isSlash = event.key === '/' && !isTyping(event.target);
      const isCtrlK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
      if ((!isSlash && !isCtrlK) || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, [input]);
}
