// The frame around every page, and what all of them share.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { Session } from '../../../src/http/api/identity-contract.ts';
import { createApiClient } from '../api/client.ts';
import { ConfirmDialog, type Question } from './confirm-dialog.tsx';
import { AppContext, type App } from './context.ts';
import { Doors } from './doors.tsx';
import { Guard } from './guard.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Pages } from './pages.tsx';
import { TopBar } from './top-bar.tsx';
import { isTyping } from '../parts/row-keys.ts';

const TOAST_MS = 5_000;

export function Shell() {
  const { path } = useLocation();
  const [question, setQuestion] = useState<Question>();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { text, announce } = useAnnouncements();
  const app = useAppValue(setQuestion, announce);
  useEffect(() => setMenuOpen(false), [path]);
  return (
    <AppContext.Provider value={app}>
      <a class="skip" href="#main" onClick={focusMain}>
        Skip to the page
      </a>
      <TopBar isMenuOpen={isMenuOpen} onMenu={() => setMenuOpen(!isMenuOpen)} />
      <div class="frame">
        <Doors isOpen={isMenuOpen} />
        <main id="main" class="page" tabIndex={-1}>
          <Guard address={path}>
            <Pages />
          </Guard>
        </main>
      </div>
      <ConfirmDialog question={question} close={() => setQuestion(undefined)} />
      <HelpOnKey />
      <div class="toast" role="status" aria-live="polite">
        {text}
      </div>
    </AppContext.Provider>
  );
}

function useAppValue(ask: (question: Question) => void, announce: (text: string) => void): App {
  const api = useMemo(() => createApiClient((why) => new Promise((answer) => ask({ why, answer }))), [ask]);
  const [session, setSession] = useState<Session>();
  const refreshSession = useCallback(async () => {
    setSession(await api.get<Session>('/session').catch(() => NOBODY));
  }, [api]);
  useEffect(() => void refreshSession(), [refreshSession]);
  return useMemo(
    () => ({ api, session, refreshSession, announce }),
    [api, session, refreshSession, announce],
  );
}

/** Whoever cannot be told is nobody. */
const NOBODY: Session = { isConfirmed: false, may: [], mayWithFactor: [], needsAdministrator: false };

function useAnnouncements() {
  const [text, setText] = useState('');
  const timer = useRef<number>(undefined);
  const announce = useCallback((next: string) => {
    window.clearTimeout(timer.current);
    setText(next);
    timer.current = window.setTimeout(() => setText(''), TOAST_MS);
  }, []);
  return { text, announce };
}

function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function HelpOnKey() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) setOpen(true);
    };
    document.addEventListener('keydown', open);
    return () => document.removeEventListener('keydown', open);
  }, []);
  return <KeysDialog isOpen={isOpen} close={() => setOpen(false)} />;
}
