// Rules about claims, as the configuration writes them: `amr=mfa`, or several that must all hold, `amr=hwk + amr=user`.

/** One claim that must have, or hold, a value. */
export interface WantedClaim {
  readonly claim: string;
  readonly value: string;
}

/** All of them must hold. */
export type ClaimRule = readonly WantedClaim[];

/** The rule that `text` writes; undefined when it writes none. */
export function toClaimRule(text: string): ClaimRule | undefined {
  const wanted = text.split(' + ').map((part) => {
    const equals = part.indexOf('=');
    return { claim: part.slice(0, Math.max(0, equals)).trim(), value: part.slice(equals + 1).trim() };
  });
  return wanted.every(({ claim, value }) => claim !== '' && value !== '') ? wanted : undefined;
}

/** Whether `claims` has all that the rule wants: a text that is the value, or a list that holds it; nothing looser. */
export function holds(rule: ClaimRule, claims: Readonly<Record<string, unknown>>): boolean {
  return rule.every(({ claim, value }) => textsOf(claims, claim).includes(value));
}

/** The texts of a claim: itself, or those of its list. What is neither counts as absent. */
export function textsOf(claims: Readonly<Record<string, unknown>>, claim: string): readonly string[] {
  const found = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (typeof found === 'string') return [found];
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
}
