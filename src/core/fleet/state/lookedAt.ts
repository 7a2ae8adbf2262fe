/** Facts of a cluster, of a pipeline and of a branch are looked at at least this often; older than twice this looks stale. */
export const lookedAtEveryMs = 5 * 60_000;
