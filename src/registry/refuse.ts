// Refusals: a verdict that keeps something out, in the words that the client shows to its user.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { Verdict } from '../kernel/verdict.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import { describeRefusal } from '../policy/explain.ts';

/** The page about a package, or one version of it, in the web UI. */
export function pageUrl(publicUrl: string, ref: PackageRef, version?: string): string {
  return `${publicUrl}${pagePath(ref.ecosystem, ref.name)}${
    version === undefined ? '' : `?version=${encodeURIComponent(version)}`
  }`;
}

function pagePath(ecosystem: Ecosystem, name: string): string {
  return `/packages/${ecosystem}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

/** The refusal of a package, or of one version of it. */
export function refuse(
  deps: { readonly publicUrl: string },
  ref: PackageRef,
  verdict: Verdict,
  version?: string,
): Refusal {
  const url = pageUrl(deps.publicUrl, ref, version);
  return {
    name: ref.name,
    ...(version === undefined ? {} : { version }),
    verdict,
    pageUrl: url,
    message: describeRefusal({
      name: ref.name,
      ...(version === undefined ? {} : { version }),
      verdict,
      pageUrl: url,
    }),
  };
}
