// `cargo audit` cannot ask a registry: it clones the RustSec database with git, from an address that must begin with
// https, or reads a local copy of it (`--db FOLDER --no-fetch`).

import { GatehouseError } from '../../kernel/errors.ts';
import type { AuditRules } from '../adapter-audit.ts';

/** No route leads here; an audit that is asked for all the same throws `unsupported` and says what to do instead. */
export const audit: AuditRules = { parse: refuseAudit, render: refuseAudit };

function refuseAudit(): never {
  throw new GatehouseError(
    'unsupported',
    'Cannot answer an audit of crates over HTTP: cargo audit reads its advisories from a git repository or a local copy of one; expected "cargo audit --db FOLDER --no-fetch", or a Cargo.lock examined by Gatehouse itself',
  );
}
