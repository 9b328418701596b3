// Reads a file about funding of any format that is known here.

import type { FundingDocument } from './funding-link.ts';
import { readFundingJson } from './funding-json.ts';
import { readFundingYml } from './funding-yml.ts';

const IS_JSON = /^\uFEFF?\s*\{/;

/** By its beginning: what begins with a brace is funding.json, all else FUNDING.yml. Throws what reading it throws. */
export function readFunding(text: string): FundingDocument {
  return IS_JSON.test(text) ? readFundingJson(text) : readFundingYml(text);
}
