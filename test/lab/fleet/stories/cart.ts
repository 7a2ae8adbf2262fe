import { add, insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, textOf, without, type Story } from '../story';

const { maya, tom, lena } = people;
const squash = { style: 'squash', made: 'branchline' } as const;

export const cart: Story = {
  service: 'cart',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'cart');
    const metrics = 'metrics-service.yaml';

    history.start(56, maya, 'Configuration of cart, taken over from the old cluster', without(files, metrics));
    change(
      55,
      maya,
      'Probe /ready, not /healthz, before taking traffic',
      set('deployment.yaml', 'periodSeconds: 5', 'periodSeconds: 10'),
    );
    history.environment(
      'test',
      'dev',
      55,
      maya,
      set('deployment.yaml', 'replicas: 1', 'replicas: 2'),
      set('env/cart-env.yaml', 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
    );
    history.environment(
      'prod',
      'dev',
      55,
      maya,
      set('deployment.yaml', 'replicas: 1', 'replicas: 4'),
      set('env/cart-env.yaml', 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set('env/cart-env.yaml', "WORKERS: '2'", "WORKERS: '8'"),
    );

    release(52, '2.6.1');
    change(
      50,
      tom,
      'Ask for prices again after ten minutes',
      set('configmap.yaml', 'PRICE_MAX_AGE: 15m', 'PRICE_MAX_AGE: 10m'),
    );
    release(49, '2.6.2');
    history.promote('dev', 'test', 48, maya, squash);
    history.promote('test', 'prod', 46, maya, squash);

    release(44, '2.7.0');
    change(43, tom, 'Guests may keep a cart', insert('configmap.yaml', 'CART_TTL:', "  GUEST_CARTS: 'on'"));
    change(
      43,
      tom,
      'Two replicas of redis: use the service of the primary',
      set('configmap.yaml', 'redis://redis.data.svc', 'redis://redis-primary.data.svc'),
    );
    release(41, '2.7.1');
    history.promote('dev', 'test', 40, tom, squash);
    history.own(
      'prod',
      39,
      lena,
      'Five replicas over the weekend sale',
      set('deployment.yaml', 'replicas: 4', 'replicas: 5'),
    );
    history.promote('test', 'prod', 37, maya, squash);

    change(
      34,
      maya,
      'Fewer probes: the kubelet is busy enough',
      set('deployment.yaml', 'periodSeconds: 20', 'periodSeconds: 30'),
    );
    release(33, '2.8.0');
    release(30, '2.8.1');
    change(
      29,
      lena,
      'Limit lines to what the page can show',
      set('configmap.yaml', "MAX_LINES: '100'", "MAX_LINES: '80'"),
    );
    history.promote('dev', 'test', 28, lena, squash);
    history.promote('test', 'prod', 26, lena, squash);

    release(22, '2.9.0');
    change(21, tom, 'cart 2.9 needs a little more memory', set('deployment.yaml', 'memory: 128Mi', 'memory: 160Mi'));
    release(17, '2.9.1');
    history.promote('dev', 'test', 15, maya, squash);
    history.promote('test', 'prod', 13, maya, squash);

    release(11, '2.10.0');
    change(10, tom, 'Carts live a week', set('configmap.yaml', 'CART_TTL: 72h', 'CART_TTL: 168h'));
    history.promote('dev', 'test', 8, tom, squash);
    release(6, '2.10.1');
    change(4, lena, 'Metrics on a Service of their own', add(metrics, textOf(files, metrics)));
    change(
      3,
      maya,
      'Stop the rollout early when pods do not get ready',
      insert('deployment.yaml', 'revisionHistoryLimit', '  progressDeadlineSeconds: 120'),
    );
    release(1, '2.11.0');
  },
};
