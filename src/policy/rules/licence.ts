// Licences, as SPDX expressions.

import { isLicenceAccepted, parseLicence } from '../../kernel/licence-expression.ts';
import { matchesPattern } from '../name-pattern.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  indexNote,
  inspection,
  NOTHING,
  type Finding,
  type Inspection,
  type RuleContext,
} from './rule.ts';

type LicenceRule = RuleOf<'licence'>;

/** Refuses versions of proxied packages with whose licence nobody can comply by accepted licences alone. */
export function inspectLicence(rule: LicenceRule, context: RuleContext): Inspection {
  if (context.evidence.origin.kind === 'hosted') return NOTHING;
  const judged = new Map<string | undefined, readonly Finding[]>();
  return inspection({
    ofVersion: ({ licence }) => {
      const present = judged.get(licence);
      if (present !== undefined) return present;
      const made = judgeLicence(rule, licence, context);
      judged.set(licence, made);
      return made;
    },
  });
}

function judgeLicence(
  rule: LicenceRule,
  licence: string | undefined,
  context: RuleContext,
): readonly Finding[] {
  const expression = licence === undefined ? undefined : parseLicence(licence);
  const told =
    licence === undefined ? 'no licence is declared' : `its licence is "${tameOutsideText(licence)}"`;
  const evidence = [indexNote(context)];
  if (expression === undefined) {
    const summary = licence === undefined ? told : `${told}, which is no SPDX expression`;
    return finding(rule, { action: rule.unknownAction, summary, evidence });
  }
  if (isLicenceAccepted(expression, (id, withException) => isAccepted(rule, id, withException))) return [];
  return finding(rule, {
    action: rule.action,
    summary: `${told}, which this policy does not accept`,
    evidence,
  });
}

/** A licence with its exception is judged as such where a list names it so, else by the licence alone. */
function isAccepted(rule: LicenceRule, id: string, withException: string | undefined): boolean {
  const isDenied =
    isListed(rule.deny, id) || (withException !== undefined && isListed(rule.deny, withException));
  const isNamedWhole = withException !== undefined && isListed(rule.allow, withException);
  if (isDenied) return isNamedWhole;
  return rule.allow === undefined || isNamedWhole || isListed(rule.allow, id);
}

function isListed(patterns: readonly string[] | undefined, id: string): boolean {
  return patterns?.some((pattern) => matchesPattern(pattern.toLowerCase(), id.toLowerCase())) ?? false;
}
