import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

export interface PluginDatabase {
  /** Brings the tables of a database up to date; this is also how tests get theirs. */
  migrate(knex: Knex): Promise<void>;
  /** The database of the plugin, ready to use. */
  openDatabase(database: DatabaseService): Promise<Knex>;
}

/** @param packageName - whose folder `migrations` has the tables */
export function pluginDatabase(packageName: string): PluginDatabase {
  const migrate = async (knex: Knex) => {
    await knex.migrate.latest({
      directory: resolvePackagePath(packageName, 'migrations'),
    });
  };
  return {
    migrate,
    async openDatabase(database) {
      const knex = await database.getClient();
      if (!database.migrations?.skip) {
        await migrate(knex);
      }
      return knex;
    },
  };
}
