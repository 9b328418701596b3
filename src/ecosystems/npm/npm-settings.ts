// What of a project's .npmrc its client may see while it tries upgrades.

/** Settings that change what npm and pnpm resolve, and neither where they ask nor what they run. */
const KEPT = new Set([
  'auto-install-peers',
  'dedupe-peer-dependents',
  'force',
  'install-links',
  'install-strategy',
  'legacy-peer-deps',
  'link-workspace-packages',
  'prefer-workspace-packages',
  'resolution-mode',
  'shared-workspace-lockfile',
  'strict-peer-dependencies',
  'strict-peer-deps',
]);

export function keptNpmSettings(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => KEPT.has(line.split('=', 1)[0]?.trim() ?? ''));
  return lines.map((line) => `${line}\n`).join('');
}
