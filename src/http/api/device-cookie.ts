// The cookie by which a browser is known to have been signed in with before. It opens nothing by itself.

import type { IncomingMessage } from 'node:http';

import { DEVICE_COOKIE, readCookie } from '../../identity/sessions/credentials.ts';
import { DEVICE_MS } from '../../identity/sessions/known-device.ts';
import { cookieAttributes } from './session-cookie.ts';

export function deviceCookie(secret: string, publicUrl: string): string {
  return `${DEVICE_COOKIE}=${secret}; Max-Age=${DEVICE_MS / 1000}${cookieAttributes(publicUrl)}`;
}

/** The secret that the browser brought; undefined for none, and for two that differ. */
export function deviceOf({ headers }: IncomingMessage): string | undefined {
  return readCookie(headers.cookie, DEVICE_COOKIE);
}
