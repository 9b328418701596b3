// The public JSON API, version 1: the shape of every request and answer. OpenAPI and the web client's types come from here.
// Times are RFC 3339 in UTC; lists are pages that are continued with `after` = the last page's `next`.

import { z } from 'zod';

import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { ROLES } from '../../identity/ports.ts';
import { ACTIONS } from '../../kernel/verdict.ts';

const ecosystem = z.enum(ECOSYSTEMS);
const action = z.enum(ACTIONS);
const time = z.string();

/** A page of `item`s; no `next` on the last one. */
const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });

export const evidenceNote = z.object({
  kind: z.string(),
  source: z.string(),
  id: z.string().optional(),
  url: z.string().optional(),
});

export const reason = z.object({
  rule: z.string(),
  action,
  summary: z.string(),
  evidence: z.array(evidenceNote),
  until: time.optional(),
});

export const verdict = z.object({ action, reasons: z.array(reason), observed: z.array(reason) });

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  /** The error's code: `needs-confirmation`, `not-found`, … */
  code: z.string(),
  facts: z.record(z.string(), z.unknown()).optional(),
});

export const feedStatus = z.object({
  name: z.string(),
  kind: z.enum(['osv', 'kev', 'epss']),
  location: z.string(),
  state: z.enum(['never-loaded', 'loading', 'fresh', 'stale']),
  records: z.number(),
  lastGoodAt: time.optional(),
  lastTriedAt: time.optional(),
  lastError: z.string().optional(),
});

export const upstreamStatus = z.object({
  ecosystem,
  name: z.string(),
  url: z.string(),
  artifactHosts: z.array(z.string()),
  state: z.enum(['unused', 'up', 'failing', 'down']),
  lastError: z.string().optional(),
  lastSuccessAt: time.optional(),
});

/** `GET /api/v1/status` */
export const status = z.object({
  version: z.string(),
  publicUrl: z.string(),
  startedAt: time,
  feeds: z.array(feedStatus),
  upstreams: z.array(upstreamStatus),
  storage: z.object({
    database: z.enum(['sqlite', 'postgres']),
    blobBytes: z.number(),
    quotaBytes: z.number(),
    freeBytes: z.number().optional(),
  }),
  /** What somebody should do something about, most urgent first. */
  warnings: z.array(z.object({ code: z.string(), text: z.string(), command: z.string().optional() })),
  needsAdministrator: z.boolean(),
});

/** `GET /api/v1/session` */
export const session = z.object({
  account: z.object({ id: z.string(), name: z.string(), role: z.string() }).optional(),
  /** Whether the person proved themself within the last five minutes. */
  isConfirmed: z.boolean(),
  /** What the caller may do, now or after a confirmation: `waive`, `edit-policy`, … (identity/access.ts) */
  may: z.array(z.string()),
  /** True until somebody followed the one-time link. */
  needsAdministrator: z.boolean(),
});

/** `POST /api/v1/setup`: the first administrator, by the one-time link. */
export const setupRequest = z.strictObject({ secret: z.string(), name: z.string(), password: z.string() });
/** `POST /api/v1/session` */
export const signInRequest = z.strictObject({ name: z.string(), password: z.string() });
/** `POST /api/v1/session/confirm` */
export const confirmRequest = z.strictObject({ password: z.string() });

export const packageItem = z.object({
  ecosystem,
  name: z.string(),
  purl: z.string(),
  upstream: z.string(),
  firstSeenAt: time,
  /** Of the file that was searched for by its digest. */
  version: z.string().optional(),
});

/** `GET /api/v1/packages?text=&ecosystem=&after=&limit=`; a SHA-256 as `text` finds the packages that have a file of it. */
export const packagePage = pageOf(packageItem);

export const versionItem = z.object({
  version: z.string(),
  publishedAt: time.optional(),
  publishedHow: z.enum(['upstream', 'artifact', 'first-seen', 'pre-existing', 'unknown']),
  isListed: z.boolean(),
  isServedHere: z.boolean(),
  isPrerelease: z.boolean(),
  yanked: z.string().optional(),
  deprecated: z.string().optional(),
  installScripts: z.boolean().optional(),
  licence: z.string().optional(),
  provenance: z.string().optional(),
  publisher: z.string().optional(),
  verdict,
});

export const evidenceItem = z.object({
  id: z.string(),
  kind: z.string(),
  source: z.string(),
  observedAt: time,
  expiresAt: time.optional(),
  /** One sentence in the house's words. */
  summary: z.string(),
  url: z.string().optional(),
  versions: z.array(z.string()),
  details: z.record(z.string(), z.unknown()),
});

/** `GET /api/v1/packages/:ecosystem/:name` (name percent-encoded as one segment) */
export const packageDetail = z.object({
  ecosystem,
  name: z.string(),
  purl: z.string(),
  /** Absent for a name that never comes from an upstream. */
  upstream: z.string().optional(),
  firstSeenAt: time.optional(),
  checkedAt: time.optional(),
  /** Why older documents serve, while the upstream cannot be asked. */
  staleBecause: z.string().optional(),
  verdict,
  latestOffered: z.string().optional(),
  latestUpstream: z.string().optional(),
  /** Newest first, in version order. */
  versions: z.array(versionItem),
  evidence: z.array(evidenceItem),
  feedWarnings: z.array(z.string()),
});

/** `GET /api/v1/explain?purl=&view=`: the verdict on one version (or name) in words. */
export const explanation = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  version: z.string().optional(),
  view: z.string(),
  /** False for a version that no index lists and nothing here has served; the verdict is what it would get. */
  isKnown: z.boolean(),
  verdict,
  /** Of a version: what is said about its whole name besides, such as feeds that were never loaded. */
  ofName: z.array(reason).optional(),
  /** Whether a waiver would silence any of what keeps it out; false where nothing does. */
  isWaivable: z.boolean(),
  /** Lines of text, as the command line prints them. */
  text: z.array(z.string()),
  pageUrl: z.string(),
  latestOffered: z.string().optional(),
  /** Of a name: how many of the versions that its index lists are let through, held back and refused. */
  versions: z.object({ offered: z.number(), heldBack: z.number(), refused: z.number() }).optional(),
});

export const exposureItem = z.object({
  version: z.string(),
  file: z.string(),
  reader: z.string(),
  client: z.string(),
  firstAt: time,
  lastAt: time,
  count: z.number(),
});

/** `GET /api/v1/who?purl=&after=&limit=` */
export const exposurePage = pageOf(exposureItem);

/** `GET /api/v1/readers` (auditors): what people call the tokens and accounts that `reader` names by id. */
export const readerList = z.object({
  items: z.array(
    z.object({
      reader: z.string(),
      name: z.string(),
      /** Whose token it is. */
      account: z.string().optional(),
    }),
  ),
});

/** One thing that policy kept out, or would have in observe mode. */
export const decisionItem = z.object({
  id: z.string(),
  firstAt: time,
  lastAt: time,
  count: z.number(),
  ecosystem,
  name: z.string(),
  purl: z.string(),
  version: z.string(),
  action,
  mode: z.enum(['enforced', 'observed']),
  rule: z.string(),
  summary: z.string(),
  /** `token:<id>`, `user:<id>` or `address:<ip>`; `hidden` for callers who may not read exposure. */
  reader: z.string(),
  client: z.string(),
  view: z.string(),
});

/**
 * `GET /api/v1/decisions?ecosystem=&mode=&rule=&text=&after=&limit=`, newest first. With filters a page may be short, or empty, and
 * still have a `next`.
 */
export const decisionPage = pageOf(decisionItem);

/** `GET /api/v1/overview`: what the first page shows. */
export const overview = z.object({
  since: time,
  keptOut: z.array(
    z.object({ rule: z.string(), action, mode: z.enum(['enforced', 'observed']), count: z.number() }),
  ),
  recent: z.array(decisionItem),
  needsMe: z.array(z.object({ code: z.string(), text: z.string(), href: z.string().optional() })),
  /** Versions that were served from here and are blocked now, newest alarm first, with who fetched them. */
  whoHasIt: z.array(
    z.object({
      ecosystem,
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      rule: z.string(),
      summary: z.string(),
      blockedAt: time,
      /** Some of them; none for callers who may not read exposure. */
      readers: z.array(z.string()),
      readerCount: z.number(),
      hasMoreReaders: z.boolean(),
    }),
  ),
  packages: z.number(),
  /** Those of which a package was ever asked for here. */
  ecosystems: z.array(ecosystem),
  /** Names and prefixes that are reserved now. */
  reservations: z.number(),
  served: z.number(),
});

export const advisoryItem = z.object({
  id: z.string(),
  kind: z.enum(['vulnerability', 'malware', 'informational']),
  summary: z.string(),
  aliases: z.array(z.string()),
  score: z.number().optional(),
  isKev: z.boolean(),
  epss: z.number().optional(),
  publishedAt: time.optional(),
  modifiedAt: time.optional(),
  withdrawnAt: time.optional(),
  feed: z.string(),
  packages: z.array(z.object({ ecosystem, name: z.string(), ranges: z.string() })),
  url: z.string().optional(),
});

/**
 * `GET /api/v1/advisories?text=&ecosystem=&kind=&after=&limit=`, newest first. `text` is the beginning of an id, an alias or a
 * package's name, and then there is one page alone. With filters a page may be short, or empty, and still have a `next`.
 */
export const advisoryPage = pageOf(advisoryItem);

/** What is known against one version that a project has. */
export const findingRecord = z.object({
  /** The id to show: CVE before GHSA before the ecosystem's own. */
  id: z.string(),
  /** `undecided`: the record leaves open whether it means this version. */
  kind: z.enum(['malware', 'vulnerability', 'informational', 'undecided', 'quarantine']),
  aliases: z.array(z.string()),
  summary: z.string(),
  url: z.string().optional(),
  /** CVSS base score, 0 to 10, and the vector that it comes from. */
  score: z.number().optional(),
  vector: z.string().optional(),
  epss: z.number().optional(),
  kev: z.object({ dateAdded: z.string(), dueDate: z.string().optional() }).optional(),
  /** The first version on the installed line that it does not affect. */
  fixedIn: z.string().optional(),
  /** Records of the same group that leave this version out. */
  disputedBy: z.array(z.string()).optional(),
  source: z.string(),
});

export const finding = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  version: z.string(),
  verdict,
  records: z.array(findingRecord),
});

/** Components that one question may name; more are asked about in several. */
export const SCAN_MOST = 5_000;
/**
 * `POST /api/v1/scan`: nothing is stored. Components are package-URLs with versions. `cleared` are advisories (by the id
 * that a finding shows) that the asker vouches for not to matter to a component; records of malware stay.
 */
export const scanRequest = z.strictObject({
  view: z.string().optional(),
  components: z.array(z.string().max(4_096)).max(SCAN_MOST),
  cleared: z
    .array(z.strictObject({ component: z.string().max(4_096), record: z.string().max(300) }))
    .max(SCAN_MOST)
    .optional(),
});
export const scanAnswer = z.object({ findings: z.array(finding) });

export const policyItem = z.object({
  view: z.string(),
  number: z.number(),
  text: z.string(),
  author: z.string(),
  note: z.string(),
  createdAt: time,
});
/** `GET /api/v1/policies`: the one in force in each view. `GET /api/v1/policies/:view/history` likewise. */
export const policyList = z.object({ items: z.array(policyItem) });
/** `PUT /api/v1/policies/:view` (an administrator; needs confirmation). `number` is the version that was edited; `conflict` if it is not the newest. */
export const policyChange = z.strictObject({ text: z.string(), note: z.string(), number: z.number().int() });
/** The most that a test of a policy may be allowed. */
export const POLICY_TEST_MOST = { packages: 100_000, seconds: 100 } as const;
/** `POST /api/v1/policies/:view/test`: faults (`invalid-policy` as a problem), else what would change among known packages. */
export const policyTestRequest = z.strictObject({
  text: z.string(),
  /** Ends after so many packages; else 2,000. */
  packages: z.number().int().min(1).max(POLICY_TEST_MOST.packages).optional(),
  /** Ends after so long; else 15. */
  seconds: z.number().int().min(1).max(POLICY_TEST_MOST.seconds).optional(),
});
export const policyTest = z.object({
  /** How many packages were decided by both policies. */
  examined: z.number(),
  /** How many could not be decided now, and are left out. */
  failed: z.number(),
  /** How many packages are known here. */
  known: z.number(),
  /** Which limit ended the test before every known package was looked at; absent when it looked at all of them. */
  stoppedBy: z.enum(['packages', 'seconds']).optional(),
  changes: z.array(
    z.object({ purl: z.string(), before: action, after: action, rule: z.string(), summary: z.string() }),
  ),
  /** How many would change in all; `changes` holds the first 500. */
  total: z.number(),
});

export const waiverItem = z.object({
  id: z.string(),
  purl: z.string(),
  ecosystem,
  name: z.string(),
  versions: z.array(z.string()).optional(),
  rules: z.array(z.string()).optional(),
  reason: z.string(),
  author: z.string(),
  createdAt: time,
  expiresAt: time.optional(),
  withdrawnAt: time.optional(),
  isInForce: z.boolean(),
  /** Of a waiver that was just made: what keeps its subject out all the same. Absent when that could not be decided. */
  remaining: z
    .array(
      reason.extend({
        view: z.string(),
        isWaivable: z.boolean(),
        /** Of a whole package, where only single versions are kept out: the newest 50 of `versionCount`; the reason is one's. */
        versions: z.array(z.string()).optional(),
        versionCount: z.number().optional(),
      }),
    )
    .optional(),
});
/** `GET /api/v1/waivers?after=&limit=`, `GET /api/v1/quarantines?…` */
export const waiverPage = pageOf(waiverItem);
/** `POST /api/v1/waivers` (needs confirmation); `DELETE /api/v1/waivers/:id` (likewise) */
export const waiverRequest = z.strictObject({
  /** With a version: that version; without: every one. */
  purl: z.string(),
  rules: z.array(z.string()).optional(),
  reason: z.string(),
  /** `30d`; at most 90 days. */
  lasts: z.string(),
});
/** `POST /api/v1/quarantines` (an API token is enough); `DELETE /api/v1/quarantines/:id` (needs confirmation) */
export const quarantineRequest = z.strictObject({
  purl: z.string(),
  reason: z.string(),
  lasts: z.string().optional(),
});

export const reservationItem = z.object({
  id: z.string(),
  ecosystem,
  pattern: z.string(),
  reason: z.string(),
  author: z.string(),
  createdAt: time,
});
/** `GET /api/v1/reservations`; `POST` (an API token is enough); `DELETE /api/v1/reservations/:id` (needs confirmation) */
export const reservationList = z.object({ items: z.array(reservationItem) });
export const reservationRequest = z.strictObject({ ecosystem, pattern: z.string(), reason: z.string() });

export const tokenItem = z.object({
  id: z.string(),
  name: z.string(),
  account: z.string(),
  scope: z.enum(['read', 'api']),
  view: z.string().optional(),
  createdAt: time,
  expiresAt: time.optional(),
  revokedAt: time.optional(),
  lastUsedAt: time.optional(),
});
/**
 * `GET /api/v1/tokens` (`?everyone=true`: an administrator); `POST` answers the token itself, once (a read token takes a signed-in
 * person, an API token or one bound to a view needs confirmation); `DELETE /api/v1/tokens/:id`
 */
export const tokenList = z.object({ items: z.array(tokenItem) });
export const tokenRequest = z.strictObject({
  name: z.string(),
  scope: z.enum(['read', 'api']),
  view: z.string().optional(),
  lasts: z.string().optional(),
});
export const mintedToken = z.object({ token: z.string(), item: tokenItem });

/** `GET /api/v1/clients`: how each package manager is pointed here. */
export const clientList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      ecosystem,
      command: z.string(),
      snippet: z.string(),
      userFile: z.string().optional(),
      projectFile: z.string().optional(),
    }),
  ),
});

/** `POST /api/v1/locks/addresses`: the upstream's own addresses of files, for `gatehouse lock release`. */
export const addressRequest = z.strictObject({
  ecosystem,
  entries: z
    .array(z.strictObject({ name: z.string(), version: z.string(), file: z.string().optional() }))
    .max(5_000),
});
/** In the order of the request; null where it is not known. */
export const addressAnswer = z.object({ urls: z.array(z.string().nullable()) });

export const journalItem = z.object({
  sequence: z.number(),
  kind: z.string(),
  actor: z.string(),
  at: time,
  ecosystem: ecosystem.optional(),
  name: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
/** `GET /api/v1/journal?kind=&before=&limit=`, newest first */
export const journalPage = pageOf(journalItem);

export const personItem = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  createdAt: time,
  disabledAt: time.optional(),
  hasPassword: z.boolean(),
});
/** `GET /api/v1/people` (an administrator) */
export const personList = z.object({ items: z.array(personItem) });
/** `POST /api/v1/people` (needs confirmation): adds an account; `link` is where its person chooses a password, once. */
export const personRequest = z.strictObject({ name: z.string(), role: z.enum(ROLES) });
export const invitedPerson = z.object({ person: personItem, link: z.string() });
/** `PUT /api/v1/people/:id` (needs confirmation). `POST /api/v1/people/:id/link` gives another link; `DELETE` disables. */
export const roleRequest = z.strictObject({ role: z.enum(ROLES) });

/**
 * `GET /api/v1/feeds`; `POST /api/v1/feeds/:name/refresh`. `GET /api/v1/events` sends one as `feeds`, a decisionItem as
 * `decision`, and a journalItem as `change` to those who may read the journal: server-sent events, resumable with `Last-Event-ID`.
 */
export const feedList = z.object({ items: z.array(feedStatus) });

export type Status = z.infer<typeof status>;
export type Session = z.infer<typeof session>;
export type PackagePage = z.infer<typeof packagePage>;
export type PackageDetail = z.infer<typeof packageDetail>;
export type VersionItem = z.infer<typeof versionItem>;
export type VerdictItem = z.infer<typeof verdict>;
export type ReasonItem = z.infer<typeof reason>;
export type EvidenceItem = z.infer<typeof evidenceItem>;
export type Explanation = z.infer<typeof explanation>;
export type ExposurePage = z.infer<typeof exposurePage>;
export type DecisionItem = z.infer<typeof decisionItem>;
export type DecisionPage = z.infer<typeof decisionPage>;
export type ReaderList = z.infer<typeof readerList>;
export type Overview = z.infer<typeof overview>;
export type AdvisoryItem = z.infer<typeof advisoryItem>;
export type AdvisoryPage = z.infer<typeof advisoryPage>;
export type PolicyItem = z.infer<typeof policyItem>;
export type PolicyTest = z.infer<typeof policyTest>;
export type WaiverItem = z.infer<typeof waiverItem>;
export type ReservationItem = z.infer<typeof reservationItem>;
export type TokenItem = z.infer<typeof tokenItem>;
export type FeedStatus = z.infer<typeof feedStatus>;
export type UpstreamStatus = z.infer<typeof upstreamStatus>;
export type JournalItem = z.infer<typeof journalItem>;
export type FindingItem = z.infer<typeof finding>;
export type FindingRecord = z.infer<typeof findingRecord>;
export type Problem = z.infer<typeof problem>;
export type ClientList = z.infer<typeof clientList>;
export type PersonItem = z.infer<typeof personItem>;
export type JournalPage = z.infer<typeof journalPage>;
