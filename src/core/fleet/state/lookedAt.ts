/** Facts of a cluster, of a pipeline and of a branch are looked at at least this often; older than twice this looks stale. */
export const lookedAtEveryMs = 5 * 60_000;
/** The same for what a forge is asked about where a relay tells of changes. Source: docs/forges.md, "How often". */
export const sweptEveryMs = 15 * 60_000;
