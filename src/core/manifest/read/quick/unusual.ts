/** The text is not of the ordinary kind that is read quickly: the library reads it. */
export class Unusual extends Error {}
