// SPDX licence expressions (SPDX 2.3, annex D), as far as a policy must understand them.

/** A parsed expression: a licence (with its exception), or several joined. */
export type LicenceExpression =
  | { readonly kind: 'licence'; readonly id: string; readonly exception?: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LicenceExpression[] };

const MAX_LENGTH = 1_000;
const MAX_DEPTH = 16;

/**
 * Parses `MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)`; operators in either case.
 * Undefined for anything that is no expression, such as a publisher's own words, or one over 1,000 characters.
 */
export function parseLicence(text: string): LicenceExpression | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  const reader = { tokens, at: 0 };
  const expression = parseJoined('or', reader, 0);
  return expression !== undefined && reader.at === tokens.length ? expression : undefined;
}

/**
 * Whether a user can comply by licences that `isAccepted` takes: one branch of an OR, all of an AND.
 * `isAccepted` is given the id and, apart, `id WITH exception` where there is one.
 */
export function isLicenceAccepted(
  expression: LicenceExpression,
  isAccepted: (id: string, withException?: string) => boolean,
): boolean {
  if (expression.kind === 'licence') {
    const { id, exception } = expression;
    return exception === undefined ? isAccepted(id) : isAccepted(id, `${id} WITH ${exception}`);
  }
  const { kind, parts } = expression;
  return kind === 'and'
    ? parts.every((part) => isLicenceAccepted(part, isAccepted))
    : parts.some((part) => isLicenceAccepted(part, isAccepted));
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function parseJoined(kind: 'and' | 'or', reader: Reader, depth: number): LicenceExpression | undefined {
  const parts: LicenceExpression[] = [];
  do {
    const part = kind === 'or' ? parseJoined('and', reader, depth) : parseTerm(reader, depth);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (takeWord(reader, kind));
  return parts.length === 1 ? parts[0] : { kind, parts };
}

function parseTerm(reader: Reader, depth: number): LicenceExpression | undefined {
  if (takeWord(reader, '(')) {
    const inner = depth < MAX_DEPTH ? parseJoined('or', reader, depth + 1) : undefined;
    return takeWord(reader, ')') ? inner : undefined;
  }
  const id = takeId(reader);
  if (id === undefined) return undefined;
  if (!takeWord(reader, 'with')) return { kind: 'licence', id };
  const exception = takeId(reader);
  return exception === undefined ? undefined : { kind: 'licence', id, exception };
}

function takeWord(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.at]?.toLowerCase() !== word) return false;
  reader.at++;
  return true;
}

function takeId(reader: Reader): string | undefined {
  const token = reader.tokens[reader.at];
  if (token === undefined || !/^[0-9A-Za-z][0-9A-Za-z.:+-]*$/.test(token)) return undefined;
  if (/^(and|or|with)$/i.test(token)) return undefined;
  reader.at++;
  return token;
}
