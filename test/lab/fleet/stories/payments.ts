import { everywhere, insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, type Story } from '../story';

const { maya, raj, lena } = people;
const squash = { style: 'squash', made: 'branchline' } as const;
const merge = { style: 'merge', made: 'branchline' } as const;
const env = 'env/payments-env.yaml';

export const payments: Story = {
  service: 'payments',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'payments');

    history.start(56, maya, 'payments: configuration, reviewed with security', files);
    history.environment(
      'test',
      'dev',
      55,
      maya,
      everywhere('namespace: payments-dev', 'namespace: payments-test'),
      set('payments.yaml', 'replicas: 1', 'replicas: 2'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
    );
    history.environment(
      'prod',
      'dev',
      55,
      maya,
      everywhere('namespace: payments-dev', 'namespace: payments'),
      set('payments.yaml', 'replicas: 1', 'replicas: 3'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set(env, 'PSP_MODE: sandbox', 'PSP_MODE: live'),
      set(env, "DB_POOL: '4'", "DB_POOL: '20'"),
    );

    release(53, '4.1.1');
    change(52, raj, 'Take Swiss francs', set('config.yaml', 'EUR,GBP', 'EUR,GBP,CHF'));
    history.promote('dev', 'test', 51, maya, squash);
    history.promote('test', 'prod', 49, maya, merge);

    release(45, '4.2.0');
    change(
      44,
      maya,
      'Readiness needs three failures: one slow answer took pods out',
      set('payments.yaml', 'failureThreshold: 2', 'failureThreshold: 3'),
    );
    release(41, '4.2.1');
    history.promote('dev', 'test', 40, raj, squash);
    history.promote('test', 'prod', 38, maya, merge);

    change(
      35,
      lena,
      'Same memory for request and limit',
      set(
        'payments.yaml',
        'limits:\n              cpu: 500m\n              memory: 256Mi',
        'limits:\n              cpu: 500m\n              memory: 320Mi',
      ),
      set('payments.yaml', 'cpu: 200m\n              memory: 256Mi', 'cpu: 200m\n              memory: 320Mi'),
    );
    release(33, '4.3.0');
    release(29, '4.3.1');
    change(
      28,
      raj,
      'Write the merchant into each log line',
      insert('config.yaml', 'THREE_DS', "  LOG_MERCHANT: 'yes'"),
    );
    history.promote('dev', 'test', 27, maya, squash);
    history.promote('test', 'prod', 25, maya, merge);

    release(21, '4.4.0');
    change(20, raj, 'Poll the provider less', insert('config.yaml', 'PSP_TIMEOUT', '  PSP_POLL: 10s'));
    release(16, '4.4.1');
    history.promote('dev', 'test', 15, maya, squash);
    history.promote('test', 'prod', 14, maya, merge);

    // The change that goes back on prod, and that dev and test still have.
    release(10, '5.0.0');
    change(
      10,
      raj,
      'Provider API v3: captures are asynchronous',
      set('config.yaml', 'https://psp.example/v2', 'https://psp.example/v3'),
      set('config.yaml', 'PSP_TIMEOUT: 5s', 'PSP_TIMEOUT: 2s'),
    );
    change(
      9,
      raj,
      'More attempts: v3 answers later',
      set('config.yaml', "CAPTURE_ATTEMPTS: '3'", "CAPTURE_ATTEMPTS: '6'"),
    );
    history.promote('dev', 'test', 8, maya, squash);
    history.promote('test', 'prod', 5, maya, merge);
    history.rollBack('prod', 1, 5, lena, 'Captures time out against the provider since 5.0.0');
    history.own(
      'prod',
      4,
      lena,
      'A bigger pool until the queue of captures is empty',
      set(env, "DB_POOL: '20'", "DB_POOL: '30'"),
    );
  },
};
