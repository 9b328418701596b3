// Who asks for what a requirements file has, as pip-compile and uv write it into comments (`# via flask`).

import { findName } from './name.ts';

/** Who asks for one line. */
export interface RequirementVia {
  /** Canonical names of packages, or of projects. */
  readonly names: readonly string[];
  /** Whether a file or a project asks for it itself: `-r requirements.in`, `shop (pyproject.toml)`. */
  readonly isDirect: boolean;
}

/** What is longer names nobody. */
const MAX_ITEM = 500;

/** Undefined where the comments do not say it, or in words that are not known. */
export function findVia(comments: readonly string[]): RequirementVia | undefined {
  const start = comments.findIndex((comment) => /^\s*via\b/.test(comment));
  if (start < 0) return undefined;
  const [first = '', ...below] = comments.slice(start);
  const items = [first.replace(/^\s*via\b:?/, ''), ...below]
    .flatMap((comment) => comment.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0 || items.some(({ length }) => length > MAX_ITEM)) return undefined;
  const names = new Set<string>();
  let isDirect = false;
  for (const item of items) {
    // A constraint asks for nothing, and is named beside what does.
    if (/^-(?:c\b|-constraint|-override)/.test(item)) continue;
    if (/^-(?:r\b|-requirement)/.test(item) || /^[^()]+ \([^()]*\)$/.test(item)) {
      isDirect = true;
      continue;
    }
    const name = findName(item.replace(/\[[^\]]*\]$/, ''));
    if (name === undefined) return undefined;
    names.add(name);
  }
  return { names: [...names], isDirect };
}
