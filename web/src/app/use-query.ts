// Filters live in the address, so that a list can be sent to somebody.

import { useLocation } from 'preact-iso';

export interface Query {
  readonly get: (name: string) => string | undefined;
  /** Changes the address; an undefined value leaves the name out. Pages of a list begin anew. */
  readonly set: (changes: Readonly<Record<string, string | undefined>>, how?: 'push' | 'replace') => void;
  /** The address with these changes, for a link. */
  readonly href: (changes: Readonly<Record<string, string | undefined>>) => string;
}

/** The query of this page's address. */
export function useQuery(): Query {
  const { path, query, route } = useLocation();
  const href: Query['href'] = (changes) => {
    const next = new URLSearchParams();
    const merged = { ...query, after: undefined, trail: undefined, ...changes };
    for (const [name, value] of Object.entries(merged)) {
      if (value !== undefined && value !== '') next.set(name, value);
    }
    const text = next.toString();
    return text === '' ? path : `${path}?${text}`;
  };
  return {
    get: (name) => (Object.hasOwn(query, name) ? query[name] : undefined),
    set: (changes, how = 'push') => route(href(changes), how === 'replace'),
    href,
  };
}
