// What is told of a licence, understood: SPDX expressions as they are, and well-known names and addresses in their place.

import { spdxOfName } from '../../formats/licence-names.ts';
import { isSpdxLicenceId } from '../../formats/spdx-licence-ids.ts';
import { parseLicence, type LicenceExpression } from '../../kernel/licence-expression.ts';

/** Where several names stand side by side, any of them may be chosen: that is how documents without expressions mean it. */
const BESIDE = ' OR ';
const MOST_NAMES = 20;
/** A part of a choice that nobody recognises is no id that anybody knows. */
const UNRECOGNISED: LicenceExpression = { kind: 'licence', id: 'unrecognised' };

/** Undefined for words that are no expression, and not well known; ids in it may be such as no list has. */
export function recogniseLicence(text: string): LicenceExpression | undefined {
  return ofName(text) ?? ofExpression(text) ?? ofNames(text);
}

/** Whether anything is told: SPDX has words for "nobody looked" and "there is none". */
export function isLicenceTold(text: string | undefined): text is string {
  return text !== undefined && !/^\s*(?:NOASSERTION|NONE)?\s*$/i.test(text);
}

/** Whether an id is on the SPDX list, or refers to a text of its own; a trailing plus means "or later". */
export function isKnownId(id: string): boolean {
  return isSpdxLicenceId(id.replace(/\+$/, '')) || /^(?:DocumentRef-.+:)?LicenseRef-/.test(id);
}

function ofName(text: string): LicenceExpression | undefined {
  const spdx = spdxOfName(text);
  return spdx === undefined ? undefined : parseLicence(spdx);
}

/** Crates from before SPDX expressions write `MIT/Apache-2.0`, and mean either. */
function ofExpression(text: string): LicenceExpression | undefined {
  if (text.includes('://')) return undefined;
  const expression = parseLicence(text.replaceAll('/', ' OR '));
  return expression === undefined ? undefined : withKnownNames(expression);
}

/** `Apache2` within an expression. */
function withKnownNames(expression: LicenceExpression): LicenceExpression {
  if (expression.kind !== 'licence') {
    return { kind: expression.kind, parts: expression.parts.map(withKnownNames) };
  }
  const { id, exception } = expression;
  if (exception !== undefined || isKnownId(id)) return expression;
  return ofName(id) ?? expression;
}

function ofNames(text: string): LicenceExpression | undefined {
  const names = text.split(BESIDE, MOST_NAMES);
  if (names.length < 2) return undefined;
  const parts = names.map((name) => ofName(name) ?? ofExpression(name));
  if (parts.every((part) => part === undefined)) return undefined;
  return { kind: 'or', parts: parts.map((part) => part ?? UNRECOGNISED) };
}
