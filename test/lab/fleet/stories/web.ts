import { everywhere, insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, type Story } from '../story';

const { ines, maya, raj } = people;
const squash = { style: 'squash', made: 'branchline' } as const;
const merge = { style: 'merge', made: 'branchline' } as const;

export const web: Story = {
  service: 'web',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'web');

    history.start(56, ines, 'Storefront: first configuration', files);
    change(
      56,
      ines,
      'Let nginx compress JSON too',
      set('nginx.yaml', 'gzip_types text/css', 'gzip_types application/json text/css'),
    );
    history.environment(
      'test',
      'dev',
      55,
      ines,
      everywhere('namespace: web-dev', 'namespace: web-test'),
      everywhere('shop.dev.shop.example', 'shop.test.shop.example'),
      set('env/web-env.yaml', 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
    );
    history.environment(
      'prod',
      'dev',
      55,
      ines,
      everywhere('namespace: web-dev', 'namespace: web'),
      everywhere('shop.dev.shop.example', 'www.shop.example'),
      set('deployment.yaml', 'replicas: 2', 'replicas: 6'),
      set('env/web-env.yaml', 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set('env/web-env.yaml', 'size=256', 'size=400'),
    );

    release(53, '5.3.2');
    release(51, '5.4.0');
    change(50, raj, 'Give slow searches a second more', set('deployment.yaml', "'2500'", "'3500'"));
    history.promote('dev', 'test', 49, ines, squash);
    history.promote('test', 'prod', 47, ines, merge);

    release(45, '5.4.1');
    change(44, maya, 'nginx 1.27.5', set('deployment.yaml', 'nginx:1.27.4', 'nginx:1.27.5'));
    release(40, '5.5.0');
    change(
      40,
      ines,
      'Uploads of reviews may have pictures',
      set('ingress.yaml', 'proxy-body-size: 1m', 'proxy-body-size: 8m'),
    );
    history.promote('dev', 'test', 38, ines, squash);
    release(37, '5.5.1');
    history.promote('dev', 'test', 36, raj, squash);
    history.promote('test', 'prod', 35, ines, merge);

    change(
      32,
      raj,
      'Keep connections to the pages open',
      insert(
        'nginx.yaml',
        'proxy_read_timeout',
        '        proxy_http_version 1.1;',
        '        proxy_set_header Connection "";',
      ),
      set('deployment.yaml', "config-generation: '7'", "config-generation: '8'"),
    );
    release(30, '5.6.0');
    release(26, '5.6.1');
    history.promote('dev', 'test', 25, maya, squash);
    history.promote('test', 'prod', 23, ines, merge);

    release(19, '5.7.0');
    change(
      18,
      ines,
      'Readiness by its own page: / is cached',
      insert('deployment.yaml', 'path: /', '              # not cached'),
      set('deployment.yaml', 'path: /\n', 'path: /ready\n'),
    );
    release(15, '5.7.1');
    history.promote('dev', 'test', 14, ines, squash);
    history.promote('test', 'prod', 12, raj, merge);

    release(9, '5.8.0');
    change(8, maya, 'Wishlist for everyone on test', set('deployment.yaml', "value: 'off'", "value: 'on'"));
    history.promote('dev', 'test', 6, ines, squash);
    release(4, '5.8.1');
    change(
      2,
      raj,
      'More memory: rendering the new pages peaks at 600 MiB',
      set('deployment.yaml', 'memory: 512Mi', 'memory: 768Mi'),
    );
    release(1, '5.8.2');
  },
};
