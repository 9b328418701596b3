// Name, search, theme, person.

import { useLocation } from 'preact-iso';

import { GateIcon, MenuIcon } from '../parts/icons.tsx';
import { useApp } from './context.ts';
import { Search } from './search.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export function TopBar({
  isMenuOpen,
  onMenu,
}: {
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
}) {
  return (
    <header class="topbar">
      <a class="brand" href="/">
        <GateIcon />
        Gatehouse
      </a>
      <Search />
      <div class="topbar-end">
        <ThemeSwitch />
        <Account />
        <button
          type="button"
          class="button menu-button"
          aria-expanded={isMenuOpen}
          aria-controls="doors"
          aria-label="Menu"
          onClick={onMenu}
        >
          <MenuIcon />
        </button>
      </div>
    </header>
  );
}

function Account() {
  const { api, session, refreshSession, announce } = useApp();
  const { url, route } = useLocation();
  if (session === undefined) return null;
  if (session.account === undefined) {
    const to = /^\/(?:sign-in|sign-up|setup|verify|recovery)/.test(url) ? '/' : url;
    return (
      <a class="button is-small" href={`/sign-in?to=${encodeURIComponent(to)}`}>
        Sign in
      </a>
    );
  }
  const signOut = async () => {
    await api.send('DELETE', '/session').catch(() => undefined);
    await refreshSession();
    announce('Signed out');
    route('/sign-in');
  };
  return (
    <>
      <a class="muted nowrap account" href="/account" title={`Your account; role: ${session.account.role}`}>
        {session.account.name}
      </a>
      <button type="button" class="button is-small" onClick={() => void signOut()}>
        Sign out
      </button>
    </>
  );
}
