// The doors that exist, and what stands behind them.

export interface Destination {
  readonly href: string;
  readonly title: string;
  /** Shown only to whoever may do this. */
  readonly needs?: string;
}

export interface Door {
  readonly title: string;
  readonly places: readonly Destination[];
}

export const DOORS: readonly Door[] = [
  {
    title: 'Use',
    places: [
      { href: '/', title: 'Overview' },
      { href: '/packages', title: 'Packages' },
      { href: '/decisions', title: 'Decisions' },
      { href: '/advisories', title: 'Advisories' },
      { href: '/portfolio', title: 'Portfolio', needs: 'read-applications' },
      { href: '/applications', title: 'Applications', needs: 'read-applications' },
      { href: '/findings', title: 'Findings', needs: 'read-applications' },
      { href: '/impact', title: 'Impact', needs: 'read-applications' },
      { href: '/vetting', title: 'Vetting', needs: 'read-policy' },
      { href: '/giving', title: 'Giving back', needs: 'read-applications' },
      { href: '/clients', title: 'Client set-up' },
    ],
  },
  {
    title: 'Publish',
    places: [
      { href: '/organisations', title: 'Organisations', needs: 'read-organisations' },
      { href: '/namespaces', title: 'Namespaces', needs: 'read-namespaces' },
      { href: '/staged', title: 'Staged versions', needs: 'read-staged' },
      { href: '/high-impact', title: 'High-impact', needs: 'read-organisations' },
      { href: '/deployments', title: 'Deployments', needs: 'read-deployments' },
    ],
  },
  {
    title: 'Settings',
    places: [
      { href: '/account', title: 'Your account', needs: 'read-own-account' },
      { href: '/policy', title: 'Policy' },
      { href: '/waivers', title: 'Waivers' },
      { href: '/names', title: 'Names' },
      { href: '/feeds', title: 'Feeds & upstreams' },
      { href: '/tokens', title: 'Tokens' },
      { href: '/people', title: 'People', needs: 'read-people' },
      { href: '/journal', title: 'Journal', needs: 'read-journal' },
    ],
  },
];

/** Whether `href` is where `path` lies. */
export function isHere(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
