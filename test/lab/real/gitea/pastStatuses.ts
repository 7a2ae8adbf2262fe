import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

export interface PastRow {
  readonly repository: number;
  readonly commit: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly targetUrl: string;
  readonly creator: number;
  readonly at: Date;
}

/**
 * Writes statuses straight into the server's database: its API dates them all now, and takes a git process for each.
 * Newest last. The tables are those of Gitea since 1.20.
 */
export function writePastStatuses(database: string, rows: readonly PastRow[]): void {
  const db = new DatabaseSync(database, { timeout: 10_000 });
  try {
    const status = db.prepare(
      'INSERT INTO commit_status ("index", repo_id, sha, context, context_hash, state, description, target_url, creator_id, created_unix, updated_unix) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const last = db.prepare('INSERT INTO commit_status_index (repo_id, sha, max_index) VALUES (?, ?, ?)');
    const indexes = new Map<string, number>();
    db.exec('BEGIN IMMEDIATE');
    for (const { repository, commit, context, state, description, targetUrl, creator, at } of rows) {
      const index = (indexes.get(commit) ?? 0) + 1;
      indexes.set(commit, index);
      const hash = createHash('sha1').update(context).digest('hex');
      const time = Math.floor(at.getTime() / 1000);
      status.run(index, repository, commit, context, hash, state, description, targetUrl, creator, time, time);
    }
    for (const [commit, index] of indexes) last.run(rows[0]?.repository ?? 0, commit, index);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}
