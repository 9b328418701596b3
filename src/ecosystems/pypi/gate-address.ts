// The address of the index as the clients are told it: one spelling everywhere, since uv compares it with its lock file.

import type { SetupTarget } from '../adapter-client-setup.ts';

/** PyPI's convention for a user name that stands for "the password is a token". */
export const TOKEN_USER = '__token__';

/** `http://localhost:4870/pypi/simple/` */
export function indexUrl({ gateUrl }: SetupTarget): string {
  return `${gateUrl}/pypi/simple/`;
}

/** The same with the token, for clients that take it from the address (and keep it out of their lock files). */
export function indexUrlWithToken(target: SetupTarget): string {
  const url = indexUrl(target);
  if (target.token === undefined) return url;
  return url.replace('://', `://${TOKEN_USER}:${encodeURIComponent(target.token)}@`);
}

/** Where OSV-speaking auditors ask; they add the version of the API and the question. */
export function osvUrl(target: SetupTarget): string {
  return indexUrlWithToken(target).replace(/simple\/$/, 'osv/');
}

/** `host:port` of a gate that pip would refuse as insecure: plain HTTP beyond the machine itself. */
export function findInsecureHost({ gateUrl }: SetupTarget): string | undefined {
  if (!URL.canParse(gateUrl)) return undefined;
  const { protocol, host, hostname } = new URL(gateUrl);
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  return protocol === 'http:' && !isLoopback ? host : undefined;
}

/** An address without user name and password. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/i, '$1');
}
