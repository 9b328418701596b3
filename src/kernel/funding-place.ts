// Where money is taken for open source: the platforms that FUNDING.yml names.

/** `custom`: the project's own page, or a place that is not known here. */
export const FUNDING_PLACES = [
  'github',
  'patreon',
  'open_collective',
  'ko_fi',
  'tidelift',
  'community_bridge',
  'liberapay',
  'issuehunt',
  'lfx_crowdfunding',
  'polar',
  'buy_me_a_coffee',
  'thanks_dev',
  'custom',
] as const;
export type FundingPlace = (typeof FUNDING_PLACES)[number];
