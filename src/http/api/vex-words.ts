// VEX as the API writes and reads it.

import type { z } from 'zod';

import { formatInstant, parseInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import { reasonOf, type VexDocument, type VexStatement } from '../../formats/vex/vex-statement.ts';
import type { ClearedRecord } from '../../inventory/vex/clear-kept.ts';
import type { FoundVex } from '../../inventory/vex/vex-index.ts';
import type { KeptVex, VexSummary } from '../../inventory/vex/vex-ports.ts';
import type {
  ClearedItem,
  PushedVex,
  pushedVex,
  vexStatement,
  VexItem,
  VexStatementItem,
} from './vex-contract.ts';

export function renderStatement(statement: VexStatement): VexStatementItem {
  const { vulnerabilities, products, at, ...rest } = statement;
  return {
    ...rest,
    vulnerabilities: [...vulnerabilities],
    products: products.map(({ purl, subcomponents }) => ({ purl, subcomponents: [...subcomponents] })),
    ...(at === undefined ? {} : { at: formatInstant(at) }),
  };
}

/** What the statement says, without the time when that is none. */
export function readStatement(item: z.output<typeof vexStatement>): VexStatement {
  const { vulnerabilities, products, status, justification, impact, action, at } = item;
  return {
    vulnerabilities,
    products,
    status,
    ...given('justification', justification),
    ...given('impact', impact),
    ...given('action', action),
    ...given('at', at === undefined ? undefined : parseInstant(at)),
  };
}

/** A document as a push brings it along. */
export function renderDocument(document: VexDocument): PushedVex {
  const { issuedAt, statements, ...rest } = document;
  return {
    ...rest,
    statements: statements.map(renderStatement),
    ...given('issuedAt', issuedAt === undefined ? undefined : formatInstant(issuedAt)),
  };
}

export function readDocument(item: z.output<typeof pushedVex>): VexDocument {
  const { format, id, version, issuedAt, author, statements, unrecognised } = item;
  return {
    format,
    ...given('id', id),
    ...given('version', version),
    ...given('issuedAt', issuedAt === undefined ? undefined : parseInstant(issuedAt)),
    author,
    statements: statements.map(readStatement),
    unrecognised,
  };
}

export function renderKept(kept: KeptVex | VexSummary): VexItem {
  const { id, file, sha256, addedBy, addedAt, supersededBy, withdrawn, document } = kept;
  return {
    id,
    file,
    sha256,
    format: document.format,
    ...given('document', document.id),
    ...given('version', document.version),
    ...given('issuedAt', document.issuedAt === undefined ? undefined : formatInstant(document.issuedAt)),
    author: document.author,
    statements: 'statementCount' in kept ? kept.statementCount : kept.document.statements.length,
    unrecognised: document.unrecognised,
    addedBy,
    addedAt: formatInstant(addedAt),
    isInForce: supersededBy === undefined && withdrawn === undefined,
    ...given('supersededBy', supersededBy),
    ...(withdrawn === undefined
      ? {}
      : {
          withdrawnAt: formatInstant(withdrawn.at),
          withdrawnBy: withdrawn.by,
          withdrawnBecause: withdrawn.reason,
        }),
  };
}

export function renderCleared(rules: PurlRules, { ref, version, ids, said }: ClearedRecord): ClearedItem {
  return clearedItem(formatPurl(rules, ref, { version }), ids, said);
}

/** A record that a statement clears, for a component that is known by its package-URL. */
export function clearedItem(
  purl: string,
  [record = '', ...aliases]: readonly string[],
  { statement, document }: FoundVex,
): ClearedItem {
  return {
    purl,
    record,
    aliases: aliases.filter((alias) => alias !== record),
    status: statement.status,
    ...given('justification', statement.justification),
    ...given('because', reasonOf(statement)),
    ...given('at', statement.at === undefined ? undefined : formatInstant(statement.at)),
    author: document.author,
    ...given('document', document.id),
  };
}
