// pip's configuration file: an INI file as Python's configparser reads it, changed line by line.

const SECTION = /^\[([^\]]+)\]/;

interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** Lines `from` up to before `to`; the value goes on in indented lines. */
  readonly from: number;
  readonly to: number;
}

/** The value of a setting, its lines joined; undefined when it is not set. */
export function findPipSetting(text: string, section: string, key: string): string | undefined {
  return readSettings(text.split('\n')).findLast((one) => one.section === section && one.key === key)?.value;
}

/** `text` with the setting at `value`: in its own place if it has one, else first in its section. */
export function setPipSetting(text: string, section: string, key: string, value: string): string {
  const lines = text === '' ? [] : text.split('\n');
  const lineEnd = lines[0]?.endsWith('\r') === true ? '\r' : '';
  const written = `${key} = ${value}${lineEnd}`;
  const own = readSettings(lines).findLast((one) => one.section === section && one.key === key);
  if (own !== undefined)
    return own.value === value ? text : lines.toSpliced(own.from, own.to - own.from, written).join('\n');
  const header = lines.findIndex((line) => SECTION.exec(line)?.[1] === section);
  if (header >= 0) return lines.toSpliced(header + 1, 0, written).join('\n');
  const before = lines.join('\n');
  const gap = before === '' ? '' : before.endsWith('\n') ? `${lineEnd}\n` : `${lineEnd}\n${lineEnd}\n`;
  return `${before}${gap}[${section}]${lineEnd}\n${written}\n`;
}

function readSettings(lines: readonly string[]): readonly Setting[] {
  const settings: { section: string; key: string; values: string[]; from: number; to: number }[] = [];
  let section = '';
  for (const [at, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '');
    const last = settings.at(-1);
    if (/^\s+[^\s#;]/.test(line) && last !== undefined && last.section === section && last.to === at) {
      last.values.push(line.trim());
      last.to = at + 1;
      continue;
    }
    section = SECTION.exec(line)?.[1] ?? section;
    const setting = splitSetting(line);
    if (setting === undefined) continue;
    settings.push({ section, key: setting.key, values: [setting.value], from: at, to: at + 1 });
  }
  return settings.map(({ values, ...one }) => ({ ...one, value: values.join(' ').trim() }));
}

/** A line that starts a setting; configparser takes `=` and `:`. */
function splitSetting(line: string): { readonly key: string; readonly value: string } | undefined {
  const at = line.search(/[=:]/);
  if (at <= 0 || /^[\s#;[]/.test(line)) return undefined;
  return { key: normalizeKey(line.slice(0, at)), value: line.slice(at + 1).trim() };
}

/** pip takes `index_url` for `index-url`. */
function normalizeKey(key: string): string {
  return key.trim().toLowerCase().replaceAll('_', '-').replace(/^--/, '');
}
