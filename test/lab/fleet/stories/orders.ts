import { everywhere, insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, type Story } from '../story';

const { tom, ines, lena } = people;
const rebase = { style: 'rebase', made: 'branchline' } as const;
const env = 'env/orders-env.yaml';

export const orders: Story = {
  service: 'orders',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'orders');

    history.start(56, tom, 'Orders and its database', files);
    change(
      55,
      tom,
      'PostgreSQL gets two minutes to stop',
      set('database.yaml', 'terminationGracePeriodSeconds: 120', 'terminationGracePeriodSeconds: 180'),
    );
    history.environment(
      'test',
      'dev',
      55,
      tom,
      everywhere('namespace: orders-dev', 'namespace: orders-test'),
      set('deployment.yaml', 'replicas: 1', 'replicas: 2'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
    );
    history.environment(
      'prod',
      'dev',
      55,
      tom,
      everywhere('namespace: orders-dev', 'namespace: orders'),
      set('deployment.yaml', 'replicas: 1', 'replicas: 4'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set(env, "DB_POOL: '5'", "DB_POOL: '25'"),
    );

    release(53, '7.2.1');
    release(50, '7.3.0');
    change(
      49,
      ines,
      'Archive after a year',
      set('configmap.yaml', "ARCHIVE_AFTER_DAYS: '400'", "ARCHIVE_AFTER_DAYS: '365'"),
    );
    history.promote('dev', 'test', 48, tom, rebase);
    history.promote('test', 'prod', 46, tom, rebase);

    change(43, tom, 'PostgreSQL 16.8', set('database.yaml', 'postgres:16.6', 'postgres:16.8'));
    release(42, '7.3.1');
    history.promote('dev', 'test', 41, tom, rebase);
    history.promote('test', 'prod', 39, ines, rebase);

    release(36, '7.4.0');
    change(35, lena, 'Invoices as PDF/A', insert('configmap.yaml', 'ORDER_NUMBER_PREFIX', '  INVOICE_FORMAT: pdfa'));
    release(32, '7.4.1');
    change(31, tom, 'Leave Go less memory than the limit', set('deployment.yaml', 'value: 200MiB', 'value: 220MiB'));
    history.promote('dev', 'test', 29, tom, rebase);
    history.promote('test', 'prod', 27, tom, rebase);

    release(23, '7.5.0');
    change(
      22,
      ines,
      'Liveness with patience: migrations at start',
      set(
        'deployment.yaml',
        'path: /healthz\n              port: http',
        'path: /healthz\n              port: http\n            initialDelaySeconds: 40',
      ),
    );
    release(19, '7.5.1');
    history.promote('dev', 'test', 17, tom, rebase);
    history.promote('test', 'prod', 15, tom, rebase);

    // On prod alone, and nobody has brought it back to dev.
    history.commit(
      'prod',
      11,
      lena,
      'Hotfix: confirm after two minutes, mail was sent before payment',
      set('configmap.yaml', 'CONFIRMATION_DELAY: 30s', 'CONFIRMATION_DELAY: 120s'),
    );
    release(9, '7.6.0');
    change(
      8,
      tom,
      'Metrics port',
      set(
        'deployment.yaml',
        'containerPort: 8080',
        'containerPort: 8080\n            - name: metrics\n              containerPort: 9090',
      ),
    );
    change(5, ines, 'More CPU at the start of the month', set('deployment.yaml', 'cpu: 100m', 'cpu: 200m'));
    release(2, '7.6.1');
  },
};
