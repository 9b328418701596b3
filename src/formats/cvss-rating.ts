// CVSS scores in words.

export type CvssRating = 'low' | 'medium' | 'high' | 'critical';

/** The qualitative rating of a base score from 0 to 10 (CVSS 3.1, section 5); a score of 0 counts as low. */
export function ratingOf(score: number): CvssRating {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}
