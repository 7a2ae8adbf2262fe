import { insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, type Story } from '../story';

const { lena, tom, ines } = people;
const squash = { style: 'squash', made: 'branchline' } as const;
const config = 'manifests/config.yaml';
const api = 'manifests/api.yaml';
const worker = 'manifests/worker.yaml';
const env = 'manifests/env/checkout-env.yaml';

export const checkout: Story = {
  service: 'checkout',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'checkout');

    history.start(55, lena, 'Import the manifests of checkout', files);
    history.environment(
      'test',
      'dev',
      54,
      lena,
      set(api, 'replicas: 1', 'replicas: 2'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
      set(env, 'dev-data', 'test-data'),
    );
    history.environment(
      'prod',
      'dev',
      54,
      lena,
      set(api, 'replicas: 1', 'replicas: 4'),
      set(worker, 'replicas: 1', 'replicas: 3'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set(env, 'dev-data', 'data'),
      set(env, "CONCURRENCY: '2'", "CONCURRENCY: '8'"),
    );

    release(53, '0.31.1');
    release(50, '0.32.0');
    change(
      49,
      tom,
      'Reservations expire after 15 minutes, as inventory has it',
      set(config, 'RESERVATION_TTL: 20m', 'RESERVATION_TTL: 15m'),
    );
    history.promote('dev', 'test', 48, lena, squash);
    history.promote('test', 'prod', 46, lena, squash);

    change(
      44,
      ines,
      'Worker: more memory for big carts',
      set(worker, 'limits: { memory: 256Mi }', 'limits: { memory: 320Mi }'),
    );
    release(42, '0.33.0');
    release(39, '0.33.1');
    change(38, lena, 'Express checkout behind a switch', insert(config, 'RETRIES:', "  EXPRESS: 'off'"));
    history.promote('dev', 'test', 36, lena, squash);
    history.promote('test', 'prod', 33, lena, squash);

    release(30, '0.34.0');
    change(29, tom, 'Probe less often', set(api, 'periodSeconds: 30', 'periodSeconds: 45'));
    release(25, '0.34.1');
    history.promote('dev', 'test', 23, tom, squash);
    history.promote('test', 'prod', 21, lena, squash);

    release(18, '0.35.0');
    change(17, lena, 'Express checkout on', set(config, "EXPRESS: 'off'", "EXPRESS: 'on'"));
    history.promote('dev', 'test', 12, lena, squash);
    // Both sides of dev -> test now say something else about one key.
    history.commit(
      'test',
      9,
      tom,
      'Wait longer for payments while the sandbox is slow',
      set(config, 'PAYMENTS_TIMEOUT: 8s', 'PAYMENTS_TIMEOUT: 20s'),
    );
    release(7, '0.35.1');
    change(6, ines, 'Fail fast when payments hangs', set(config, 'PAYMENTS_TIMEOUT: 8s', 'PAYMENTS_TIMEOUT: 4s'));
    change(4, lena, 'More CPU for the API: p99 was above a second', set(api, 'cpu: 150m', 'cpu: 250m'));
    release(2, '0.36.0');
  },
};
