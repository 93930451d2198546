import { UserNotificationSettingsCard } from '@backstage/plugin-notifications';
import { MliPage } from '@mli/plugin-ml-platform-react';

const ORIGINS = {
  'plugin:insights': 'Teams and adoption',
  'plugin:scorecards': 'Scorecards',
  'plugin:offerings': 'Offerings',
};

const TOPICS = {
  'insights-weekly-digest': 'The weekly digest of a team',
  'insights-disputes': 'Numbers somebody disputes',
};

/** What the reader is told, by whom; a kind appears here once there has been one. */
export function NotificationSettings() {
  return (
    <MliPage>
      <UserNotificationSettingsCard originNames={ORIGINS} topicNames={TOPICS} />
    </MliPage>
  );
}
