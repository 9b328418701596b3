// What the doctor finds.

export interface Finding {
  /** `ok`: as it should be; `note`: worth knowing; `fault`: something to do. */
  readonly level: 'ok' | 'note' | 'fault';
  readonly area: 'program' | 'server' | 'folder' | 'feeds' | 'upstreams' | 'clients' | 'locks';
  readonly text: string;
  /** What to do: words, or a command. */
  readonly fix?: string;
}

export function ok(area: Finding['area'], text: string): Finding {
  return { level: 'ok', area, text };
}

export function note(area: Finding['area'], text: string, fix?: string): Finding {
  return { level: 'note', area, text, ...(fix === undefined ? {} : { fix }) };
}

export function fault(area: Finding['area'], text: string, fix: string): Finding {
  return { level: 'fault', area, text, fix };
}
