// The cookie that carries a session.

import { SESSION_COOKIE } from '../../identity/sessions/credentials.ts';
import type { StartedSession } from '../../identity/sessions/session.ts';

/** The `Set-Cookie` value that keeps `session`, no longer than it lasts; never readable by scripts, never sent from elsewhere. */
export function sessionCookie(session: StartedSession, now: number, publicUrl: string): string {
  const seconds = Math.max(0, Math.floor((session.person.expiresAt - now) / 1000));
  return `${SESSION_COOKIE}=${session.secret}; Max-Age=${seconds}${cookieAttributes(publicUrl)}`;
}

/** The `Set-Cookie` value that ends it. */
export function endedCookie(publicUrl: string): string {
  return `${SESSION_COOKIE}=; Max-Age=0${cookieAttributes(publicUrl)}`;
}

/** Of every cookie of ours. */
export function cookieAttributes(publicUrl: string): string {
  return `; Path=/; HttpOnly; SameSite=Strict${publicUrl.startsWith('https:') ? '; Secure' : ''}`;
}
