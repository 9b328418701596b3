// The cookie that a browser keeps while its person is at a provider: what comes back must come back to this browser.

/**
 * `SameSite=Strict`, although the provider sends the browser back from another site: it is not that request which needs the
 * cookie, but the one that our own page makes once it is loaded.
 */
const NAME = 'gatehouse_sso';
const PATH = '/api/v1/sso';
const SECONDS = 600;

export function ssoCookie(secret: string, publicUrl: string): string {
  return `${NAME}=${secret}; Max-Age=${SECONDS}${attributes(publicUrl)}`;
}

export function endedSsoCookie(publicUrl: string): string {
  return `${NAME}=; Max-Age=0${attributes(publicUrl)}`;
}

/** The secret that the browser brings; undefined for none, or for more than one, of which neither is believed. */
export function findSsoSecret(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 16_384) return undefined;
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1));
  const [secret] = found;
  return found.length === 1 && secret !== '' ? secret : undefined;
}

function attributes(publicUrl: string): string {
  return `; Path=${PATH}; HttpOnly; SameSite=Strict${publicUrl.startsWith('https:') ? '; Secure' : ''}`;
}
