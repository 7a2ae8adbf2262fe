/**
 * What may go wrong with one API server.
 *
 * - `down`: connections are reset, open ones too.
 * - `error500`: every answer is an internal error; open watches stay.
 * - `gone410`: history is compacted now: open watches get a 410, and so does whoever continues from an older version.
 * - `reset`: all open watches break off, once.
 * - `stale`: lists serve the state of the moment when the fault was switched on; watches fall silent and catch up afterwards.
 * - `idle`: watches are half-open: they are accepted, and nothing ever comes, not even a bookmark.
 * - `slow`: every answer waits.
 */
export type ClusterFault =
  | { readonly kind: 'none' | 'down' | 'error500' | 'gone410' | 'reset' | 'stale' | 'idle' }
  | { readonly kind: 'slow'; readonly delayMs: number };
