// Answers a client's audit from our own evidence.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import type { RegistryDeps } from './deps.ts';
import { linkEvidence } from './link-evidence.ts';
import { pageUrl } from './refuse.ts';

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
  const { ecosystem } = question;
  const { audit, versions } = deps.adapters[ecosystem];
  const subjects = audit.parse(question.body, question.variant, question.contentType);
  const evidence = await deps.knowledge.audit(ecosystem, subjects, versions);
  const answers = subjects.map((subject, at) => {
    const page = pageUrl(deps.publicUrl, { ecosystem, name: subject.name });
    return { subject, evidence: linkEvidence(evidence[at] ?? [], page) };
  });
  return audit.render(answers, question.variant);
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
