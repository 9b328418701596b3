// Texts of strangers as they are shown: what would not be seen, or would turn the line around, is spelt out.

/** Controls but for the tab, and formats such as bidirectional overrides and zero-width spaces, as `⟨U+202E⟩`. */
export function shownText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) =>
    found === '\t' ? found : `⟨U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}
