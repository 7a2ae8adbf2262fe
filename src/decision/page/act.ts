/** Presses a button, by its id. */
export type Act = (offer: string) => void;
