// Answers a client's audit from our own evidence.

import type { Ecosystem } from '../kernel/ecosystem.ts';
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
