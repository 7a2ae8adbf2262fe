import { everywhere, insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, type Story } from '../story';

const { ines, maya, raj } = people;
const merge = { style: 'merge', made: 'branchline' } as const;
const deployment = 'manifests/deployment.yaml';
const config = 'manifests/configmap.yaml';
const env = 'manifests/env/inventory-env.yaml';

export const inventory: Story = {
  service: 'inventory',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'inventory');

    history.start(54, ines, 'Inventory', files);
    history.environment(
      'test',
      'dev',
      54,
      ines,
      everywhere('namespace: inventory-dev', 'namespace: inventory-test'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
      set(env, 'dev-data', 'test-data'),
    );
    history.environment(
      'prod',
      'dev',
      54,
      ines,
      everywhere('namespace: inventory-dev', 'namespace: inventory'),
      set(deployment, 'replicas: 1', 'replicas: 3'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set(env, 'dev-data', 'data'),
    );

    release(51, '3.9.1');
    change(50, raj, 'A third warehouse: Warsaw', set(config, 'ber,ams', 'ber,ams,waw'));
    release(47, '3.10.0');
    history.promote('dev', 'test', 46, ines, merge);
    history.promote('test', 'prod', 44, ines, merge);

    change(42, maya, 'Exporter 0.9.3', set(deployment, 'grpc-exporter:0.9.2', 'grpc-exporter:0.9.3'));
    release(40, '3.10.1');
    change(37, ines, 'Hold reservations for 15 minutes', set(config, 'RESERVATION_TTL: 20m', 'RESERVATION_TTL: 15m'));
    history.promote('dev', 'test', 35, ines, merge);
    history.promote('test', 'prod', 33, raj, merge);

    release(30, '3.11.0');
    change(29, raj, 'Readiness: look twice as often', insert(deployment, 'port: 9000', '            periodSeconds: 5'));
    release(26, '3.11.1');
    change(
      24,
      maya,
      'Restart the exporter less: a little more memory',
      set(deployment, 'memory: 16Mi', 'memory: 24Mi'),
    );
    history.promote('dev', 'test', 22, ines, merge);
    history.promote('test', 'prod', 20, ines, merge);

    change(17, ines, 'Warn at eight left, not five', set(config, "LOW_STOCK: '5'", "LOW_STOCK: '8'"));
    release(15, '3.12.0');
    release(11, '3.12.1');
    change(10, maya, 'inventory 3.12 caches stock levels', set(deployment, 'memory: 96Mi', 'memory: 128Mi'));
    history.promote('dev', 'test', 9, ines, merge);
    history.promote('test', 'prod', 6, ines, merge);
  },
};
