// Lines of configuration without the secrets in them, to be shown.

const SECRET = '[secret]';
const KEY = /(\b[\w.:/@-]*(?:token|password|_auth|secret|bearer)[\w-]*["']?\s*[=:]\s*)(?!\s*\{)(.+)$/i;

/** More of a line is not shown: it would fill a screen, and patterns that look for keys go over it many times. */
const MAX_SHOWN = 2_000;

/** The line with values of telling keys, elements and credentials in addresses replaced, and `token` wherever it stands. */
export function maskSecrets(line: string, token?: string): string {
  const known = token === undefined || token === '' ? line : line.replaceAll(token, SECRET);
  const shown = known.length > MAX_SHOWN ? `${known.slice(0, MAX_SHOWN).toWellFormed()}…` : known;
  return shown
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s"']*@/gi, `$1${SECRET}@`)
    .replace(/(<(password|passphrase)>)[^<]*/gi, `$1${SECRET}`)
    .replace(/(\btoken\s*=\s*)"[^"]*"/gi, `$1"${SECRET}"`)
    .replace(KEY, (whole, key: string, value: string) =>
      value.includes(SECRET) ? whole : `${key}${SECRET}`,
    );
}
