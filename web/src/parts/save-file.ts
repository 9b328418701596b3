// What is listed, as a file.

export interface CsvColumn<T> {
  readonly head: string;
  readonly value: (item: T) => string | number | boolean | undefined;
}

/** RFC 4180 with CRLF. A cell that a spreadsheet would run as a formula is made text by an apostrophe. */
export function toCsv<T>(columns: readonly CsvColumn<T>[], items: readonly T[]): string {
  const rows = [
    columns.map(({ head }) => head),
    ...items.map((item) => columns.map(({ value }) => String(value(item) ?? ''))),
  ];
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Has the browser save `text`. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
