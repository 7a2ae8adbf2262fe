import { insert, set } from '../history/edits';
import { people } from '../history/people';
import { changes, releases, type Story } from '../story';

const { lena, ines, tom } = people;
const merge = { style: 'merge', made: 'byHand' } as const;
const env = 'env/notifications-env.yaml';

export const notifications: Story = {
  service: 'notifications',
  grow(history, files) {
    const change = changes(history);
    const release = releases(history, 'notifications');

    history.start(55, lena, 'Mail and push: configuration', files);
    history.environment(
      'test',
      'dev',
      55,
      lena,
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: info'),
      set(env, 'dev-data', 'test-data'),
    );
    history.environment(
      'prod',
      'dev',
      55,
      lena,
      set('deployment.yaml', 'replicas: 1', 'replicas: 2'),
      set(env, 'LOG_LEVEL: debug', 'LOG_LEVEL: warn'),
      set(env, 'mailhog.dev-data.svc', 'smtp.data.svc'),
      set(env, "DELIVER: 'no'", "DELIVER: 'yes'"),
    );

    release(53, '1.7.3');
    change(50, ines, 'Digest an hour earlier', set('digest.yaml', '30 5 * * *', '30 4 * * *'));
    history.promote('dev', 'test', 48, lena, merge);
    history.promote('test', 'prod', 46, lena, merge);

    release(44, '1.8.0');
    change(43, tom, 'Bigger batches', set('configmap.yaml', "BATCH: '50'", "BATCH: '200'"));
    release(40, '1.8.1');
    history.promote('dev', 'test', 38, tom, merge);
    history.promote('test', 'prod', 36, lena, merge);

    change(
      33,
      lena,
      'Keep three finished digests',
      set('digest.yaml', 'successfulJobsHistoryLimit: 2', 'successfulJobsHistoryLimit: 3'),
    );
    release(31, '1.9.0');
    change(28, ines, 'Memory for attachments', set('deployment.yaml', 'memory: 128Mi', 'memory: 192Mi'));
    release(25, '1.9.1');
    history.promote('dev', 'test', 24, lena, merge);
    history.promote('test', 'prod', 21, lena, merge);

    release(17, '1.10.0');
    change(15, ines, 'The new templates', set('configmap.yaml', 'TEMPLATES: classic', 'TEMPLATES: modern'));
    change(14, tom, 'Twenty mails a second', set('configmap.yaml', "RATE_PER_SECOND: '10'", "RATE_PER_SECOND: '20'"));
    history.promote('dev', 'test', 12, lena, merge);
    history.promote('test', 'prod', 9, lena, merge);
    // The provider throttled us. Somebody pressed the forge's button; dev and test still have it all.
    history.revert('prod', 8, tom);

    release(6, '1.10.1');
    change(
      4,
      ines,
      'Unsubscribe link in every mail',
      insert('configmap.yaml', 'TEMPLATES:', '  UNSUBSCRIBE_URL: https://www.shop.example/unsubscribe'),
    );
    release(2, '1.11.0');
  },
};
