// What a scope becomes on the way down, and which counts when several ways lead to one artifact
// (Maven's manual, "Dependency Scope"; Maven's JavaScopeDeriver and JavaScopeSelector).

/** From wide to narrow. */
const SCOPES = ['compile', 'runtime', 'provided', 'system', 'test'];

/** The scope of what `child` is to something of scope `parent`. */
export function scopeBelow(parent: string, child: string): string {
  if (child === 'system' || child === 'test' || parent === 'compile') return child;
  if (parent === 'test' || parent === 'runtime') return parent;
  return parent === 'system' || parent === 'provided' ? 'provided' : 'runtime';
}

/** The wider of two. */
export function joinScopes(a: string, b: string): string {
  return rankOf(a) <= rankOf(b) ? a : b;
}

function rankOf(scope: string): number {
  const rank = SCOPES.indexOf(scope);
  return rank < 0 ? SCOPES.length : rank;
}
