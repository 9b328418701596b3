// What every page can reach: the API, who is signed in, and a voice for what just happened.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Session } from '../../../src/http/api/identity-contract.ts';
import type { ApiClient } from '../api/client.ts';

export interface App {
  readonly api: ApiClient;
  /** Undefined until it is known. */
  readonly session: Session | undefined;
  /** Reads the session again, after signing in or out. */
  readonly refreshSession: () => Promise<void>;
  /** Tells people, and screen readers, what was done. */
  readonly announce: (text: string) => void;
}

export const AppContext = createContext<App | undefined>(undefined);

/** The app around this component. Throws outside of it. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('Cannot use the app here: found no provider around it');
  return app;
}

/** Whether the person may do something, such as `waive`; false while that is unknown. */
export function useMay(action: string): boolean {
  return useApp().session?.may.includes(action) ?? false;
}
