// The components of a scanned project and how they hang together as SPDX, which carries no findings.

import { renderSpdx2 } from '../../formats/spdx/write-version-2.ts';
import { renderSpdx3 } from '../../formats/spdx/write-version-3.ts';
import type { SpdxFacts } from '../../formats/spdx/written.ts';
import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import { billOfProject } from '../../inventory/bills/bill-of-project.ts';
import type { Project } from '../../inventory/scan/read-project.ts';

/** The document, to be written as JSON: `spdx` is 2.3, `spdx3` 3.0. `title` names the project where its files do not. */
export function renderScanAsSpdx(
  project: Project,
  format: 'spdx' | 'spdx3',
  { title, ...facts }: SpdxFacts & { readonly title: string },
): object {
  const bill = billOfProject(project, SCAN_RULES, title);
  return format === 'spdx' ? renderSpdx2(bill, facts) : renderSpdx3(bill, facts);
}
