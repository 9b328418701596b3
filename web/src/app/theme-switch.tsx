// Light, dark, or as the system has it; remembered in this browser.

import { useState } from 'preact/hooks';

const KEY = 'gatehouse-theme';
const ORDER = ['system', 'light', 'dark'] as const;

type Theme = (typeof ORDER)[number];

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const next = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'system';
  const change = () => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <button
      type="button"
      class="button is-small is-quiet"
      onClick={change}
      aria-label={`Theme: ${theme}. Change to ${next}`}
      title={`Theme: ${theme}. Change to ${next}`}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" />
        {theme === 'light' ? null : (
          <path
            d={theme === 'dark' ? 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z' : 'M8 2a6 6 0 0 0 0 12z'}
            fill="currentColor"
          />
        )}
      </svg>
    </button>
  );
}

function readTheme(): Theme {
  return ORDER.find((theme) => theme === document.documentElement.dataset['theme']) ?? 'system';
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden: the choice holds for this page.
  }
}
