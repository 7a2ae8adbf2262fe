/** The one collection that the double has. */
export const collection = 'DefaultCollection';
