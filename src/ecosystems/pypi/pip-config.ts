// pip's configuration file: an INI file as Python's configparser reads it, changed line by line.

const SECTION = /^\[([^\]]+)\]/;
const INDENT = /^[ \t\f\v]*/;

interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** The white space before the key. */
  readonly indent: string;
  /** Lines `from` up to before `to`; the value goes on in indented lines. */
  readonly from: number;
  readonly to: number;
}

/** The value of a setting, its lines joined; undefined when it is not set. */
export function findPipSetting(text: string, section: string, key: string): string | undefined {
  return readLines(text.split('\n')).settings.findLast((one) => one.section === section && one.key === key)
    ?.value;
}

/** `text` with the setting at `value`: in its own place if it has one, else first in its section. */
export function setPipSetting(text: string, section: string, key: string, value: string): string {
  const lines = text === '' ? [] : text.split('\n');
  const lineEnd = lines[0]?.endsWith('\r') === true ? '\r' : '';
  const written = `${key} = ${value}${lineEnd}`;
  const { settings, headers } = readLines(lines);
  const own = settings.findLast((one) => one.section === section && one.key === key);
  if (own !== undefined)
    return own.value === value
      ? text
      : lines.toSpliced(own.from, own.to - own.from, own.indent + written).join('\n');
  const header = headers.get(section);
  if (header !== undefined) {
    // As deep as the line below: one that stands deeper than ours would go on with it.
    return lines.toSpliced(header.at + 1, 0, (header.indent ?? '') + written).join('\n');
  }
  const before = lines.join('\n');
  const gap = before === '' ? '' : before.endsWith('\n') ? `${lineEnd}\n` : `${lineEnd}\n${lineEnd}\n`;
  return `${before}${gap}[${section}]${lineEnd}\n${written}\n`;
}

/** The sections in which a key is set, each once; what a section of a command says goes before `global`. */
export function sectionsWithPipSetting(text: string, key: string): readonly string[] {
  const { settings } = readLines(text.split('\n'));
  return [...new Set(settings.filter((one) => one.key === key).map(({ section }) => section))];
}

interface Header {
  readonly at: number;
  /** Of the first line below it that says something. */
  indent?: string;
}

interface ReadLines {
  readonly settings: readonly Setting[];
  /** By section, the first where it stands twice. */
  readonly headers: ReadonlyMap<string, Header>;
}

function readLines(lines: readonly string[]): ReadLines {
  const settings: (Setting & { values: string[]; to: number })[] = [];
  const headers = new Map<string, Header>();
  let section = '';
  let header: Header | undefined;
  let last: (typeof settings)[number] | undefined;
  for (const [at, raw] of lines.entries()) {
    const indent = INDENT.exec(raw)?.[0] ?? '';
    const line = raw.slice(indent.length).trimEnd();
    if (line === '' || /^[#;]/.test(line)) continue;
    if (header !== undefined) header.indent ??= indent;
    if (last !== undefined && indent.length > last.indent.length) {
      if (last.to === at) {
        last.values.push(line);
        last.to = at + 1;
      }
      continue;
    }
    const name = SECTION.exec(line)?.[1];
    if (name !== undefined) {
      section = name;
      last = undefined;
      header = { at };
      if (!headers.has(section)) headers.set(section, header);
      continue;
    }
    const setting = splitSetting(line);
    if (setting === undefined) continue;
    const { key, value } = setting;
    last = { section, key, value, indent, values: [value], from: at, to: at + 1 };
    settings.push(last);
  }
  return {
    settings: settings.map(({ values, ...one }) => ({ ...one, value: values.join(' ').trim() })),
    headers,
  };
}

/** A line that starts a setting; configparser takes `=` and `:`. */
function splitSetting(line: string): { readonly key: string; readonly value: string } | undefined {
  const at = line.search(/[=:]/);
  if (at <= 0 || line.startsWith('[')) return undefined;
  return { key: normalizeKey(line.slice(0, at)), value: line.slice(at + 1).trim() };
}

/** pip takes `index_url` for `index-url`. */
function normalizeKey(key: string): string {
  return key.trim().toLowerCase().replaceAll('_', '-').replace(/^--/, '');
}
