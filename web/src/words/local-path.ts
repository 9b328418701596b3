// Where to go after the sign-in: a page of ours, whatever the address that led here says.

/** Stands for ours; nobody has it (RFC 2606). */
const OWN = 'http://own.invalid';

/** `to` as a path of this site; `/` for everything that a browser would take for another one. */
export function localPath(to: string | undefined): string {
  // Read as browsers read it, who leave out tabs and line breaks: `/<tab>/elsewhere` is no path.
  const url = to?.startsWith('/') === true ? URL.parse(to, OWN) : null;
  if (url?.origin !== OWN || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
