// The contract of every ecosystem's `audit.ts`; `adapter.ts` puts the contracts together.

import type { Evidence } from '../kernel/evidence.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { RenderedAnswer } from './adapter-answers.ts';

/** `audit.ts`: the questions that clients ask about known advisories. */
export interface AuditRules {
  /** The packages and versions in the body (already decompressed). Throws `invalid-request`. */
  parse(body: Uint8Array, variant: string, contentType: string): readonly AuditSubject[];
  /** Writes the answer; `answers` has one entry per subject, in order. */
  render(answers: readonly AuditAnswer[], variant: string): RenderedAnswer;
}

export interface AuditSubject {
  readonly name: PackageName;
  /** Empty: every version that the database knows to be affected. */
  readonly versions: readonly string[];
}

export interface AuditAnswer {
  readonly subject: AuditSubject;
  /** Advisory and malware evidence whose versions meet the subject's. */
  readonly evidence: readonly Evidence[];
}
