// The shape of gatehouse.toml: every setting, its limits and its default.

import { isIP } from 'node:net';

import { z } from 'zod';

import { LOOPBACK_HOSTS } from '../http/loopback-hosts.ts';
import { NEW_NAMES } from '../identity/namespaces/may-create-name.ts';
import { ROLES } from '../identity/ports.ts';
import { VISIBILITIES } from '../identity/organisations/organisation-ports.ts';
import { toClaimRule } from '../identity/sso/claim-rule.ts';
import { parseDurationMs, SECOND_MS } from '../kernel/clock.ts';
import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import { SIGN_UP_WAYS } from '../identity/accounts/sign-up-ways.ts';
import { HOSTED } from '../registry/hosted/hosted-ports.ts';
import { withoutLastSlashes } from '../kernel/without-last.ts';
import { publicProviders, trustedIssuerSchema } from './trusted-issuers.ts';

const duration = z
  .string()
  .refine(
    (text) => parseDurationMs(text) !== undefined,
    'expected a duration such as "90s", "5m", "72h" or "14d"',
  );

/** What a timer can wait: one set to more would go off at once, over and over. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const pollInterval = duration.refine((text) => {
  const durationMs = parseDurationMs(text) ?? SECOND_MS;
  return durationMs >= SECOND_MS && durationMs <= LONGEST_TIMER_MS;
}, 'expected 1s to 24d');

const SIZE = /^(\d{1,6})\s*(KB|MB|GB|TB)$/;

const size = z.string().refine((text) => SIZE.test(text), 'expected a size such as "500 MB" or "20 GB"');

/**
 * What is wrong with an address to be asked, if anything. One with a password in it would be shown wherever addresses are,
 * and paths are put behind the whole of it.
 */
export function faultOfAddress(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'expected an http or https address';
  if (hasCredentials(url)) return 'expected an address without user name and password; those go into auth';
  // The parser of addresses passes over them, but the text is also written into documents as it stands.
  if (/\s/.test(text)) return 'expected an address without blanks and line breaks';
  return /[?#]/.test(text) ? 'expected an address without "?" and "#"' : undefined;
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

const httpUrl = z
  .string()
  .superRefine((text, context) => {
    const message = faultOfAddress(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .transform(withoutLastSlashes);

/** `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53` */
const dnsServer = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || isIP(/^\[?([^\]]+)\]?:\d{1,5}$/.exec(text)?.[1] ?? '') !== 0,
    'expected an address such as 192.0.2.1 or 192.0.2.1:53',
  );

const mailServer = z.string().superRefine((text, context) => {
  const url = URL.parse(text);
  const isServer = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
  if (isServer && /^\/?$/.test(url.pathname) && url.search === '' && url.hash === '') return;
  context.addIssue({
    code: 'custom',
    message: 'expected smtp://host:port or smtps://host:port, user and password before the host',
  });
});

/** `gatehouse@example.com` or `Gatehouse <gatehouse@example.com>`; one line, one address. */
const mailSender = z
  .string()
  .max(320)
  .regex(
    /^(?:[^<>@,;\p{Cc}]{1,200} <[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u,
    'expected one address, such as "Gatehouse <gatehouse@example.com>"',
  );

const upstreamAuth = z
  .strictObject({
    /** `bearer`: token; `basic`: username and password; `header`: header and value. */
    type: z.enum(['bearer', 'basic', 'header']),
    token: z.string().optional(),
    username: z.string().optional(),
    password: z.string().optional(),
    header: z.string().optional(),
    value: z.string().optional(),
  })
  .refine(
    (auth) =>
      (auth.type === 'bearer' && auth.token !== undefined) ||
      (auth.type === 'basic' && auth.username !== undefined && auth.password !== undefined) ||
      (auth.type === 'header' && auth.header !== undefined && auth.value !== undefined),
    'expected token for bearer, username and password for basic, header and value for header',
  );

const upstream = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes')
    .refine((name) => name !== HOSTED, `expected another name: ${HOSTED} is what is published here`),
  url: httpUrl,
  auth: upstreamAuth.optional(),
  artifact_hosts: z.array(httpUrl).default([]),
  namespaces: z.array(z.string().min(1)).optional(),
});

const feed = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes'),
  kind: z.enum(['osv', 'kev', 'epss']),
  /** An address, a file or a folder. */
  location: z
    .string()
    .min(1)
    .refine((text) => {
      const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
      return url === null || !hasCredentials(url);
    }, 'expected an address without user name and password, which are sent nowhere'),
  /** 0 to 1. */
  trust: z.number().min(0).max(1).default(1),
});

/** Catalogues of known exploited vulnerabilities and exploit predictions are kept whole: a second one would replace the first. */
function assertOneOfAKind(sources: readonly z.infer<typeof feed>[], context: z.RefinementCtx): void {
  for (const [index, { kind }] of sources.entries()) {
    const first = sources.findIndex((other) => other.kind === kind);
    if (kind === 'osv' || first === index) continue;
    context.addIssue({
      code: 'custom',
      path: [index, 'kind'],
      message: `expected one source of kind ${kind}, found another in feeds.sources[${first}]`,
    });
  }
}

const upstreams = z.strictObject(
  Object.fromEntries(ECOSYSTEMS.map((id) => [id, z.array(upstream).default([])])) as Record<
    (typeof ECOSYSTEMS)[number],
    z.ZodDefault<z.ZodArray<typeof upstream>>
  >,
);

/** Who reports leaked tokens, and by which keys their reports are known: given, or where they are published. */
const scanningSource = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes'),
    keys_url: httpUrl.optional(),
    keys: z.array(z.strictObject({ identifier: z.string().min(1), pem: z.string().min(1) })).default([]),
  })
  .refine(
    ({ keys_url, keys }) => (keys_url === undefined) !== (keys.length === 0),
    'expected either keys_url or keys',
  );

const licenceNames = z.array(z.string().min(1).max(200)).max(500).default([]);

/** Which licences applications with these tags may have; a row without tags is for all that no row before it meant. */
const licenceRow = z.strictObject({
  tags: z.record(z.string(), z.string()).default({}),
  /** SPDX ids, also with `*`. */
  allowed: licenceNames,
  ask: licenceNames,
  denied: licenceNames,
});

/** Of people or of machines; the issuer is compared letter by letter with what the provider calls itself, its last slash included. */
const ssoIssuer = z.string().superRefine((text, context) => {
  const fault = faultOfAddress(text);
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || LOOPBACK_HOSTS.has(url?.hostname ?? '');
  if (fault === undefined && isSafe) return;
  context.addIssue({
    code: 'custom',
    message: fault ?? 'expected an https address (http on loopback alone)',
  });
});

const claimRules = z
  .array(
    z
      .string()
      .max(500)
      .refine((text) => toClaimRule(text) !== undefined, 'expected "claim=value", several joined by " + "'),
  )
  .max(50)
  .default([]);

const ssoProvider = z.strictObject({
  /** Part of the address to come back to, which is registered at the provider. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes'),
  /** What people know it by. */
  label: z.string().min(1).max(60),
  issuer: ssoIssuer,
  client_id: z.string().min(1).max(500),
  client_secret: z.string().min(1).max(2_000),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).default(['openid', 'profile', 'email']),
  /** Whether somebody who signs in by it for the first time gets an account. */
  creates_accounts: z.boolean().default(false),
  name_claim: z.string().min(1).default('preferred_username'),
  /** Only people with a verified address of these domains come in; empty: all. */
  email_domains: z.array(z.string().min(1).toLowerCase()).default([]),
  groups_claim: z.string().min(1).default('groups'),
  /** Groups that give a role, compared whole; in none: reader. Absent: roles are given here. */
  roles: z
    .strictObject(
      Object.fromEntries(ROLES.map((role) => [role, z.array(z.string().min(1)).optional()])) as Record<
        (typeof ROLES)[number],
        z.ZodOptional<z.ZodArray<z.ZodString>>
      >,
    )
    .optional(),
  /** Which claims say that a second factor was used, or a phishing-resistant one: `amr=mfa`, `amr=hwk + amr=user`. */
  two_factor_claims: claimRules,
  passkey_claims: claimRules,
});

/** A place where accounts have repositories, and the groupIds below which each has its own. */
const codeHost = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes'),
  url: httpUrl,
  groups: z
    .array(z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'expected a groupId such as io.github'))
    .default([]),
});

const PUBLIC_CODE_HOSTS = [
  { name: 'github', url: 'https://github.com', groups: ['io.github', 'com.github'] },
  { name: 'gitlab', url: 'https://gitlab.com', groups: ['io.gitlab', 'com.gitlab'] },
  { name: 'codeberg', url: 'https://codeberg.org', groups: ['org.codeberg', 'io.codeberg', 'page.codeberg'] },
];

/** The whole document; unknown keys are faults. */
export const configSchema = z.strictObject({
  server: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(4870),
      public_url: httpUrl.optional(),
      tls_cert: z.string().optional(),
      tls_key: z.string().optional(),
      trusted_proxies: z.array(z.string()).default([]),
      /** What seals secrets in the database (base64 of 32 bytes); one for all servers of a database. Default: made in the data folder. */
      secret_key_file: z.string().optional(),
    })
    .prefault({}),
  access: z
    .strictObject({
      /** Whether packages may be read without a token. */
      anonymous_read: z.boolean().default(true),
      /** Readers of these networks get this view, unless their token is bound to another. The first that fits counts. */
      views: z
        .array(z.strictObject({ networks: z.array(z.string()).min(1), view: z.string().min(1) }))
        .default([]),
    })
    .prefault({}),
  storage: z
    .strictObject({
      /** `sqlite`, or a `postgres://` address. */
      database: z
        .string()
        .refine(
          (text) => text === 'sqlite' || /^postgres(ql)?:\/\//.test(text),
          'expected "sqlite" or postgres://…',
        )
        .default('sqlite'),
      /** Bytes of artifacts to keep; the least recently used leave first. */
      cache_quota: size.default('50 GB'),
      /** Memory for rendered indexes and for hot artifacts. */
      memory_for_indexes: size.default('64 MB'),
      memory_for_artifacts: size.default('48 MB'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      index_fresh: duration.default('5m'),
      absence_believed: duration.default('1m'),
      index_max: size.default('256 MB'),
      artifact_max: size.default('2 GB'),
    })
    .prefault({}),
  publish: z
    .strictObject({
      /** Who may publish under a name that lies in no claimed namespace: everybody who may publish (`members`), or nobody. */
      new_names: z.enum(NEW_NAMES).default('members'),
      /** Who may know a new package, unless its publisher says: all readers, who has an account, or its own people. */
      visibility: z.enum(VISIBILITIES).default('public'),
      /** The largest request that publishes something. */
      max_size: size.default('128 MB'),
      /** How long who is new to a package, or whose account was recovered, waits before they publish it; 0: not at all. */
      hold_hours: z.number().int().min(0).max(720).default(72),
      /** How long nobody may have used an account before its person proves its address anew; 0: however long. */
      dormant_account_days: z.number().int().min(0).max(36_500).default(365),
      /** How long nothing may have been published to a package before its next release is held; 0: however long. */
      dormant_package_days: z.number().int().min(0).max(36_500).default(730),
      /** Whether every file of a Maven version needs its signature (`.asc`) beside it. */
      maven_signatures: z.boolean().default(false),
      /** Whether Maven's snapshots are taken, each build as a version that never changes. */
      maven_snapshots: z.boolean().default(true),
      /** How long a staged version waits for somebody to approve it. */
      staged_days: z.number().int().min(1).max(90).default(14),
    })
    .prefault({}),
  high_impact: z
    .strictObject({
      /** Other packages and applications, taken together, that depend on a package here and make it high-impact. */
      dependents: z.number().int().min(1).default(50),
      /** Files of it that are served here within 30 days that do. */
      downloads: z.number().int().min(1).default(10_000),
      /** How many days after that it takes passkeys of all who may publish it, and a second person. */
      grace_days: z.number().int().min(0).max(365).default(30),
    })
    .prefault({}),
  feeds: z
    .strictObject({
      /** Refuse to serve what no feed was ever loaded for. */
      require_feeds: z.boolean().default(false),
      poll: pollInterval.default('5m'),
      stale_after: duration.default('24h'),
      sources: z.array(feed).default([]).superRefine(assertOneOfAKind),
    })
    .prefault({}),
  exposure: z
    .strictObject({
      shorten_addresses_after: duration.default('7d'),
      keep: duration.default('90d'),
    })
    .prefault({}),
  findings: z
    .strictObject({
      /** How long one may stay, by severity, before it is overdue. */
      critical_within: duration.default('7d'),
      high_within: duration.default('30d'),
      medium_within: duration.default('90d'),
      low_within: duration.default('180d'),
      /** How long snapshots of applications are kept; the newest of each always is. */
      keep_snapshots: duration.default('730d'),
    })
    .prefault({}),
  currency: z
    .strictObject({
      /** Whether the gate asks its upstreams for packages of applications that never came through it. */
      load_packages: z.boolean().default(false),
      packages_per_minute: z.number().int().min(1).max(600).default(30),
      licences: z.array(licenceRow).max(100).default([]),
    })
    .prefault({}),
  sso: z.strictObject({ providers: z.array(ssoProvider).max(20).default([]) }).prefault({}),
  accounts: z
    .strictObject({
      /** Who makes accounts: administrators add people, anybody signs up with an address, or a provider of identities brings them. */
      sign_up: z.enum(SIGN_UP_WAYS).default('invited'),
      /** Who is asked whether domains of addresses are still there; empty: whom the machine asks. */
      dns_servers: z.array(dnsServer).max(10).default([]),
    })
    .prefault({}),
  namespaces: z
    .strictObject({
      /** Where accounts prove a namespace by a repository. */
      code_hosts: z.array(codeHost).max(20).prefault(PUBLIC_CODE_HOSTS),
      /** Domains of your own network: where their proof is asked for, though it is no public address. */
      sites: z
        .array(z.strictObject({ domain: z.string().min(1).toLowerCase(), url: httpUrl }))
        .max(100)
        .default([]),
    })
    .prefault({}),
  mail: z
    .strictObject({
      /** `smtps://user:password@host`, `smtp://host:587`; absent: letters land in the data folder. */
      server: mailServer.optional(),
      /** What letters come from; required with a server. */
      from: mailSender.optional(),
    })
    .prefault({}),
  scanning: z
    .strictObject({
      /** Services whose signed reports of leaked tokens say where they were found. */
      sources: z.array(scanningSource).max(20).default([]),
    })
    .prefault({}),
  trusted_publishing: z
    .strictObject({
      /** Public providers whose identity tokens are exchanged; empty: of none. */
      providers: publicProviders,
      /** Others beside them; one with the name of a public provider stands in its place. */
      issuers: z.array(trustedIssuerSchema(ssoIssuer)).max(50).default([]),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  upstreams: upstreams.prefault({}),
});

export type Config = z.infer<typeof configSchema>;
export type UpstreamConfig = z.infer<typeof upstream>;
export type SsoProviderConfig = z.infer<typeof ssoProvider>;
export type FeedConfig = z.infer<typeof feed>;

const SIZE_UNITS = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;

/** Bytes of a size that the schema accepted. */
export function sizeBytesOf(text: string): number {
  const match = SIZE.exec(text);
  if (match === null) throw new RangeError(`Cannot read size ${text}: expected one that the schema accepted`);
  return Number(match[1]) * SIZE_UNITS[match[2] as keyof typeof SIZE_UNITS];
}

/** Milliseconds of a duration that the schema accepted. */
export function durationMsOf(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs === undefined) {
    throw new RangeError(`Cannot read duration ${text}: expected one that the schema accepted`);
  }
  return durationMs;
}
