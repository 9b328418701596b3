// The pages that the tests look at: each address, the heading that says it is there, and what must have been read by then.

export interface MockPage {
  readonly path: string;
  /** What the heading of the first rank says. */
  readonly heading: string;
  /** A text that is shown only when all has been read. */
  readonly settled: string;
}

/** Every page of the web UI, as an administrator of the busy mock sees it. */
export const MOCK_PAGES: readonly MockPage[] = [
  { path: '/', heading: 'Overview', settled: 'What to do next' },
  { path: '/packages', heading: 'Packages', settled: 'left-pad-0' },
  { path: '/packages/npm/kit-merge', heading: 'kit-merge', settled: 'Nobody fetched|Who has it' },
  {
    path: '/packages/npm/kit-merge?version=4.98.0',
    heading: 'kit-merge',
    settled: 'is refused by rule malware',
  },
  {
    path: '/packages/npm/@acme/billing',
    heading: '@acme/billing',
    settled: 'People and their tokens may publish',
  },
  { path: '/decisions', heading: 'Decisions', settled: 'Export CSV' },
  { path: '/advisories', heading: 'Advisories', settled: 'Export CSV' },
  { path: '/portfolio', heading: 'Portfolio', settled: 'By owner' },
  { path: '/report', heading: 'Open source in our applications', settled: 'What goes first' },
  { path: '/applications', heading: 'Applications', settled: 'Export CSV' },
  { path: '/applications/shop?environment=prod', heading: 'shop', settled: 'Said not to matter' },
  {
    path: '/applications/shop?environment=prod&tab=fix',
    heading: 'shop',
    settled: '3 more packages with less grave findings',
  },
  {
    path: '/applications/shop?environment=test&tab=fix',
    heading: 'shop',
    settled: 'What stays, and why',
  },
  {
    path: '/applications/the-application-with-the-longest-name-that-anybody-here-ever-thought-of.v2?tab=fix',
    heading: 'the-application',
    settled: '3 more packages with less grave findings',
  },
  {
    path: '/applications/billing?environment=default&tab=fix',
    heading: 'billing',
    settled: '3 more packages with less grave findings',
  },
  {
    path: '/applications/shop?environment=prod&tab=components',
    heading: 'shop',
    settled: 'Export CSV',
  },
  {
    path: '/applications/shop?environment=prod&tab=unknown',
    heading: 'shop',
    settled: 'What the files leave open',
  },
  {
    path: '/applications/shop?environment=prod&tab=snapshots',
    heading: 'shop',
    settled: 'Findings that began',
  },
  { path: '/findings', heading: 'Findings', settled: 'Export CSV' },
  { path: '/findings/1001.CVE-2024-1235', heading: 'CVE-2024-1235 in kit-part-1', settled: 'Who has it' },
  { path: '/impact', heading: 'Impact', settled: 'Ask about anything' },
  { path: '/impact?record=CVE-2024-1235', heading: 'Impact', settled: 'How far it is dealt with' },
  { path: '/impact?purl=pkg:npm/kit-merge@3.60.0', heading: 'Impact', settled: 'kit-node-1@' },
  { path: '/vetting', heading: 'Vetting', settled: 'Export CSV' },
  { path: '/vetting?state=all', heading: 'Vetting', settled: 'Export CSV' },
  {
    path: '/vetting?add=yes&purl=pkg:npm/kit-merge@5.0.0',
    heading: 'Vetting',
    settled: 'for whoever reads it in a year',
  },
  { path: '/vetting/vetting-0', heading: 'Vetting kit-merge', settled: 'Use here' },
  { path: '/vetting/vetting-3', heading: 'Vetting org.acme', settled: 'Use here' },
  { path: '/vetting/vetting-12', heading: 'Vetting kit-part-12', settled: 'Use here' },
  { path: '/giving', heading: 'Giving back', settled: 'Export CSV' },
  {
    path: '/giving?tab=plan&budget=12000&currency=EUR',
    heading: 'Giving back',
    settled: 'Whom money cannot reach',
  },
  { path: '/giving?tab=given&add=yes', heading: 'Giving back', settled: 'Paid by another department' },
  { path: '/organisations', heading: 'Organisations', settled: 'You will own it' },
  { path: '/organisations/acme', heading: 'Acme Ltd', settled: 'Take back' },
  { path: '/organisations/acme?tab=teams', heading: 'Acme Ltd', settled: 'Make a team' },
  { path: '/organisations/acme?tab=grants', heading: 'Acme Ltd', settled: 'Grant something' },
  { path: '/organisations/acme?tab=packages', heading: 'Acme Ltd', settled: 'Give it a package' },
  { path: '/organisations/acme?tab=journal', heading: 'Acme Ltd', settled: 'Export CSV' },
  { path: '/organisations/acme?tab=settings', heading: 'Acme Ltd', settled: 'End the organisation' },
  { path: '/organisations/tide-works', heading: 'tide-works', settled: 'Export CSV' },
  { path: '/organisations/tide-works?tab=settings', heading: 'tide-works', settled: 'Leave' },
  { path: '/namespaces', heading: 'Namespaces', settled: 'Export CSV' },
  { path: '/namespaces?tab=names', heading: 'Namespaces', settled: 'Ask for a name' },
  { path: '/namespaces/namespace-acme', heading: '@acme/*', settled: 'What the build writes' },
  { path: '/namespaces/namespace-pending', heading: 'acme-*', settled: 'Give it up' },
  { path: '/namespaces/namespace-lapsed', heading: 'org.acme.a-group', settled: 'People and their tokens' },
  { path: '/deployments', heading: 'Deployments', settled: 'Export CSV' },
  { path: '/deployments/deployment-sound', heading: 'tide 2.0.0', settled: 'Files that came' },
  { path: '/deployments/deployment-faulty', heading: 'org.acme.a-group', settled: 'Versions in it' },
  {
    path: '/invitations/invitation-harbour',
    heading: 'Invitation to harbour',
    settled: 'Join harbour',
  },
  { path: '/transfer#a-secret', heading: 'A package is offered to you', settled: 'Take the package' },
  { path: '/clients', heading: 'Client set-up', settled: 'One by one' },
  { path: '/policy', heading: 'Policy', settled: 'History' },
  { path: '/policy?edit=yes', heading: 'Policy', settled: 'Test: what would change' },
  { path: '/waivers', heading: 'Waivers', settled: 'Export CSV' },
  { path: '/waivers?add=yes', heading: 'Waivers', settled: 'Kept in the journal' },
  { path: '/waivers?kind=quarantines', heading: 'Quarantines', settled: 'Quarantine something' },
  { path: '/names', heading: 'Names', settled: 'Reserve a name' },
  { path: '/feeds', heading: 'Feeds & upstreams', settled: 'This server' },
  { path: '/tokens', heading: 'Tokens', settled: 'Make a token' },
  { path: '/people', heading: 'People', settled: 'Add a person' },
  { path: '/journal', heading: 'Journal', settled: 'Export CSV' },
  { path: '/sign-in', heading: 'Sign in', settled: 'Password' },
  { path: '/setup#a-secret', heading: 'Set up your account', settled: 'Password again' },
  { path: '/no/such/page', heading: 'No such page', settled: 'No page has this address' },
];
