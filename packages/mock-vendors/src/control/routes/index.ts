import type { ControlRoute } from '../route.ts';
import { accountRoutes } from './accounts.ts';
import { clockRoutes } from './clock.ts';
import { faultRoutes } from './faults.ts';
import { journalRoutes } from './journal.ts';
import { seedRoutes } from './seed.ts';
import { systemRoutes } from './system.ts';
import { taskRoutes } from './tasks.ts';
import { vendorRoutes } from './vendors.ts';
import { verifyRoutes } from './verify.ts';
import { worldRoutes } from './worlds.ts';

/** The one table of the control API. */
export const routes: readonly ControlRoute[] = [
  ...vendorRoutes,
  ...worldRoutes,
  ...clockRoutes,
  ...accountRoutes,
  ...taskRoutes,
  ...faultRoutes,
  ...journalRoutes,
  ...verifyRoutes,
  ...seedRoutes,
  ...systemRoutes,
];
