// What a request presents to say who it is from. Pure: bytes in, what was presented out; nothing is proven here.

import { isSecret } from '../secret.ts';
import { looksLikeToken } from '../tokens/token-text.ts';

/** The cookie that carries a session's secret. */
export const SESSION_COOKIE = 'gatehouse_session';
/** The cookie by which a browser, or a terminal, is known to have been signed in with before. It opens nothing by itself. */
export const DEVICE_COOKIE = 'gatehouse_device';

/** Request headers with lower-case names; only `authorization` and `cookie` are read. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What was presented. */
export type PresentedCredentials =
  | { readonly kind: 'none' }
  /** Perhaps a token of ours. */
  | { readonly kind: 'token'; readonly presented: string }
  /** The secret of perhaps a session. */
  | { readonly kind: 'session'; readonly secret: string }
  /** Something that cannot be read; `why` is fit for the client's eyes and repeats nothing of it. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** Longer headers than this are not looked at. */
const MAX_AUTHORIZATION_LENGTH = 8_192;
const MAX_COOKIE_LENGTH = 16_384;

const NONE: PresentedCredentials = { kind: 'none' };

/**
 * Reads `Authorization` (Bearer; Basic with the token as user name or password; a bare token, as Cargo sends it) and,
 * where that is absent, the session cookie. An explicit header always goes before the cookie. Never throws.
 */
export function parseCredentials(headers: RequestHeaders): PresentedCredentials {
  const authorization = headers['authorization'];
  if (authorization === undefined || authorization === '') return parseCookies(headers['cookie']);
  if (typeof authorization !== 'string') return unreadable('more than one Authorization header');
  if (authorization.length > MAX_AUTHORIZATION_LENGTH)
    return unreadable('the Authorization header is too long');
  return parseAuthorization(authorization.trim());
}

function parseAuthorization(value: string): PresentedCredentials {
  if (value === '') return NONE;
  const space = value.search(/[ \t]/);
  // RFC 9110 section 11.1: the scheme's case does not matter.
  const scheme = (space === -1 ? value : value.slice(0, space)).toLowerCase();
  const rest = space === -1 ? '' : value.slice(space).trim();
  if (scheme === 'basic') return parseBasic(rest);
  if (scheme === 'bearer' || scheme === 'token')
    return rest === '' ? NONE : asToken(tokenInPair(rest) ?? rest);
  // Maven's portal takes the pair of Basic under other names.
  if (scheme === 'usertoken') return parseBasic(rest);
  return space === -1
    ? asToken(value)
    : unreadable('the Authorization header has a scheme that is not spoken here');
}

/** The token in base64 of `user:token`, as clients of Maven's portal send it; undefined for anything else. */
function tokenInPair(text: string): string | undefined {
  if (looksLikeToken(text) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const [, token] = /^[^:]*:(.+)$/s.exec(Buffer.from(text, 'base64').toString('utf8')) ?? [];
  return token !== undefined && looksLikeToken(token) ? token : undefined;
}

/** RFC 7617: base64 of `user:password`. */
function parseBasic(encoded: string): PresentedCredentials {
  if (encoded === '') return NONE;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return unreadable('the Basic credentials are not base64');
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return unreadable('the Basic credentials have no colon');
  const user = text.slice(0, colon);
  const password = text.slice(colon + 1);
  if (user === '' && password === '') return NONE;
  if (looksLikeToken(password)) return asToken(password);
  if (looksLikeToken(user)) return asToken(user);
  return asToken(password === '' ? user : password);
}

function asToken(presented: string): PresentedCredentials {
  return { kind: 'token', presented };
}

function parseCookies(header: string | readonly string[] | undefined): PresentedCredentials {
  if (header === undefined) return NONE;
  const text = typeof header === 'string' ? header : header.join('; ');
  if (text.length > MAX_COOKIE_LENGTH) return unreadable('the Cookie header is too long');
  const secret = readCookie(text, SESSION_COOKIE);
  return secret === undefined ? NONE : { kind: 'session', secret };
}

/**
 * The secret in a cookie (RFC 6265 section 4.2.1: `name=value` pairs apart by semicolons); undefined where there is none, or
 * something else. A page on a sibling host or port can plant a second cookie of the same name; none is believed then.
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MAX_COOKIE_LENGTH) return undefined;
  const secrets = new Set<string>();
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue;
    secrets.add(unquoted(pair.slice(equals + 1).trim()));
  }
  const [secret] = secrets;
  return secrets.size === 1 && secret !== undefined && isSecret(secret) ? secret : undefined;
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

function unreadable(why: string): PresentedCredentials {
  return { kind: 'unreadable', why };
}
