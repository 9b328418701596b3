// What JSON.parse makes of a text, as the measure that other readers are held to.

/** The value; undefined where the text (or the bytes, which must be UTF-8) is no JSON. */
export function parsePlainly(text: string | Uint8Array): unknown {
  try {
    return JSON.parse(
      typeof text === 'string' ? text : new TextDecoder('utf-8', { fatal: true }).decode(text),
    );
  } catch {
    return undefined;
  }
}

export function isJson(text: string): boolean {
  return parsePlainly(text) !== undefined;
}
