import { header, text, type Answer, type Asked } from './answer';
import type { ForgeParts } from './parts';
import { Refusal } from './refusal';

const below = '/_storage/logs/';

export function isLogPath(pathname: string): boolean {
  return pathname.startsWith(below);
}

/** Where a forge sends on to for a log: another origin, since its own address has a name there, and a right in the address itself. */
export function storedLog({ url }: ForgeParts, job: number): string {
  const { port } = new URL(url());
  return `http://localhost:${port}${below}${job}?sig=${signature}`;
}

const signature = 'signed-for-a-minute';

/** Storage takes no token: it refuses one, as those of GitHub do. */
export function answerLog({ repositories }: ForgeParts, asked: Asked): Answer {
  if (header(asked, 'authorization') !== undefined) throw new Refusal(400, 'Only one way to sign in is allowed.');
  if (asked.url.searchParams.get('sig') !== signature) throw new Refusal(403, 'The signature does not fit.');
  const id = Number(asked.url.pathname.slice(below.length));
  const job = repositories
    .all()
    .flatMap(({ runs }) => runs.flatMap(({ jobs }) => jobs))
    .find((one) => one.id === id);
  if (!job) throw Refusal.notFound('The specified blob does not exist.');
  return text(200, job.log);
}
