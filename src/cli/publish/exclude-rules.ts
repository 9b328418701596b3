// What `composer archive` leaves out: export-ignore of .gitattributes, and archive.exclude of composer.json, which may take back what
// came before. The patterns mean what they mean to Composer, its deviations from git's own included.

/** Whether a path (from the folder, with slashes) is left out. */
export type Excludes = (path: string) => boolean;

interface Pattern {
  readonly pattern: RegExp;
  readonly isTakenBack: boolean;
}

/** `gitAttributes`: the text of the file at the top of the folder; `rules`: those of `archive.exclude`. */
export function readExcludes(gitAttributes: string, rules: readonly string[]): Excludes {
  const patterns = [...gitAttributes.split('\n').flatMap(readAttribute), ...rules]
    .map(readPattern)
    .filter((one) => one !== undefined);
  return (path) => {
    let isOut = false;
    for (const { pattern, isTakenBack } of patterns) if (pattern.test(`/${path}`)) isOut = !isTakenBack;
    return isOut;
  };
}

function readAttribute(line: string): readonly string[] {
  const [pattern = '', attribute, ...more] = line.trim().split(/\s+/);
  if (pattern.startsWith('#') || more.length > 0) return [];
  if (attribute === 'export-ignore') return [pattern];
  return attribute === '-export-ignore' ? [`!${pattern}`] : [];
}

/** Undefined for what is no pattern, which Composer passes over as well. */
function readPattern(rule: string): Pattern | undefined {
  const isTakenBack = rule.startsWith('!');
  const words = rule.replace(/^!+/, '');
  const slash = words.indexOf('/');
  const start = slash === 0 ? '^/' : slash < 0 || slash === words.length - 1 ? '/' : '';
  const glob = words.replace(/^\/+|\/+$/g, '');
  if (glob === '') return undefined;
  try {
    return { pattern: new RegExp(`${start}${globPattern(glob)}(?=$|/)`), isTakenBack };
  } catch {
    // A class that is not closed and the like: it matches nothing.
    return undefined;
  }
}

/** A pattern of Symfony's Finder: no star reaches over a slash, or takes a leading dot. */
function globPattern(glob: string): string {
  let pattern = '';
  let isFirst = true;
  let braces = 0;
  for (let at = 0; at < glob.length; at++) {
    const sign = glob[at] ?? '';
    if (isFirst && sign !== '.') pattern += '(?=[^.])';
    isFirst = sign === '/';
    const deep = isFirst ? /^\/\*\*(?:\/|$)/.exec(glob.slice(at))?.[0] : undefined;
    if (deep !== undefined) {
      pattern += `/(?:(?=[^.])[^/]+/${deep.endsWith('/') ? '' : '?'})*`;
      at += deep.length - 1;
    } else if (sign === '\\') {
      at += 1;
      pattern += escaped(glob[at] ?? '\\');
    } else if (sign === '*') pattern += '[^/]*';
    else if (sign === '?') pattern += '[^/]';
    else if (sign === '{') {
      braces += 1;
      pattern += '(?:';
    } else if (sign === '}' && braces > 0) {
      braces -= 1;
      pattern += ')';
    } else if (sign === ',' && braces > 0) pattern += '|';
    else pattern += '.()|+^$'.includes(sign) ? escaped(sign) : sign;
  }
  return pattern;
}

function escaped(sign: string): string {
  return sign.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
