import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shownText } from './shown-text.ts';

test('what nobody would see is spelt out, and what is read stays as it is', () => {
  assert.equal(shownText('if (isAdmin) {\t// käse 水'), 'if (isAdmin) {\t// käse 水');
  assert.equal(shownText('\u{202E}evil\u{2066}\u{200B}'), '⟨U+202E⟩evil⟨U+2066⟩⟨U+200B⟩');
  assert.equal(shownText('a\rb\u{1b}[31m'), 'a⟨U+000D⟩b⟨U+001B⟩[31m');
});
