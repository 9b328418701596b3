// Text of which nobody says for certain how it is written.

/** UTF-8, or else an old encoding with a byte for each letter: what tells them apart are people's names. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
