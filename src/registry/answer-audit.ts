// Answers a client's audit from our own evidence.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { RenderedAnswer } from '../ecosystems/adapter.ts';
import type { RegistryDeps } from './deps.ts';

export interface AuditQuestion {
  readonly ecosystem: Ecosystem;
  readonly variant: string;
  /** Decompressed. */
  readonly body: Uint8Array;
  readonly contentType: string;
}

/**
 * The answer in the client's own form.
 * Throws `invalid-request`, and `feed-unavailable` rather than answering that nothing is wrong.
 */
export async function answerAudit(deps: RegistryDeps, question: AuditQuestion): Promise<RenderedAnswer> {
  const { audit, versions } = deps.adapters[question.ecosystem];
  const subjects = audit.parse(question.body, question.variant, question.contentType);
  const evidence = await deps.knowledge.audit(question.ecosystem, subjects, versions);
  return audit.render(
    subjects.map((subject, at) => ({ subject, evidence: evidence[at] ?? [] })),
    question.variant,
  );
}

/** One advisory as it was published. Throws `not-found`, and `feed-unavailable` when no feed was ever loaded. */
export async function readAdvisory(
  deps: RegistryDeps,
  ecosystem: Ecosystem,
  id: string,
): Promise<RenderedAnswer> {
  const body = await deps.knowledge.record(ecosystem, id);
  if (body === undefined) {
    throw new GatehouseError('not-found', `Cannot find the advisory ${id}: no record in force has this id`);
  }
  return { status: 200, body, contentType: 'application/json', headers: {} };
}
