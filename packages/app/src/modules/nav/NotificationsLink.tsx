import { useEffect, useState } from 'react';
import { NavLink } from 'react-router-dom';
import { useApi } from '@backstage/frontend-plugin-api';
import { notificationsApiRef } from '@backstage/plugin-notifications';
import { useSignal } from '@backstage/plugin-signals-react';
import { RiNotification3Line } from '@remixicon/react';
import styles from './nav.module.css';

/** The way to the notifications, with how many were not read. */
export function NotificationsLink() {
  const unread = useUnreadCount();
  const label =
    unread > 0 ? `Notifications, ${unread} unread` : 'Notifications';
  return (
    <NavLink to="/notifications" className={styles.item} aria-label={label}>
      <RiNotification3Line size={20} aria-hidden="true" />
      <span className={styles.label}>Notifications</span>
      {unread > 0 && (
        <span className={styles.count} aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </NavLink>
  );
}

function useUnreadCount(): number {
  const notificationsApi = useApi(notificationsApiRef);
  const { lastSignal } = useSignal('notifications');
  const [unread, setUnread] = useState(0);
  useEffect(() => {
    let current = true;
    notificationsApi.getStatus().then(
      status => current && setUnread(status.unread),
      // The link works without its number, and a page that cannot reach the back end says so itself.
      () => current && setUnread(0),
    );
    return () => {
      current = false;
    };
  }, [notificationsApi, lastSignal]);
  return unread;
}
