// What is wrong with a zip archive; who reads it says of which archive and entry.

/** Its message goes on after "Cannot publish (archive): ". */
export class ZipFault extends Error {}
