// Maven clients ask no repository about advisories, so that no route of this ecosystem leads to an audit.

import { GatehouseError } from '../../kernel/errors.ts';
import type { AuditRules } from '../adapter-audit.ts';

export const audit: AuditRules = { parse: refuse, render: refuse };

function refuse(): never {
  throw new GatehouseError(
    'unsupported',
    'Cannot answer an audit request: neither Maven nor Gradle has a protocol for one',
  );
}
