import { every, type Disposable } from '../../support/disposable';
import { Metrics } from './metrics';

/** What a relay counts, by the names under which it tells it. Source: docs/relay.md, "Watching it". */
export function figures(now: {
  readonly subscribers: () => number;
  readonly kept: () => number;
  readonly waiting: () => number;
  readonly ready: () => boolean;
}) {
  const metrics = new Metrics();
  metrics.gauge('branchline_relay_subscribers', 'Streams that are open.', now.subscribers);
  metrics.gauge('branchline_relay_events_kept', 'Events that can be replayed.', now.kept);
  metrics.gauge('branchline_relay_events_waiting', 'Events that are not stored yet.', now.waiting);
  metrics.gauge('branchline_relay_ready', '1 where events can be stored and heard.', () => (now.ready() ? 1 : 0));
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  metrics.gauge('nodejs_heap_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed);
  metrics.gauge('process_cpu_seconds_total', 'Processor time, of user and system.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  const late = metrics.histogram(
    'nodejs_eventloop_delay_seconds',
    'How late a timer is, looked at ten times a second.',
  );
  const looking = lookedAt(late);
  return {
    text: () => metrics.text(),
    stop: () => looking.dispose(),
    request: metrics.histogram('http_server_request_duration_seconds', 'Requests, but for streams.'),
    delivery: metrics.counter('branchline_relay_deliveries_total', 'Webhooks, by their host and what became of them.'),
    event: metrics.counter('branchline_relay_events_total', 'Events that were stored, by type.'),
    sent: metrics.counter('branchline_relay_events_sent_total', 'Events that were written to streams.'),
    reset: metrics.counter('branchline_relay_resets_total', 'Streams that were told to read anew, by reason.'),
    asked: metrics.counter(
      'branchline_relay_forge_requests_total',
      'Requests to forges for what subscribers may read.',
    ),
    askedForFacts: metrics.counter(
      'branchline_relay_fact_requests_total',
      'Requests to forges for what the relay tells as facts.',
    ),
    read: metrics.counter('branchline_relay_facts_read_total', 'Repositories that were read, and what came of it.'),
    toldFacts: metrics.counter('branchline_relay_facts_sent_total', 'Facts that were written to streams.'),
    toldAfter: metrics.histogram('branchline_relay_event_delay_seconds', 'From the webhook to the stream.'),
  };
}

const betweenMs = 100;

function lookedAt(late: (seconds: number) => void): Disposable {
  let before = performance.now();
  return every(betweenMs, () => {
    const now = performance.now();
    late(Math.max(0, now - before - betweenMs) / 1_000);
    before = now;
  });
}

export type Figures = ReturnType<typeof figures>;
