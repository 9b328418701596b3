// Code that runs when a package is installed.

import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  indexNote,
  inspection,
  NO_FINDINGS,
  NOTHING,
  type Inspection,
  type RuleContext,
} from './rule.ts';

/** `any`: every proxied version that has an install script; `new`: the one that brings it to its line. */
export function inspectInstallScript(rule: RuleOf<'install-script'>, context: RuleContext): Inspection {
  if (context.evidence.origin.kind === 'hosted') return NOTHING;
  const evidence = [indexNote(context)];
  const any = finding(rule, { action: rule.action, summary: 'it runs code when it is installed', evidence });
  return inspection({
    ofVersion: (facts) => {
      if (facts.installScripts !== true) return NO_FINDINGS;
      if (rule.when === 'any') return any;
      const previous = context.history().previous(facts.version);
      if (previous === undefined || previous.installScripts === true) return NO_FINDINGS;
      const summary = `it runs code when it is installed, which ${tameOutsideText(previous.version)} before it did not`;
      return finding(rule, { action: rule.action, summary, evidence });
    },
  });
}
