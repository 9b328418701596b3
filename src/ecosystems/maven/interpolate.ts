// `${...}` in a POM: replaced as far as values are known; what is not stays as it is written.

const EXPRESSION = /\$\{([^${}]{1,200})\}/g;
/** A value may name others; what is longer, or leads on further, is no value that anybody meant. */
const MAX_DEPTH = 50;
const MAX_LENGTH = 4_000;

export type Interpolate = (text: string) => string;

/** Whether something in the text could not be replaced. */
export function isOpen(text: string): boolean {
  return text.includes('${');
}

/**
 * Replaces by `find`, whose values may hold expressions again. Circles end where they close. Each name is worked out
 * once, so that time grows with the number of names.
 */
export function createInterpolator(find: (name: string) => string | undefined): Interpolate {
  const known = new Map<string, string | undefined>();
  const open = new Set<string>();
  const valueOf = (name: string): string | undefined => {
    if (known.has(name)) return known.get(name);
    if (open.has(name) || open.size >= MAX_DEPTH) return undefined;
    const raw = find(name);
    if (raw === undefined) return undefined;
    open.add(name);
    const value = replace(raw);
    open.delete(name);
    // What a circle left open stays open from wherever it is entered.
    known.set(name, value);
    return value;
  };
  const replace = (text: string): string => {
    if (!isOpen(text)) return text;
    let length = text.length;
    return text.replaceAll(EXPRESSION, (whole, name: string) => {
      const value = valueOf(name) ?? whole;
      length += value.length;
      return length > MAX_LENGTH ? whole : value;
    });
  };
  return replace;
}
