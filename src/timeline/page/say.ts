import type { FromPage } from '../protocol/timeline';

/** How the page says something to its host. */
export type Say = (message: FromPage) => void;
