// Who may call which route, written by hand: what the access matrix holds the server to. Never derived from the product's own
// table, or a mistake there would be a mistake here. A new route needs a row, and a row a route.

import type { MemberRole } from '../../src/identity/organisations/organisation-ports.ts';
import type { Role } from '../../src/identity/ports.ts';

/**
 * What must have been presented, at the least. `reading` is nothing at an open gate, and a read token at a closed one;
 * `mfa-person` is somebody who signed in with two factors or a passkey; `confirmed`: proven again in the last five minutes.
 */
export type LeastProof =
  | 'nothing'
  | 'reading'
  | 'read-token'
  | 'api-token'
  | 'person'
  | 'confirmed-person'
  | 'mfa-person'
  | 'confirmed-mfa-person';

/** Proof and role. Whose role is not named: any account's. */
export type AccessRow = LeastProof | `${LeastProof} ${Role}`;

const MEMBERS: readonly MemberRole[] = ['owner', 'maintainer', 'publisher', 'reviewer', 'auditor', 'member'];

export const API_ROWS: Readonly<Record<string, AccessRow>> = {
  'GET /api/v1/namespaces': 'api-token',
  'POST /api/v1/namespaces': 'confirmed-mfa-person',
  'GET /api/v1/namespaces/:id': 'api-token',
  // One's own, by a role in the organisation that owns it.
  'DELETE /api/v1/namespaces/:id': 'confirmed-mfa-person',
  'POST /api/v1/namespaces/:id/proof': 'confirmed-mfa-person',
  'POST /api/v1/namespaces/:id/removal': 'confirmed-mfa-person administrator',
  'POST /api/v1/namespaces/grants': 'confirmed-mfa-person administrator',
  'POST /api/v1/namespaces/reservations': 'confirmed-mfa-person administrator',
  'GET /api/v1/names/appeals': 'api-token',
  'POST /api/v1/names/appeals': 'mfa-person',
  'PUT /api/v1/names/appeals/:id': 'confirmed-mfa-person reviewer',
  'GET /api/v1/names/:ecosystem/:name': 'api-token',

  'GET /api/v1/status': 'api-token',
  'GET /api/v1/feeds': 'api-token',
  'POST /api/v1/feeds/:name/refresh': 'api-token reviewer',

  // What the session itself is about; their handlers know who asks.
  'GET /api/v1/session': 'nothing',
  'POST /api/v1/setup': 'nothing',
  'POST /api/v1/session': 'nothing',
  'POST /api/v1/session/confirm': 'nothing',
  'DELETE /api/v1/session': 'nothing',

  'PUT /api/v1/account/password': 'confirmed-person',

  'GET /api/v1/client-logins/:id': 'person',
  // To publish it takes more, which its handler asks for.
  'POST /api/v1/client-logins/:id': 'person',
  // Of one's own token.
  'GET /api/v1/client-proofs/:id': 'person',
  'POST /api/v1/client-proofs/:id': 'confirmed-mfa-person',

  // To sign in; what finishes it is held to the browser that began it.
  'GET /api/v1/sso': 'nothing',
  'POST /api/v1/sso/:name/start': 'nothing',
  'POST /api/v1/sso/:name/finish': 'nothing',
  'POST /api/v1/sso/:name/link': 'confirmed-person',
  'GET /api/v1/sso/identities': 'person',
  'DELETE /api/v1/sso/identities/:id': 'confirmed-person',

  'GET /api/v1/packages': 'reading',
  'GET /api/v1/packages/:ecosystem/:name': 'reading',
  'GET /api/v1/explain': 'reading',
  'GET /api/v1/advisories': 'reading',
  'POST /api/v1/scan': 'reading',
  'POST /api/v1/vex/about': 'reading',
  'POST /api/v1/locks/addresses': 'reading',
  'GET /api/v1/clients': 'nothing',

  'GET /api/v1/holds/:ecosystem/:name': 'reading',
  // By a token that writes, too; whose the package is, and who keeps names here, is asked by the handler.
  'POST /api/v1/holds/:ecosystem/:name/freeze': 'api-token',
  'POST /api/v1/holds/freeze': 'api-token',
  'POST /api/v1/holds/:ecosystem/:name/unfreeze': 'confirmed-mfa-person',
  'GET /api/v1/hosted/:ecosystem/:name': 'reading',
  'GET /api/v1/hosted/:ecosystem/:name/versions/:version': 'reading',
  'GET /api/v1/hosted/:ecosystem/:name/versions/:version/dependencies': 'reading',
  'GET /api/v1/hosted/:ecosystem/:name/versions/:version/sbom': 'reading',
  // Also by a token that was made to write, which test/publish is about.
  'POST /api/v1/hosted/:ecosystem/:name/changes': 'mfa-person',

  // Also by a reviewer's token that was made to import, which test/imports.test.ts is about.
  'POST /api/v1/imports/:ecosystem/plan': 'confirmed-mfa-person reviewer',
  'POST /api/v1/imports/:ecosystem/versions': 'confirmed-mfa-person reviewer',

  'GET /api/v1/who': 'api-token auditor',
  'GET /api/v1/readers': 'api-token auditor',
  'GET /api/v1/journal': 'api-token auditor',
  'GET /api/v1/decisions': 'api-token',
  'GET /api/v1/overview': 'api-token',
  'GET /api/v1/events': 'api-token',

  'GET /api/v1/applications': 'api-token',
  'GET /api/v1/applications/:name': 'api-token',
  'PATCH /api/v1/applications/:name': 'api-token reviewer',
  'DELETE /api/v1/applications/:name': 'confirmed-person reviewer',
  'POST /api/v1/applications/:name/snapshots': 'api-token',
  'GET /api/v1/applications/:name/snapshots': 'api-token',
  'GET /api/v1/applications/:name/components': 'api-token',
  'GET /api/v1/applications/:name/diff': 'api-token',
  'PUT /api/v1/applications/:name/fix-plan': 'api-token',
  'GET /api/v1/applications/:name/fix-plan': 'api-token',
  'GET /api/v1/applications/:name/fix-estimate': 'api-token',
  'GET /api/v1/currency': 'api-token',
  'GET /api/v1/currency/applications': 'api-token',
  'GET /api/v1/portfolio': 'api-token',
  'GET /api/v1/impact': 'api-token',
  'GET /api/v1/impact/tree': 'api-token',
  'GET /api/v1/blast-radius': 'api-token',

  'GET /api/v1/giving': 'api-token',
  'GET /api/v1/giving/plan': 'api-token',
  'GET /api/v1/giving/records': 'api-token',
  'POST /api/v1/giving/records': 'api-token reviewer',
  'DELETE /api/v1/giving/records/:id': 'api-token reviewer',
  'GET /api/v1/giving/funding': 'api-token',
  'POST /api/v1/giving/funding': 'confirmed-person reviewer',
  'DELETE /api/v1/giving/funding/:id': 'confirmed-person reviewer',

  'GET /api/v1/findings': 'api-token',
  'GET /api/v1/findings/:id': 'api-token',
  'POST /api/v1/findings/:id/state': 'api-token reviewer',
  'GET /api/v1/vex': 'api-token',
  'POST /api/v1/vex': 'confirmed-person reviewer',
  'GET /api/v1/vex/export': 'api-token',
  'GET /api/v1/vex/:id': 'api-token',
  'DELETE /api/v1/vex/:id': 'confirmed-person reviewer',

  'GET /api/v1/policies': 'api-token',
  'GET /api/v1/policies/:view/history': 'api-token',
  'PUT /api/v1/policies/:view': 'confirmed-person administrator',
  'POST /api/v1/policies/:view/test': 'api-token',
  'GET /api/v1/waivers': 'api-token',
  'POST /api/v1/waivers': 'confirmed-person reviewer',
  'DELETE /api/v1/waivers/:id': 'confirmed-person reviewer',
  'GET /api/v1/quarantines': 'api-token',
  'POST /api/v1/quarantines': 'api-token reviewer',
  'DELETE /api/v1/quarantines/:id': 'confirmed-person reviewer',
  'GET /api/v1/reservations': 'api-token',
  'POST /api/v1/reservations': 'api-token reviewer',
  'DELETE /api/v1/reservations/:id': 'confirmed-person reviewer',
  'GET /api/v1/vetting': 'api-token',
  'GET /api/v1/vetting/card': 'api-token',
  'GET /api/v1/vetting/:id': 'api-token',
  'POST /api/v1/vetting': 'api-token',
  'PUT /api/v1/vetting/:id/decision': 'confirmed-person reviewer',
  'DELETE /api/v1/vetting/:id': 'api-token',

  'POST /api/v1/session/second-factor/options': 'nothing',
  'POST /api/v1/session/second-factor': 'nothing',
  'POST /api/v1/session/passkey/options': 'nothing',
  'POST /api/v1/session/passkey': 'nothing',
  'POST /api/v1/session/device': 'nothing',
  'POST /api/v1/session/confirm/options': 'person',
  'GET /api/v1/account/factors': 'person',
  'POST /api/v1/account/factors/totp': 'confirmed-person',
  'POST /api/v1/account/factors/totp/confirm': 'confirmed-person',
  'POST /api/v1/account/factors/passkey/options': 'confirmed-person',
  'POST /api/v1/account/factors/passkey': 'confirmed-person',
  'PATCH /api/v1/account/factors/:id': 'confirmed-person',
  'DELETE /api/v1/account/factors/:id': 'confirmed-person',
  'POST /api/v1/account/recovery-codes': 'confirmed-person',
  'GET /api/v1/account/sessions': 'person',
  'DELETE /api/v1/account/sessions': 'person',
  'DELETE /api/v1/account/sessions/:id': 'person',

  'GET /api/v1/hosted/:ecosystem/:name/approval': 'api-token',
  'PUT /api/v1/hosted/:ecosystem/:name/approval': 'confirmed-mfa-person',
  // Of packages that one has a role on, which its handlers ask for.
  'GET /api/v1/staged': 'api-token',
  'GET /api/v1/staged/:id': 'api-token',
  'GET /api/v1/staged/:id/diff': 'api-token',
  'GET /api/v1/staged/:id/file': 'api-token',
  'POST /api/v1/staged/:id/approve': 'confirmed-mfa-person',
  'POST /api/v1/staged/:id/reject': 'mfa-person',
  'GET /api/v1/high-impact': 'api-token reviewer',
  'GET /api/v1/high-impact/mine': 'api-token',
  'GET /api/v1/high-impact/:ecosystem/:name': 'api-token',
  'PUT /api/v1/high-impact/:ecosystem/:name': 'api-token reviewer',
  'POST /api/v1/high-impact/:ecosystem/:name/exemption': 'confirmed-mfa-person reviewer',
  'DELETE /api/v1/high-impact/:ecosystem/:name/word': 'confirmed-mfa-person reviewer',
  'POST /api/v1/high-impact/:ecosystem/:name/taken-in': 'confirmed-mfa-person',
  'GET /api/v1/deployments': 'api-token',
  'GET /api/v1/deployments/:id': 'api-token',
  'POST /api/v1/deployments/:id/publish': 'mfa-person',
  'DELETE /api/v1/deployments/:id': 'mfa-person',
  'GET /api/v1/tokens': 'api-token',
  'POST /api/v1/tokens': 'person',
  'DELETE /api/v1/tokens/:id': 'api-token',
  // They send a letter and tell nothing; the secret in it says whose it is.
  'GET /api/v1/sign-up': 'nothing',
  'POST /api/v1/sign-up': 'nothing',
  'POST /api/v1/recovery': 'nothing',
  'POST /api/v1/tokens/report': 'nothing',
  'POST /api/github/secret-scanning/verify': 'nothing',
  'POST /_/secrets/disclose-token': 'nothing',
  'POST /api/v1/verify': 'nothing',
  'GET /api/v1/account': 'person',
  'POST /api/v1/account/email': 'confirmed-person',
  'POST /api/v1/account/export': 'confirmed-person',
  'DELETE /api/v1/account': 'confirmed-person',

  'POST /api/v1/people/:id/recover': 'confirmed-mfa-person administrator',
  'GET /api/v1/people': 'person administrator',
  'POST /api/v1/people': 'confirmed-person administrator',
  'POST /api/v1/people/:id/link': 'confirmed-person administrator',
  'PUT /api/v1/people/:id': 'confirmed-person administrator',
  'DELETE /api/v1/people/:id': 'confirmed-person administrator',

  // Who publishes by an issuer's word; what somebody may on a package is a matter of their role on it.
  'GET /api/v1/publishers': 'api-token',
  'POST /api/v1/publishers': 'confirmed-mfa-person',
  'DELETE /api/v1/publishers/:id': 'confirmed-mfa-person',
  'PUT /api/v1/publishers/only': 'confirmed-mfa-person',
  // An identity token is the proof; each of these is where some client sends it, or asks how.
  'GET /api/v1/trusted-publishing': 'nothing',
  'GET /api/v1/trusted-publishing/snippet': 'nothing',
  'POST /api/v1/trusted-publishing/exchange': 'nothing',
  'GET /_/oidc/audience': 'nothing',
  'POST /_/oidc/mint-token': 'nothing',
  'GET /.well-known/pytp': 'nothing',
  'POST /_/pytp/mint-token': 'nothing',
  'POST /-/npm/v1/oidc/token/exchange/package/:name': 'nothing',
  'POST /api/v1/trusted_publishing/tokens': 'nothing',
  // Ends the token that is presented, and no other.
  'DELETE /api/v1/trusted_publishing/tokens': 'nothing',
  'POST /cargo/api/v1/trusted_publishing/tokens': 'nothing',
  'DELETE /cargo/api/v1/trusted_publishing/tokens': 'nothing',

  // What somebody may in an organisation is a matter of ORGANISATION_ROWS; here is what it takes to be asked at all.
  'GET /api/v1/organisations': 'api-token',
  'POST /api/v1/organisations': 'confirmed-mfa-person',
  'GET /api/v1/organisations/:organisation': 'api-token',
  'PATCH /api/v1/organisations/:organisation': 'confirmed-mfa-person',
  'DELETE /api/v1/organisations/:organisation': 'confirmed-mfa-person',
  'GET /api/v1/organisations/:organisation/members': 'api-token',
  'PUT /api/v1/organisations/:organisation/members/:member': 'confirmed-mfa-person',
  'DELETE /api/v1/organisations/:organisation/members/:member': 'confirmed-mfa-person',
  'POST /api/v1/organisations/:organisation/leave': 'person',
  'GET /api/v1/organisations/:organisation/invitations': 'api-token',
  'POST /api/v1/organisations/:organisation/invitations': 'confirmed-mfa-person',
  'DELETE /api/v1/organisations/:organisation/invitations/:id': 'confirmed-mfa-person',
  'GET /api/v1/organisations/:organisation/teams': 'api-token',
  'POST /api/v1/organisations/:organisation/teams': 'confirmed-mfa-person',
  'DELETE /api/v1/organisations/:organisation/teams/:team': 'confirmed-mfa-person',
  'PUT /api/v1/organisations/:organisation/teams/:team/members/:member': 'confirmed-mfa-person',
  'DELETE /api/v1/organisations/:organisation/teams/:team/members/:member': 'confirmed-mfa-person',
  'GET /api/v1/organisations/:organisation/grants': 'api-token',
  'POST /api/v1/organisations/:organisation/grants': 'confirmed-mfa-person',
  'DELETE /api/v1/organisations/:organisation/grants/:id': 'confirmed-mfa-person',
  'GET /api/v1/organisations/:organisation/packages': 'api-token',
  'POST /api/v1/organisations/:organisation/packages': 'confirmed-mfa-person reviewer',
  'GET /api/v1/organisations/:organisation/journal': 'api-token',
  'GET /api/v1/invitations': 'api-token',
  'POST /api/v1/invitations/:id/accept': 'mfa-person',
  'DELETE /api/v1/invitations/:id': 'person',
  'GET /api/v1/owners/:ecosystem/:name': 'api-token',
  // By whom something is published that everybody may install, everybody may know.
  'GET /api/v1/owners/:ecosystem/:name/history': 'reading',
  'PUT /api/v1/owners/:ecosystem/:name': 'confirmed-mfa-person',
  'POST /api/v1/owners/:ecosystem/:name/transfer': 'confirmed-mfa-person',
  'POST /api/v1/transfers': 'confirmed-mfa-person',
};

/** Routes about one organisation: which of its people may; everybody else is told that there is none. */
export const ORGANISATION_ROWS: Readonly<Record<string, readonly MemberRole[]>> = {
  'GET /api/v1/organisations/:organisation': MEMBERS,
  'PATCH /api/v1/organisations/:organisation': ['owner', 'maintainer'],
  'DELETE /api/v1/organisations/:organisation': ['owner'],
  'GET /api/v1/organisations/:organisation/members': MEMBERS,
  'PUT /api/v1/organisations/:organisation/members/:member': ['owner'],
  'DELETE /api/v1/organisations/:organisation/members/:member': ['owner'],
  'POST /api/v1/organisations/:organisation/leave': MEMBERS,
  'GET /api/v1/organisations/:organisation/invitations': ['owner'],
  'POST /api/v1/organisations/:organisation/invitations': ['owner'],
  'DELETE /api/v1/organisations/:organisation/invitations/:id': ['owner'],
  'GET /api/v1/organisations/:organisation/teams': MEMBERS,
  'POST /api/v1/organisations/:organisation/teams': ['owner'],
  'DELETE /api/v1/organisations/:organisation/teams/:team': ['owner'],
  'PUT /api/v1/organisations/:organisation/teams/:team/members/:member': ['owner'],
  'DELETE /api/v1/organisations/:organisation/teams/:team/members/:member': ['owner'],
  'GET /api/v1/organisations/:organisation/grants': MEMBERS,
  'POST /api/v1/organisations/:organisation/grants': ['owner'],
  'DELETE /api/v1/organisations/:organisation/grants/:id': ['owner'],
  'GET /api/v1/organisations/:organisation/packages': MEMBERS,
  'POST /api/v1/organisations/:organisation/packages': ['owner', 'maintainer'],
  'GET /api/v1/organisations/:organisation/journal': ['owner', 'auditor'],
};

/** Routes of the registries: the least proof, and a request that means the route. */
export const REGISTRY_ROWS: Readonly<Record<string, readonly [AccessRow, string]>> = {
  'npm.ping': ['nothing', 'GET /-/ping'],
  // Tells who it is, and so takes somebody.
  'npm.whoami': ['read-token', 'GET /-/whoami'],
  'npm.keys': ['reading', 'GET /-/npm/v1/keys'],
  'npm.audit-bulk': ['reading', 'POST /-/npm/v1/security/advisories/bulk'],
  'npm.audit-legacy': ['reading', 'POST /-/npm/v1/security/audits'],
  'npm.audit-quick': ['reading', 'POST /-/npm/v1/security/audits/quick'],
  'npm.search': ['reading', 'GET /-/v1/search?text=tide'],
  // Says nothing but what was asked.
  'npm.user': ['reading', 'GET /-/user/org.couchdb.user:ada'],
  // Whoever governs with a token shows that they are there: test/publish/npm-governance.test.ts.
  'npm.tokens': ['person', 'GET /-/npm/v1/tokens'],
  'npm.mint-token': ['confirmed-mfa-person', 'POST /-/npm/v1/tokens'],
  'npm.revoke-token': ['person', 'DELETE /-/npm/v1/tokens/token/none'],
  'npm.profile': ['read-token', 'GET /-/npm/v1/user'],
  'npm.about-access': ['confirmed-mfa-person', 'POST /-/package/@acme%2ftide/access'],
  'npm.owned': ['person', 'GET /-/org/acme/package'],
  'npm.team-access': ['confirmed-mfa-person', 'PUT /-/team/acme/core/package'],
  'npm.attestations': ['reading', 'GET /-/npm/v1/attestations/@acme%2ftide@1.0.0'],
  'npm.dist-tags': ['reading', 'GET /-/package/@acme%2ftide/dist-tags'],
  'npm.tarball': ['reading', 'GET /@acme/tide/-/tide-1.0.0.tgz'],
  'npm.packument': ['reading', 'GET /@acme%2ftide'],
  'npm.version': ['reading', 'GET /@acme%2ftide/1.0.0'],
  // Also by a token that was made to write, which test/publish is about.
  // A client has nothing yet when it signs in, and nothing but its own token when it signs out.
  'npm.login': ['nothing', 'POST /-/v1/login'],
  'npm.login-done': ['nothing', 'GET /-/v1/login/done/none'],
  'npm.login-password': ['nothing', 'PUT /-/user/org.couchdb.user:ada'],
  'npm.proof-done': ['nothing', 'GET /-/v1/proof/none'],
  'npm.logout': ['nothing', 'DELETE /-/user/token/none'],
  'npm.stage': ['mfa-person', 'POST /-/stage/package/@acme%2ftide'],
  'npm.staged': ['mfa-person', 'GET /-/stage'],
  'npm.staged-one': ['mfa-person', 'GET /-/stage/0b1c2d3e-0000-4000-8000-000000000000'],
  'npm.publish': ['mfa-person', 'PUT /@acme%2ftide'],
  'npm.revise': ['mfa-person', 'PUT /@acme%2ftide/-rev/1'],
  'npm.remove-file': ['mfa-person', 'DELETE /@acme%2ftide/-/tide-1.0.0.tgz/-rev/1'],
  'npm.tag': ['mfa-person', 'PUT /-/package/@acme%2ftide/dist-tags/next'],
  'npm.write': ['reading', 'PATCH /@acme%2ftide'],

  'pypi.root': ['reading', 'GET /simple/'],
  'pypi.simple': ['reading', 'GET /simple/tide-pool/'],
  'pypi.file': ['reading', 'GET /files/tide-pool/tide_pool-1.0.0.tar.gz'],
  'pypi.provenance': ['reading', 'GET /integrity/tide-pool/1.0.0/tide_pool-1.0.0.tar.gz/provenance'],
  'pypi.json': ['reading', 'GET /pypi/tide-pool/1.0.0/json'],
  'pypi.json-short': ['reading', 'GET /tide-pool/1.0.0/json'],
  'pypi.osv': ['reading', 'POST /osv/v1/query'],
  'pypi.osv-record': ['reading', 'GET /osv/v1/vulns/MAL-2026-1'],
  'pypi.upload': ['mfa-person', 'POST /legacy/'],
  'pypi.write': ['reading', 'PUT /legacy/'],

  'cargo.config': ['reading', 'GET /config.json'],
  'cargo.search': ['reading', 'GET /api/v1/crates?q=tide'],
  'cargo.download': ['reading', 'GET /crates/tide-pool/1.0.0/download'],
  'cargo.api-download': ['reading', 'GET /api/v1/crates/tide-pool/1.0.0/download'],
  'cargo.index': ['reading', 'GET /ti/de/tide-pool'],
  'cargo.publish': ['mfa-person', 'PUT /api/v1/crates/new'],
  'cargo.me': ['nothing', 'GET /me'],
  'cargo.owners': ['reading', 'GET /api/v1/crates/tide-pool/owners'],
  // Of a person, one who confirmed it is them: asked once the body was read.
  'cargo.change-owners': ['mfa-person', 'PUT /api/v1/crates/tide-pool/owners'],
  'cargo.yank': ['mfa-person', 'DELETE /api/v1/crates/tide-pool/1.0.0/yank'],
  'cargo.unyank': ['mfa-person', 'PUT /api/v1/crates/tide-pool/1.0.0/unyank'],
  // Whoever settles it with a token shows that they are there: test/publish/cargo-publishers.test.ts.
  'cargo.publisher-configs': ['person', 'GET /api/v1/trusted_publishing/github_configs?crate=tide-pool'],
  'cargo.add-publisher-config': ['confirmed-mfa-person', 'POST /api/v1/trusted_publishing/gitlab_configs'],
  'cargo.remove-publisher-config': [
    'confirmed-mfa-person',
    'DELETE /api/v1/trusted_publishing/github_configs/7',
  ],
  'cargo.write': ['reading', 'PATCH /api/v1/crates/tide-pool'],

  'maven.portal-upload': ['mfa-person', 'POST /portal/api/v1/publisher/upload'],
  'maven.portal-status': ['mfa-person', 'POST /portal/api/v1/publisher/status?id=none'],
  'maven.portal-published': [
    'mfa-person',
    'GET /portal/api/v1/publisher/published?namespace=org.acme&name=tide&version=1.0.0',
  ],
  'maven.portal-download': ['mfa-person', 'GET /portal/api/v1/publisher/deployments/download/org/acme/tide'],
  'maven.portal-deployment': ['mfa-person', 'DELETE /portal/api/v1/publisher/deployment/none'],
  'maven.archetype-catalog': ['reading', 'GET /archetype-catalog.xml'],
  'maven.snapshot-metadata': ['reading', 'GET /org/acme/tide/1.0.0-SNAPSHOT/maven-metadata.xml'],
  'maven.metadata': ['reading', 'GET /org/acme/tide/maven-metadata.xml'],
  'maven.group-metadata': ['reading', 'GET /org/maven-metadata.xml'],
  'maven.checksum': ['reading', 'GET /org/acme/tide/1.0.0/tide-1.0.0.jar.sha1'],
  'maven.deploy-snapshot-metadata': ['mfa-person', 'PUT /org/acme/tide/1.0-SNAPSHOT/maven-metadata.xml'],
  'maven.deploy-metadata': ['mfa-person', 'PUT /org/acme/tide/maven-metadata.xml'],
  'maven.deploy': ['mfa-person', 'PUT /org/acme/tide/1.0.0/tide-1.0.0.jar'],
  'maven.file': ['reading', 'GET /org/acme/tide/1.0.0/tide-1.0.0.jar'],
  'maven.write': ['reading', 'PATCH /org/acme/tide/1.0.0/tide-1.0.0.jar'],

  'composer.root': ['reading', 'GET /packages.json'],
  'composer.advisories': ['reading', 'POST /api/security-advisories/'],
  'composer.filter': ['reading', 'POST /api/filter/'],
  'composer.search': ['reading', 'GET /search.json?q=tide'],
  'composer.metadata': ['reading', 'GET /p2/acme/tide.json'],
  'composer.archive': ['reading', 'GET /dist/acme/tide/1.0.0/0123abc'],
  'composer.publish': ['mfa-person', 'PUT /packages/acme/tide/1.0.0'],
  'composer.write': ['reading', 'PUT /dist/acme/tide/1.0.0/x.zip'],
};

/** Addresses whose GET shows more people what few may change, each with the reason. */
export const SHOWN_TO_MORE: Readonly<Record<string, string>> = {
  '/api/v1/session': 'nothing stands behind it but the caller',
  '/api/v1/applications/:name': 'every team sees what all build',
  '/api/v1/giving/records': 'what was given is for everybody here',
  '/api/v1/giving/funding': 'where help can be sent is for everybody here',
  '/api/v1/vex': 'what was stated, and by whom, is why a finding is not shown',
  '/api/v1/vex/:id': 'the same',
  '/api/v1/hosted/:ecosystem/:name/approval': 'decided by the visibility of the package',
  '/api/v1/deployments/:id': "one's own, told to a machine that acts with the account",
  '/api/v1/tokens': "one's own, told to a machine that acts with the account",
  '/api/v1/organisations': "the GET lists one's own alone; the POST makes another",
  '/api/v1/organisations/:organisation': 'whoever belongs to it may know it',
  '/api/v1/organisations/:organisation/packages':
    'whoever belongs to it may know what it owns, private packages aside',
  '/api/v1/organisations/:organisation/invitations': 'shown to owners alone, also by their tokens',
  '/api/v1/organisations/:organisation/teams': 'whoever belongs to it may know who is in which team',
  '/api/v1/organisations/:organisation/grants': 'and who may do what',
  '/api/v1/owners/:ecosystem/:name': 'decided by the visibility of the package',
  '/api/v1/high-impact/:ecosystem/:name': 'decided by the visibility of the package',
  '/api/v1/publishers': 'decided by the visibility of the package',
  '/api/v1/namespaces': "one's own, and those of one's organisations; all of them are for administrators",
  '/api/v1/namespaces/:id': 'whoever belongs to its owner may know it',
  '/api/v1/names/appeals': "one's own; everybody's are for reviewers",
  '/api/v1/waivers': 'what is let through, by whom and until when, is no secret here',
  '/api/v1/quarantines': 'the same of what is held back',
  '/api/v1/reservations': 'the same of names',
};
