// npm's requests about who may do what: `npm token`, `npm profile`, `npm access`, `npm trust`.

import type { GovernanceRequest } from '../adapter-governance.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { beginsWith, NO_DOORS } from '../route-rows.ts';
import { takeName } from './take-name.ts';

const TOKENS = ['-', 'npm', 'v1', 'tokens'];

function asks(request: GovernanceRequest): RegistryRequest {
  return { kind: 'govern', ...request };
}

function tokens({ method, segments }: RouteInput): RegistryRequest | undefined {
  if (!beginsWith(segments, TOKENS)) return undefined;
  const [folder, which = '', ...rest] = segments.slice(TOKENS.length);
  if (folder === undefined) return asks({ ask: method === 'POST' ? 'mint-token' : 'tokens' });
  const isOne = method === 'DELETE' && folder === 'token' && which !== '' && rest.length === 0;
  return isOne ? asks({ ask: 'revoke-token', which }) : undefined;
}

function profile({ method, segments }: RouteInput): RegistryRequest | undefined {
  if (!beginsWith(segments, ['-', 'npm', 'v1', 'user']) || segments.length !== 4) return undefined;
  return asks({ ask: method === 'POST' ? 'change-profile' : 'profile' });
}

const ABOUT_PACKAGE = {
  'GET visibility': 'visibility',
  'GET collaborators': 'collaborators',
  'POST access': 'set-access',
  'GET trust': 'publishers',
  'POST trust': 'add-publisher',
} as const;

function aboutPackage({ method, segments, headers }: RouteInput): RegistryRequest | undefined {
  if (!beginsWith(segments, ['-', 'package'])) return undefined;
  const taken = takeName(segments.slice(2));
  const [what = '', id, ...rest] = taken?.rest ?? [];
  if (taken === undefined || rest.length > 0) return undefined;
  const { name } = taken;
  if (method === 'DELETE' && what === 'trust' && id !== undefined)
    return asks({ ask: 'remove-publisher', name, id });
  const key = `${method} ${what}`;
  if (id !== undefined || !Object.hasOwn(ABOUT_PACKAGE, key)) return undefined;
  const ask = ABOUT_PACKAGE[key as keyof typeof ABOUT_PACKAGE];
  // While npm publishes, it asks whether the package is public to sign provenance for it at a public service, which nobody wants
  // of a server of one's own; without an answer it goes on.
  if (ask === 'visibility' && headers['npm-command'] !== 'access') return undefined;
  return asks({ ask, name });
}

function owned({ segments }: RouteInput): RegistryRequest | undefined {
  const [, kind, owner = '', what] = segments;
  const isOwner = kind === 'org' || kind === 'user';
  if (segments[0] !== '-' || !isOwner || what !== 'package' || segments.length !== 4) return undefined;
  return asks({ ask: 'owned', owner });
}

function team({ method, segments }: RouteInput): RegistryRequest | undefined {
  const [, , organisation = '', name = '', what] = segments;
  if (!beginsWith(segments, ['-', 'team']) || what !== 'package' || segments.length !== 5) return undefined;
  return asks({ ask: method === 'PUT' ? 'give-team' : 'end-team', organisation, team: name });
}

type Row = Pick<RegistryRoute, 'id' | 'methods' | 'pattern' | 'access' | 'match'>;

const ROWS: readonly Row[] = [
  { id: 'npm.tokens', methods: ['GET'], pattern: '/-/npm/v1/tokens', access: 'read', match: tokens },
  { id: 'npm.mint-token', methods: ['POST'], pattern: '/-/npm/v1/tokens', access: 'read', match: tokens },
  {
    id: 'npm.revoke-token',
    methods: ['DELETE'],
    pattern: '/-/npm/v1/tokens/token/:token',
    access: 'read',
    match: tokens,
  },
  { id: 'npm.profile', methods: ['GET', 'POST'], pattern: '/-/npm/v1/user', access: 'read', match: profile },
  {
    id: 'npm.about-access',
    methods: ['GET', 'POST', 'DELETE'],
    pattern: '/-/package/:package/:what',
    access: 'read',
    match: aboutPackage,
  },
  { id: 'npm.owned', methods: ['GET'], pattern: '/-/org/:owner/package', access: 'read', match: owned },
  {
    id: 'npm.team-access',
    methods: ['PUT', 'DELETE'],
    pattern: '/-/team/:organisation/:team/package',
    access: 'read',
    match: team,
  },
];

export const governanceRoutes: readonly RegistryRoute[] = ROWS.map((row) => ({ ...row, doors: NO_DOORS }));
