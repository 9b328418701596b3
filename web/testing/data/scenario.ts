// Which Gatehouse the mock pretends to be.

export type Scenario = 'busy' | 'empty' | 'troubled';
