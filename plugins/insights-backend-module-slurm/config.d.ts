/** Configuration of this package. */
export interface Config {}
