import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import { AdoptionNews } from '../service/adoption/AdoptionNews';
import { AdoptionNotifier } from '../service/adoption/AdoptionNotifier';
import { AdoptionService } from '../service/AdoptionService';
import { DatabaseAdoptionLedger } from '../store/adoption/DatabaseAdoptionLedger';
import { DatabaseAdoptionStore } from '../store/adoption/DatabaseAdoptionStore';
import { DatabaseNoticeStore } from '../store/adoption/DatabaseNoticeStore';
import { DatabaseOrganisationReader } from '../store/metrics/DatabaseOrganisationReader';

/** Adoption news over the stores as they are at the time, and who is told what. */
export function adoptionNews(
  knex: Knex,
  onSent: (message: NotificationSendOptions) => void,
): AdoptionNews {
  return new AdoptionNews({
    adoption: new AdoptionService({
      store: DatabaseAdoptionStore.create(knex),
      ledger: new DatabaseAdoptionLedger(knex),
      organisations: DatabaseOrganisationReader.create(knex),
      peopleFloor: 5,
      freshForMilliseconds: 0,
    }),
    notices: new DatabaseNoticeStore(knex),
    notifier: new AdoptionNotifier({
      notifications: { send: async message => onSent(message) },
    }),
  });
}
