// What accounts need to know of the domains of their addresses.

/** `unknown`: could not be found out; changes nothing. */
export type DomainState = 'alive' | 'gone' | 'unknown';

export interface DomainLooks {
  /** Whether letters to a domain can still reach those whose it was. Never rejects. */
  look(domain: string): Promise<DomainState>;
}
