import type { Reasons } from '../reason.ts';

export const picwishWeb: Reasons = {
  'picwish-web/tasks.ts': {
    "text 'glance'": 'the same: whatever is no poll is a glance',
    "text 'PicWish'": 'the words of a watermark',
  },
};
