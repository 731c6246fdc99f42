import { operations } from '@api-repack/core/picwish';
import type { Resources } from '@api-repack/n8n-kit';
import { accountForms } from './account-forms';
import { imageForms } from './image-forms';

/** The words for core's operations. */
export const resources: Resources = {
  image: {
    name: 'Image',
    description: 'What the developer API can do, with a key',
    operations: imageForms,
  },
  accountImage: {
    name: 'Account Image',
    description: 'What the web page picwish.cn can do, with the login of an account',
    operations: accountForms,
  },
  account: {
    name: 'Account',
    description: 'The account behind the key',
    operations: {
      getBalance: {
        core: operations.balance,
        name: 'Get Balance',
        action: 'Get the balance of an account',
        description: 'See how many credits are left',
      },
    },
  },
};

/**
 * PicWish takes two calls a second, polls included, and what starts a task comes before polls. So the first results are ready
 * when the last of these tasks is started, and few polls are in vain.
 */
export const itemsAtOnce = 12;
