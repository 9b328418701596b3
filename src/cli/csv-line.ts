// A line of CSV (RFC 4180). A text that a spreadsheet would take for a formula is kept from being one.

export type CsvCell = string | number | undefined;

/** With its line end. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? quote(cell) : (cell ?? ''))).join(',')}\r\n`;
}

function quote(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
